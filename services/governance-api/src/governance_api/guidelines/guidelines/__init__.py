"""Guidelines: versions of clauses, what is in force, and what changed."""
