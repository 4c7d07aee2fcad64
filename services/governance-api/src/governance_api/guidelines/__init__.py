"""The guidelines and their versions."""
