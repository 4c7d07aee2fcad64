"""Why a person is asked, and how much time they get: pure decisions."""

from datetime import datetime, timedelta
from enum import StrEnum

from governance_api.acknowledgements.acknowledgements.rules import State


class Asked(StrEnum):
    """Why a person is asked."""

    PUBLISHED = "published"
    ROLE = "role"


def held_before(latest_state: str | None, *, latest_held: bool, latest_lapsed: bool) -> bool:
    """Whether a new ask starts with grace: what it replaces was accepted, or was itself open in grace.

    Grace whose due date has passed counts until its end was told: the new ask then ends at once, and tells it.
    """
    return latest_state == State.ACCEPTED or (latest_state == State.OPEN and latest_held and not latest_lapsed)


def due_at(now: datetime, within_days: int, earlier: datetime | None = None) -> datetime:
    """When an answer is due; an ask still open keeps its earlier date, so that a new version gives no new delay."""
    due = now + timedelta(days=within_days)
    return min(due, earlier) if earlier else due
