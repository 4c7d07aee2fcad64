"""Clicks: the public redirect, exact counts, and the points that they bring."""
