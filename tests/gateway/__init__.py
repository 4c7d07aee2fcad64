"""What the gateway promises, asked of a running stack and of gateways of the tests' own."""
