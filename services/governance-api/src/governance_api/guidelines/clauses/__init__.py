"""Clauses: what each says and whom it concerns, and how two sets of them differ."""
