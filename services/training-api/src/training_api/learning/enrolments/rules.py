"""How an enrolment moves, and when it has gone quiet."""

from datetime import datetime, timedelta
from enum import StrEnum

from service_kit.web.errors import Malformed, Refusal


class State(StrEnum):
    ENROLLED = "enrolled"
    IN_PROGRESS = "in-progress"
    STALLED = "stalled"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    PROGRESS = "progress"
    COMPLETE = "complete"
    STALL = "stall"
    WITHDRAW = "withdraw"


class Source(StrEnum):
    SELF = "self"
    PEER = "peer"
    MANAGER = "manager"
    REQUIREMENT = "requirement"


class EnrolmentClosed(Refusal):
    status = 409
    title = "The enrolment is closed"


class NotPublished(Refusal):
    status = 409
    title = "The module is not published"


class NotForThisPerson(Refusal):
    status = 409
    title = "This person cannot take the module"


class NotInModule(Malformed):
    title = "This content item is not part of the module"
    pointer = "/content_item_id"


ACTIVE = frozenset({State.ENROLLED, State.IN_PROGRESS, State.STALLED})

MOVES: dict[tuple[State, Move], State] = {
    (State.ENROLLED, Move.PROGRESS): State.IN_PROGRESS,
    (State.ENROLLED, Move.COMPLETE): State.COMPLETED,
    (State.ENROLLED, Move.STALL): State.STALLED,
    (State.ENROLLED, Move.WITHDRAW): State.WITHDRAWN,
    (State.IN_PROGRESS, Move.PROGRESS): State.IN_PROGRESS,
    (State.IN_PROGRESS, Move.COMPLETE): State.COMPLETED,
    (State.IN_PROGRESS, Move.STALL): State.STALLED,
    (State.IN_PROGRESS, Move.WITHDRAW): State.WITHDRAWN,
    (State.STALLED, Move.PROGRESS): State.IN_PROGRESS,
    (State.STALLED, Move.COMPLETE): State.COMPLETED,
    (State.STALLED, Move.WITHDRAW): State.WITHDRAWN,
}


def move(state: State, asked: Move) -> State:
    following = MOVES.get((State(state), asked))
    if following is None:
        raise EnrolmentClosed(
            f"An enrolment that is {state} takes no '{asked}'. Enrol again to start anew.", state=str(state)
        )
    return following


def quiet_since(now: datetime, stalled_after_days: int) -> datetime:
    """Whoever was last active before this moment is stalled."""
    return now - timedelta(days=stalled_after_days)
