"""Acknowledgements: who was asked, who answered, who is current."""
