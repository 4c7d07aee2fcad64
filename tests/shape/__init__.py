"""The house rules, read from the code."""
