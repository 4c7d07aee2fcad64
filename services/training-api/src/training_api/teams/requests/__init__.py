"""What my people wait for, and I decide."""
