"""Who is asking: tokens, actors, permissions, the replica of the directory."""
