"""Who must complete what, by when, and why."""
