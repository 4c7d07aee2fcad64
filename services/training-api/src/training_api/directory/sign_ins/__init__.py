"""What the tokens of people's applications held, and the roles that follow."""
