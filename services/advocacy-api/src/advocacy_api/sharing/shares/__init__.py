"""Shares: tracked links, the redirect and its clicks."""
