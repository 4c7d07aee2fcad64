"""Who is meant by a number, a user name or an e-mail address."""
