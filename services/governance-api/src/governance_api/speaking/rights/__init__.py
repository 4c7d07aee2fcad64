"""Speaking rights: who may speak for the brand, and why not."""
