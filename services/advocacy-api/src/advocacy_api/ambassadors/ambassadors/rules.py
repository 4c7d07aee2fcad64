"""What an ambassadorship may become, and when a person is ready for it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from service_kit.web.errors import Refusal

from advocacy_api.moves import next_state


class State(StrEnum):
    NOMINATED = "nominated"
    INVITED = "invited"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    DORMANT = "dormant"
    ALUMNI = "alumni"


class Move(StrEnum):
    INVITE = "invite"
    ACCEPT = "accept"
    ACTIVATE = "activate"
    REST = "rest"
    LEAVE = "leave"


class Tier(StrEnum):
    AMBASSADOR = "ambassador"
    EXECUTIVE = "executive"


MOVES: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.NOMINATED, Move.INVITE): State.INVITED,
        (State.INVITED, Move.ACCEPT): State.ACCEPTED,
        (State.ACCEPTED, Move.ACTIVATE): State.ACTIVE,
        (State.ACTIVE, Move.REST): State.DORMANT,
        (State.DORMANT, Move.ACTIVATE): State.ACTIVE,
        (State.NOMINATED, Move.LEAVE): State.ALUMNI,
        (State.INVITED, Move.LEAVE): State.ALUMNI,
        (State.ACCEPTED, Move.LEAVE): State.ALUMNI,
        (State.ACTIVE, Move.LEAVE): State.ALUMNI,
        (State.DORMANT, Move.LEAVE): State.ALUMNI,
    }
)


class AlreadyAmbassador(Refusal):
    """One person has at most one living ambassadorship."""

    status = 409
    title = "Already an ambassador"


class NotReady(Refusal):
    """The person lacks a certificate or an acknowledgement."""

    status = 409
    title = "Not ready yet"


def move(state: State, wanted: Move) -> State:
    return next_state(MOVES, state, wanted)


def refuse_unless_ready(allowed: bool, missing: Sequence[Mapping[str, Any]]) -> None:
    """Activation needs what speaking for the brand needs: a certificate and a current acknowledgement."""
    if not allowed:
        raise NotReady("A few steps are left before you can be an active ambassador.", missing=list(missing))
