"""A small service for the kit's tests."""
