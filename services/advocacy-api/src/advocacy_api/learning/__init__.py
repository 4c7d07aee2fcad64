"""What training told of completions and certificates, and the points that came of it."""
