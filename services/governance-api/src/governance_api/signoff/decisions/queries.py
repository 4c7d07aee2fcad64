"""Every statement on the record of decisions."""

from service_kit.data.statements import inserting

from governance_api.signoff.signoffs.queries import decisions

RECORD = inserting(decisions)
"""A decision, whole."""
