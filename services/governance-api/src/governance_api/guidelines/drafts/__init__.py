"""Drafts: adding, changing, ordering and removing the clauses of a version."""
