"""Redemptions: points for rewards, decided by people."""
