"""How a sign-off lives, how its stages follow one another, and when they are due."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from governance_api.events import SignoffDecided, SignoffVoided
from governance_api.permissions import Permission
from governance_api.signoff.seats.rules import Seat, seat_for


class State(StrEnum):
    RUNNING = "running"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes-requested"
    REJECTED = "rejected"
    VOIDED = "voided"


class Move(StrEnum):
    """`decide` is a decision after which it runs on; what the last one leads to has its own name."""

    DECIDE = "decide"
    APPROVE = "approve"
    REQUEST_CHANGES = "request-changes"
    REJECT = "reject"
    VOID = "void"


class StageState(StrEnum):
    """The life of one stage."""

    WAITING = "waiting"
    ACTIVE = "active"
    COMPLETED = "completed"
    CLOSED = "closed"


class QuorumOutOfReach(Refusal):
    title = "Too few reviewers could decide"


class SignoffRunning(Refusal):
    """Two submissions of one subject came at once."""

    title = "A sign-off is running"


def _ends(state: State) -> Step[State]:
    return Step(state, None, word="decided", event=SignoffDecided, stamp="closed_at")


VOIDED = Step(State.VOIDED, None, event=SignoffVoided, stamp="closed_at")
LIFE = Lifecycle(
    "signoff",
    State,
    {
        (State.RUNNING, Move.DECIDE): Step(State.RUNNING, Permission.DECIDE_SIGNOFFS, own=True, word="decided"),
        (State.RUNNING, Move.APPROVE): _ends(State.APPROVED),
        (State.RUNNING, Move.REQUEST_CHANGES): _ends(State.CHANGES_REQUESTED),
        (State.RUNNING, Move.REJECT): _ends(State.REJECTED),
        (State.RUNNING, Move.VOID): VOIDED,
        (State.APPROVED, Move.VOID): VOIDED,
    },
)


def is_turn_of(
    person_id: UUID, roles: Collection[str], *, state: str, authors: Collection[UUID], seats: Sequence[Seat]
) -> bool:
    """A free seat of the stage that is on is theirs, they have not decided in it, and it is not their own work."""
    return state == State.RUNNING and person_id not in authors and seat_for(seats, person_id, roles) is not None


def add_business_days(start: datetime, days: int, holidays: Collection[date]) -> datetime:
    """The same time of day so many working days later: weekends and holidays do not count."""
    due = start
    left = days
    while left > 0:
        due += timedelta(days=1)
        if due.weekday() < 5 and due.date() not in holidays:
            left -= 1
    return due
