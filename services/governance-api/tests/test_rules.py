"""The pure decisions of governance, without a database."""
