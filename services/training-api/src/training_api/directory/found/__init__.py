"""People as they are found by the words of a search."""
