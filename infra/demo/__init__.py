"""Lindemeer, the demo organisation: people, catalogue, guideline, stories and history, loaded through the API."""
