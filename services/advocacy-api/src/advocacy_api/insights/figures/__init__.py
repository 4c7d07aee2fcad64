"""What analysts and leaders are told in figures, about five people at least."""
