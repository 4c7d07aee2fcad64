"""Standings: who has something, who is on the way to it, and who is late."""
