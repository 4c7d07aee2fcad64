"""The services advocacy asks."""
