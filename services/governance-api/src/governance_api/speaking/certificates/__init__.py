"""Certificate and scheme facts, followed from training."""
