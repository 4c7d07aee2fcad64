"""May this person take that module: what is missing, and the shortest way."""
