"""Sign-offs: a subject's staged decisions, bound to its content."""
