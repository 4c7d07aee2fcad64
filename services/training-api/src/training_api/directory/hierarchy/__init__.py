"""The hierarchy: who is below whom."""
