"""When a certificate is due, when it stops holding, and which move is allowed from which state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.identity.auth import Actor

from training_api.events import (
    CertificateExpired,
    CertificateMoved,
    CertificateReinstated,
    CertificateRevoked,
    CertificateSuspended,
)
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
    LOSE_EVIDENCE = "lose-evidence"
    EXPIRE = "expire"


class StateCode(StrEnum):
    """Why a certificate is in its state, where no person decided it."""

    COMPLETION_REVERSED = "CompletionReversed"


EVENTS: dict[State, type[CertificateMoved]] = {
    State.VALID: CertificateReinstated,
    State.SUSPENDED: CertificateSuspended,
    State.REVOKED: CertificateRevoked,
    State.EXPIRED: CertificateExpired,
}
"""What says that a certificate has come to a state."""


def _step(to: State, *, reason: bool = False, second_person: bool = False) -> Step[State]:
    needs = Permission.SUSPEND_CERTIFICATES
    return Step(to, needs, reason=reason, second_person=second_person, event=EVENTS[to], stamp="state_changed_at")


def _by_itself(to: State) -> Step[State]:
    return Step(to, None, event=EVENTS[to], stamp="state_changed_at")


LIFE = Lifecycle(
    "certificate",
    State,
    {
        (State.VALID, Move.SUSPEND): _step(State.SUSPENDED, reason=True),
        (State.SUSPENDED, Move.REINSTATE): _step(State.VALID, second_person=True),
        (State.VALID, Move.REVOKE): _step(State.REVOKED, reason=True),
        (State.SUSPENDED, Move.REVOKE): _step(State.REVOKED, reason=True),
        (State.VALID, Move.LOSE_EVIDENCE): _by_itself(State.SUSPENDED),
        (State.VALID, Move.EXPIRE): _by_itself(State.EXPIRED),
        (State.SUSPENDED, Move.EXPIRE): _by_itself(State.EXPIRED),
    },
)
ENDING = tuple(LIFE.before(Move.EXPIRE))


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


def measured(row: Any) -> tuple[SchemeRequirements, SchemeProgress]:
    """What a scheme asks, and what a person has of it: a row of progress."""
    had = set(row.had)
    progress = SchemeProgress(
        missing_modules=[module for module in row.modules if module not in had],
        credits=row.credits,
        offline_credits=row.offline_credits,
        acknowledged=row.acknowledged,
        previous=State(row.previous) if row.previous else None,
        renewable_from=row.renewable_from,
    )
    return SchemeRequirements(row.modules, row.min_credits, row.min_offline_credits, row.guideline_code), progress


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
    if state in ENDING and valid_until is not None and now >= valid_until:
        return State.EXPIRED
    return state


def may_see(actor: Actor, person_id: UUID, manager_id: UUID | None) -> bool:
    """Those who check certificates see all, managers also their reports', everyone their own."""
    return actor.may(Permission.CHECK_CERTIFICATES) or actor.person_id in (person_id, manager_id)


def may_see_why(actor: Actor, person_id: UUID) -> bool:
    """Why a certificate was suspended or revoked is between its holder and those who may do so."""
    return actor.may(Permission.SUSPEND_CERTIFICATES) or (actor.person is not None and actor.person.id == person_id)
