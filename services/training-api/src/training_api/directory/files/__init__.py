"""A file of people as it came: its format, its letters and its rows."""
