"""What people were asked to acknowledge, and what they answered."""
