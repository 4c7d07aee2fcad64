"""Which state a waiver may take next: decided by neither who asked nor who gains, taken back by who asked."""

from enum import StrEnum
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.identity.auth import Actor
from service_kit.web.errors import Refusal

from training_api.events import WaiverDecided
from training_api.permissions import Permission


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class WaiverOpen(Refusal):
    """A waiver for this person and module has been asked for or granted already."""

    title = "There is a waiver already"


def _decided(to: State, *, reason: bool = False) -> Step[State]:
    return Step(
        to,
        Permission.WAIVE_PREREQUISITES,
        second_person=True,
        reason=reason,
        stamp="decided_at",
        event=WaiverDecided,
    )


LIFE = Lifecycle(
    "waiver",
    State,
    {
        (State.REQUESTED, Move.APPROVE): _decided(State.APPROVED),
        (State.REQUESTED, Move.REFUSE): _decided(State.REFUSED, reason=True),
        (State.REQUESTED, Move.WITHDRAW): Step(State.WITHDRAWN, Permission.LEARN, own=True),
    },
)


def whose(move: Move, requested_by: str, person_id: UUID) -> tuple[UUID | str, ...]:
    """Whom a move is measured by: who asked takes it back; neither they nor the one who gains decide."""
    return (requested_by,) if move is Move.WITHDRAW else (requested_by, person_id)


def may_see_why(actor: Actor, requested_by: str, person_id: UUID) -> bool:
    """The words of a request and of its decision are for who asked, who gains and who decides; not for heads."""
    asked = actor.id == requested_by or actor.person_id == person_id
    return asked or actor.may(Permission.WAIVE_PREREQUISITES)


def allowed(state: State | str, actor: Actor, requested_by: str, person_id: UUID) -> list[str]:
    """The moves that this caller may make now."""
    return [
        move.value
        for move in Move
        if move.value in LIFE.allowed(state, actor, first=whose(move, requested_by, person_id))
    ]
