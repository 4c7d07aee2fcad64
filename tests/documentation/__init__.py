"""The generated pages of `docs/`, and the proof that they say what the code says."""
