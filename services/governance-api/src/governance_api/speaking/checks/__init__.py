"""May somebody speak for the brand? Asked of one person, by whatever name, or of many."""
