"""Who works here, and how HR tells of them."""
