"""The mechanisms that every capability is made of: declared once by a room, the same behaviour everywhere."""
