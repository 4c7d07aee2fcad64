"""When a certificate is due, when it stops holding, and which move is allowed from which state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from service_kit.identity.auth import Actor
from service_kit.web.errors import Malformed, Refusal

from training_api.permissions import Permission


class State(StrEnum):
    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Move(StrEnum):
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    EXPIRE = "expire"


class MoveNotAllowed(Refusal):
    status = 409
    title = "The certificate cannot make this move"


class ReasonNeeded(Malformed):
    title = "A reason is needed"
    pointer = "/reason"


class OwnCertificate(Refusal):
    status = 403
    title = "Someone else must decide on your own certificate"


@dataclass(frozen=True)
class Allowed:
    next: State
    permission: Permission | None = Permission.SUSPEND_CERTIFICATES
    """None: the clock's own move, offered to nobody."""
    four_eyes: bool = False
    reason_needed: bool = False


MOVES: dict[tuple[State, Move], Allowed] = {
    (State.VALID, Move.SUSPEND): Allowed(State.SUSPENDED, reason_needed=True),
    (State.VALID, Move.REVOKE): Allowed(State.REVOKED, reason_needed=True),
    (State.VALID, Move.EXPIRE): Allowed(State.EXPIRED, permission=None),
    (State.SUSPENDED, Move.REINSTATE): Allowed(State.VALID, four_eyes=True),
    (State.SUSPENDED, Move.REVOKE): Allowed(State.REVOKED, reason_needed=True),
    (State.SUSPENDED, Move.EXPIRE): Allowed(State.EXPIRED, permission=None),
}


@dataclass(frozen=True)
class SchemeRequirements:
    """What a scheme asks. Credits count once per module, over everything the person has completed."""

    modules: Sequence[UUID] = ()
    min_credits: int = 0
    min_offline_credits: int = 0
    guideline_code: str | None = None


@dataclass(frozen=True)
class SchemeProgress:
    """What one person has, measured against one scheme."""

    missing_modules: Sequence[UUID] = field(default_factory=tuple)
    """Modules of the scheme not completed since learning began to count for this certificate."""
    credits: int = 0
    offline_credits: int = 0
    acknowledged: bool = True
    """The guideline of the scheme is acknowledged, or the scheme names none."""
    previous: State | None = None
    renewable_from: datetime | None = None
    """From when learning counts for the certificate after `previous`; None: there is nothing to renew."""


@dataclass(frozen=True)
class Term:
    """The dates that a certificate has from its issue."""

    valid_until: datetime | None
    renewable_from: datetime | None


def term(issued_at: datetime, valid_for_days: int | None, refresher_window_days: int) -> Term:
    """Without a validity the certificate never ends, and there is nothing to renew."""
    if valid_for_days is None:
        return Term(None, None)
    valid_until = issued_at + timedelta(days=valid_for_days)
    return Term(valid_until, max(issued_at, valid_until - timedelta(days=refresher_window_days)))


def requirements_met(required: SchemeRequirements, progress: SchemeProgress) -> bool:
    """Modules and credits only. The acknowledgement is checked at issue here, and later by governance."""
    return (
        not progress.missing_modules
        and progress.credits >= required.min_credits
        and progress.offline_credits >= required.min_offline_credits
    )


def is_due(required: SchemeRequirements, progress: SchemeProgress, now: datetime) -> bool:
    """Whether to issue: the first when all is met, the next by new learning in the refresher window of the present one.

    A suspended certificate is not renewed. After a revocation all modules must be completed again.
    """
    if not progress.acknowledged or not requirements_met(required, progress):
        return False
    if progress.previous is None:
        return True
    if progress.previous == State.SUSPENDED or progress.renewable_from is None:
        return False
    return now >= progress.renewable_from


def is_valid(state: State, valid_until: datetime | None, now: datetime) -> bool:
    return state == State.VALID and (valid_until is None or now < valid_until)


def state_at(state: State, valid_until: datetime | None, now: datetime) -> State:
    """The true state between the end of the validity and the clock's own move."""
    if state in (State.VALID, State.SUSPENDED) and valid_until is not None and now >= valid_until:
        return State.EXPIRED
    return state


def move(state: State, asked: Move, *, reason: str | None, by_holder: bool) -> State:
    """The next state, or the refusal that says what is possible."""
    allowed = MOVES.get((State(state), asked))
    if allowed is None:
        possible = [str(m) for (s, m), a in MOVES.items() if s == state and a.permission is not None]
        raise MoveNotAllowed(
            f"A certificate that is {state} takes no '{asked}'. Possible: {', '.join(possible) or 'nothing'}.",
            state=str(state),
            allowed=possible,
        )
    if allowed.four_eyes and by_holder:
        raise OwnCertificate(f"You cannot {asked} your own certificate; ask a colleague with the same task.")
    if allowed.reason_needed and not (reason or "").strip():
        raise ReasonNeeded(f"Say why, in 'reason', to {asked} a certificate.")
    return allowed.next


def may_see(actor: Actor, person_id: UUID, manager_id: UUID | None) -> bool:
    """Those who check certificates see all, managers also their reports', everyone their own."""
    return actor.may(Permission.CHECK_CERTIFICATES) or actor.person_id in (person_id, manager_id)


def may_see_why(actor: Actor, person_id: UUID) -> bool:
    """Why a certificate was suspended or revoked is between its holder and those who may do so."""
    return actor.may(Permission.SUSPEND_CERTIFICATES) or (actor.person is not None and actor.person.id == person_id)
