"""What tests are made of: a pytest plugin and doubles of the outside world."""
