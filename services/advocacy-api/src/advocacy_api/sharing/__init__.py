"""Shares and the clicks they bring."""
