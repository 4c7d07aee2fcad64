"""A pytest plugin and test doubles."""
