"""The demo organisation is complete, and moves in."""
