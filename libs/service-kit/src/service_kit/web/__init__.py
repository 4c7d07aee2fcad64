"""The HTTP edge: the application, refusals, pages, conditional requests, the contract, health."""
