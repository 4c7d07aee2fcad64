"""What training says of learning, and the points that came of it."""
