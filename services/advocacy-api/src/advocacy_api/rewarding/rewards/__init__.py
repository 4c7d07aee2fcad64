"""Rewards that points can buy."""
