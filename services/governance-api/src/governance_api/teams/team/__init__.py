"""My people, each with what a leader may know of them."""
