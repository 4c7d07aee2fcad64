"""Leaderboards, pseudonymous by default."""
