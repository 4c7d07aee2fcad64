"""Who may speak for the brand."""
