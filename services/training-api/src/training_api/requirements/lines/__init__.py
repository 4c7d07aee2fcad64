"""One person's lines of requirements: how each stands today, and which of them wait for that person."""
