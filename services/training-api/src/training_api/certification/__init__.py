"""Certificates: what earns them, who holds them."""
