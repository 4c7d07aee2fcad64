"""What may be answered, and when a person is current with a guideline: pure decisions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from governance_api.permissions import Permission

SMALLEST_COUNT = 5


class AcknowledgementSuperseded(Refusal):
    title = "A newer version took its place"


class AlreadyAnswered(Refusal):
    """This was answered meanwhile; read it again, and name the receipt that your answer replaces."""

    title = "It was answered already"


class TooFewPeople(Refusal):
    title = "Too few people to count"


class State(StrEnum):
    """The life of one ask."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"


class Move(StrEnum):
    """What happens to an ask; `supersede` follows from a newer version."""

    ACCEPT = "accept"
    DECLINE = "decline"
    SUPERSEDE = "supersede"


ACCEPT = Step(State.ACCEPTED, Permission.ACKNOWLEDGE, own=True)
DECLINE = Step(State.DECLINED, Permission.ACKNOWLEDGE, own=True)
LIFE = Lifecycle(
    "acknowledgement",
    State,
    {
        (State.OPEN, Move.ACCEPT): ACCEPT,
        (State.OPEN, Move.DECLINE): DECLINE,
        (State.ACCEPTED, Move.DECLINE): DECLINE,
        (State.DECLINED, Move.ACCEPT): ACCEPT,
        (State.OPEN, Move.SUPERSEDE): Step(State.SUPERSEDED, None),
    },
)


def true_state(state: str, *, is_latest: bool) -> State:
    """An answer stays as it was given, and cannot be changed once a newer version was asked."""
    return State(state) if is_latest else State.SUPERSEDED


class Given(StrEnum):
    """What an answer is, beside the one that stands."""

    FIRST = "first"
    REPEATED = "repeated"
    CHANGE = "change"
    UNSEEN = "unseen"


def given(*, accepted: bool, replaces: UUID | None, present: bool | None, present_id: UUID | None) -> Given:
    """Whether an answer is the first, the same again, or a change of mind about the receipt that stands.

    Yes and no sent together must not replace one another: whoever changes an answer names the receipt they have seen.
    """
    if present is None:
        return Given.FIRST if replaces is None else Given.UNSEEN
    if accepted is present:
        return Given.REPEATED
    return Given.CHANGE if replaces == present_id else Given.UNSEEN


def is_current(state: str | None, *, due_at: datetime | None, held_before: bool, now: datetime) -> bool:
    """The latest ask is accepted, or still open before its due date by someone who was current before it."""
    if state == State.ACCEPTED:
        return True
    return state == State.OPEN and held_before and (due_at is None or now < due_at)


def refuse_if_it_points_at_persons(asked: int) -> None:
    """Counts of so few would tell what each of them answered."""
    if 0 < asked < SMALLEST_COUNT:
        raise TooFewPeople(smallest=SMALLEST_COUNT)
