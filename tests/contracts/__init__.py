"""What the services promise each other, checked from both sides."""
