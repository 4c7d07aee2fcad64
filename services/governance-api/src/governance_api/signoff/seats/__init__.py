"""Seats: the places of the reviewers in the stages of a sign-off, and when enough of them approved."""
