"""How an enrolment moves, and when it has gone quiet."""

from datetime import datetime, timedelta
from enum import StrEnum

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Malformed, Refusal

from training_api.permissions import Permission


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
    """It was closed at the very moment at which somebody enrolled."""

    title = "The enrolment is closed"


class NotPublished(Refusal):
    title = "The module is not published"


class NotForThisPerson(Refusal):
    title = "This person cannot take the module"


class NotInModule(Malformed):
    title = "This content item is not part of the module"
    pointer = "/content_item_id"


ACTIVE = (State.ENROLLED, State.IN_PROGRESS, State.STALLED)
LIFE = Lifecycle(
    "enrolment",
    State,
    {
        **{(state, Move.PROGRESS): Step(State.IN_PROGRESS, None) for state in ACTIVE},
        **{(state, Move.COMPLETE): Step(State.COMPLETED, None) for state in ACTIVE},
        **{(state, Move.STALL): Step(State.STALLED, None) for state in (State.ENROLLED, State.IN_PROGRESS)},
        **{(state, Move.WITHDRAW): Step(State.WITHDRAWN, Permission.LEARN, own=True) for state in ACTIVE},
    },
)


def quiet_since(now: datetime, stalled_after_days: int) -> datetime:
    """Whoever was last active before this moment is stalled."""
    return now - timedelta(days=stalled_after_days)
