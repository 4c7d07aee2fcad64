"""Faults on purpose: what breaks is noticed, mends itself, and loses nothing that was acknowledged."""
