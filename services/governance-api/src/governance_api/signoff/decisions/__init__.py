"""Decisions: what a reviewer says in a sign-off, and the chained record of it."""
