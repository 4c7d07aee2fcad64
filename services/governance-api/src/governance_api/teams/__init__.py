"""How the people below a leader stand."""
