"""What many rows say together."""
