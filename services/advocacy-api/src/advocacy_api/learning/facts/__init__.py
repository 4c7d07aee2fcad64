"""Completions and certificates as training told them: each is known once, and brings its points once."""
