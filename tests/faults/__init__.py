"""Faults made on purpose in a running stack, and what must hold all the same."""
