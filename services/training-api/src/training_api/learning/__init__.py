"""Who learns what, and what they completed."""
