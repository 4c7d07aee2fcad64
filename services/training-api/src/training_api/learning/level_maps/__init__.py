"""The level map of a track, as one person sees it."""
