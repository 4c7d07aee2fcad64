"""What happened: published in a feed, followed by the siblings."""
