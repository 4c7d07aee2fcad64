"""Policies: the networks on which only certain schemes count."""
