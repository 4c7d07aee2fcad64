"""The sibling services this one asks."""
