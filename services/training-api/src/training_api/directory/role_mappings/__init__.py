"""Which words of an issuer give which role."""
