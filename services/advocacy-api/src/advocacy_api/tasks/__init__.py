"""What advocacy asks of a person today."""
