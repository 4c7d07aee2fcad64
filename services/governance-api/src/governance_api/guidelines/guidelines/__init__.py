"""Guidelines: a code, a title, and which version is in force."""
