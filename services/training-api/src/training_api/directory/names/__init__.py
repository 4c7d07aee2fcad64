"""The departments, divisions, job profiles and locations that people are in, to choose from."""
