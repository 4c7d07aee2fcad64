"""Rounds of asking: whom a change concerns, and until when they may answer."""
