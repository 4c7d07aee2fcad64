"""Versions of a guideline: from draft to in force."""
