"""Badges awarded by rule."""
