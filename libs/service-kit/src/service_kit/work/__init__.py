"""Background work and time."""
