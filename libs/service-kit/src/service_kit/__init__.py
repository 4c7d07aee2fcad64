"""The service kit."""
