"""What an ambassadorship may become, and when a person is ready for it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from advocacy_api.events import AmbassadorActivated, AmbassadorLeft
from advocacy_api.permissions import Permission


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


class Visibility(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


class AlreadyAmbassador(Refusal):
    """One person has at most one living ambassadorship."""

    status = 409
    title = "Already an ambassador"


class NotReady(Refusal):
    """The person lacks a certificate or an acknowledgement."""

    status = 409
    title = "Not ready yet"


class Right(Protocol):
    """Whether a person may speak for the brand, and what they lack for it."""

    @property
    def allowed(self) -> bool: ...
    @property
    def missing(self) -> Sequence[Mapping[str, Any]]: ...


def refuse_unless_ready(right: Right) -> None:
    """Activation needs what speaking for the brand needs: a certificate and a current acknowledgement."""
    if not right.allowed:
        raise NotReady(missing=list(right.missing))


ACTIVATE = Step(
    State.ACTIVE,
    Permission.BE_AMBASSADOR,
    own=True,
    word="activated",
    event=AmbassadorActivated,
    check=refuse_unless_ready,
    stamp="activated_at",
)
LEAVE = Step(State.ALUMNI, Permission.BE_AMBASSADOR, own=True, word="left", event=AmbassadorLeft, stamp="left_at")
LIFE: Lifecycle[State, Move] = Lifecycle(
    "ambassador",
    State,
    {
        (State.NOMINATED, Move.INVITE): Step(State.INVITED, Permission.MANAGE_AMBASSADORS, stamp="invited_at"),
        (State.INVITED, Move.ACCEPT): Step(State.ACCEPTED, Permission.BE_AMBASSADOR, own=True, stamp="accepted_at"),
        (State.ACCEPTED, Move.ACTIVATE): ACTIVATE,
        (State.ACTIVE, Move.REST): Step(State.DORMANT, Permission.MANAGE_AMBASSADORS, word="rested", stamp="rested_at"),
        (State.DORMANT, Move.ACTIVATE): ACTIVATE,
        **{(state, Move.LEAVE): LEAVE for state in State if state is not State.ALUMNI},
    },
)
