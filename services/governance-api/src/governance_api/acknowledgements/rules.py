"""When a person is current with a guideline: pure decisions."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_kit.web.errors import Refusal

SMALLEST_COUNT = 5


class TooFewPeople(Refusal):
    title = "Too few people to count"


class State(StrEnum):
    """The life of one ask."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


class Asked(StrEnum):
    """Why a person is asked."""

    PUBLISHED = "published"
    ROLE = "role"


class Given(StrEnum):
    """What an answer is, beside the one that stands."""

    FIRST = "first"
    REPEATED = "repeated"
    CHANGE = "change"
    UNSEEN = "unseen"


def given(*, accepted: bool, replaces: UUID | None, standing: bool | None, standing_id: UUID | None) -> Given:
    """Whether an answer is the first, the same again, or a change of mind about the receipt that stands.

    Yes and no sent together must not replace one another: whoever changes an answer names the receipt they have seen.
    """
    if standing is None:
        return Given.FIRST if replaces is None else Given.UNSEEN
    if accepted is standing:
        return Given.REPEATED
    return Given.CHANGE if replaces == standing_id else Given.UNSEEN


def is_current(state: str | None, *, due_at: datetime | None, held_before: bool, now: datetime) -> bool:
    """The latest ask is accepted, or still open before its due date by someone who was current before it."""
    if state == State.ACCEPTED:
        return True
    return state == State.OPEN and held_before and (due_at is None or now < due_at)


def held_before(latest_state: str | None, *, latest_held: bool, latest_lapsed: bool) -> bool:
    """Whether a new ask starts with grace: what it replaces was accepted, or was itself open in grace.

    Grace whose due date has passed counts until its end was told: the new ask then ends at once, and tells it.
    """
    return latest_state == State.ACCEPTED or (latest_state == State.OPEN and latest_held and not latest_lapsed)


def due_at(now: datetime, within_days: int, earlier: datetime | None = None) -> datetime:
    """When an answer is due; an ask still open keeps its earlier date, so that a new version gives no new delay."""
    due = now + timedelta(days=within_days)
    return min(due, earlier) if earlier else due


def refuse_if_it_points_at_persons(asked: int) -> None:
    """Counts of so few would tell what each of them answered."""
    if 0 < asked < SMALLEST_COUNT:
        raise TooFewPeople(
            f"Fewer than {SMALLEST_COUNT} people were asked; those who keep the guideline see how they answered."
        )
