"""Exemptions: one person need not do one requirement, for a reason and until a day."""
