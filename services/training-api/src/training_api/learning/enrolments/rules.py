"""How an enrolment moves, and when it has gone quiet."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.identity.auth import Actor
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


class ManyMove(StrEnum):
    """What is done with many people of a module at once."""

    ENROL = "enrol"


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


def may_see_reading(actor: Actor, person_id: UUID) -> bool:
    """Which items somebody has read is for them and for those who look after learning; heads see how far they are."""
    return actor.person_id == person_id or actor.may(Permission.READ_COMPLETIONS)


def quiet_since(now: datetime, stalled_after_days: int) -> datetime:
    """Whoever was last active before this moment is stalled."""
    return now - timedelta(days=stalled_after_days)
