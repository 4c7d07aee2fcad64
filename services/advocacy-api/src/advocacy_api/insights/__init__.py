"""Figures about groups of people."""
