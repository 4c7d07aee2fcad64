"""The directory of people, which this service owns."""
