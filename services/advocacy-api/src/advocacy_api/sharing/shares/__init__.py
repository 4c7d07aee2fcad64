"""Shares: a person's tracked link to one content on one network."""
