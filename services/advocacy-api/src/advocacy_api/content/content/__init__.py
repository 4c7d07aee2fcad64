"""Content worth sharing."""
