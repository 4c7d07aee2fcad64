"""The ambassadors."""
