"""How long an exemption runs, who ends it, and what then becomes of the line. No database."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.identity.auth import Actor
from service_kit.web.errors import Forbidden

from training_api.events import ExemptionChanged
from training_api.permissions import Permission

DAYS_AFTER_WITHDRAWAL = 14
"""What a person gets at least when they have to do it after all."""


class State(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


class Move(StrEnum):
    WITHDRAW = "withdraw"


class OwnExemption(Forbidden):
    title = "A person cannot exempt themselves"


LIFE = Lifecycle(
    "exemption",
    State,
    {
        (State.RUNNING, Move.WITHDRAW): Step(
            State.ENDED, Permission.EXEMPT_PEOPLE, reason=True, word="withdrawn", event=ExemptionChanged
        )
    },
)


def state_at(until: datetime, now: datetime) -> State:
    """It runs until its moment; a withdrawn one ended when it was withdrawn."""
    return State.RUNNING if now < until else State.ENDED


def earliest_due_at(now: datetime) -> datetime:
    """Before this a line that opens again is not due."""
    return now + timedelta(days=DAYS_AFTER_WITHDRAWAL)


def may_see_why(actor: Actor, person_id: UUID) -> bool:
    """Why somebody is exempt is between them and those who exempt people."""
    return actor.may(Permission.EXEMPT_PEOPLE) or (actor.person is not None and actor.person.id == person_id)
