"""Points, badges, leaderboards, rewards."""
