"""Waivers: one person may take one module without its prerequisites, because two people said so."""
