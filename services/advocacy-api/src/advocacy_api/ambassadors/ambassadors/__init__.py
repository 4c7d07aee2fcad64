"""Ambassadors: found, invited, active, thanked."""
