"""What an organisation decides about its programme."""
