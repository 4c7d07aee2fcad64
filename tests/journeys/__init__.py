"""The journeys over the running product."""
