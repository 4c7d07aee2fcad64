"""Sign-off by legal and others: templates and running sign-offs."""
