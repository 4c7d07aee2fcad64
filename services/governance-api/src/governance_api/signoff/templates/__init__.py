"""Sign-off templates: the stages a subject passes."""
