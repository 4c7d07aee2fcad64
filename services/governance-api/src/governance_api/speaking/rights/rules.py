"""May a person speak for the brand, why, what is missing, and who may suspend it: pure decisions on facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.identity.auth import Actor
from service_kit.web.errors import Malformed, Refusal

from governance_api.acknowledgements.acknowledgements.rules import is_current
from governance_api.permissions import Permission


class SuspensionChanged(Refusal):
    """Another suspension is open than the one that was to end."""

    title = "Another suspension is open"


class State(StrEnum):
    """The life of a right."""

    OPEN = "open"
    GRANTED = "granted"
    SUSPENDED = "suspended"


class Move(StrEnum):
    """What happens to a right; `grant` and `lapse` follow from facts, `end` from the clock."""

    GRANT = "grant"
    LAPSE = "lapse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    END = "end"


def refuse_unless_ahead(end: tuple[datetime | None, datetime]) -> None:
    """The end of a suspension, if it has one, lies after now."""
    until, now = end
    if until is not None and until <= now:
        raise Malformed(case="suspension-over", pointer="/until")


SUSPEND: Step[State] = Step(State.SUSPENDED, Permission.SUSPEND_SPEAKING_RIGHTS, reason=True, check=refuse_unless_ahead)
LIFE = Lifecycle(
    "speaking-right",
    State,
    {
        (State.OPEN, Move.GRANT): Step(State.GRANTED, None),
        (State.GRANTED, Move.LAPSE): Step(State.OPEN, None),
        (State.OPEN, Move.SUSPEND): SUSPEND,
        (State.GRANTED, Move.SUSPEND): SUSPEND,
        (State.SUSPENDED, Move.REINSTATE): Step(
            State.OPEN, Permission.SUSPEND_SPEAKING_RIGHTS, second_person=True, word="reinstated"
        ),
        (State.SUSPENDED, Move.END): Step(State.OPEN, None, word="suspension-ended"),
    },
)


class Missing(StrEnum):
    """What can stand between a person and the right."""

    CERTIFICATE_MISSING = "CertificateMissing"
    CERTIFICATE_EXPIRED = "CertificateExpired"
    CERTIFICATE_SUSPENDED = "CertificateSuspended"
    ACKNOWLEDGEMENT_MISSING = "AcknowledgementMissing"
    SUSPENDED = "Suspended"
    PERSON_INACTIVE = "PersonInactive"


class Because(StrEnum):
    """What the right rests on."""

    CERTIFICATE_VALID = "CertificateValid"
    ACKNOWLEDGEMENT_CURRENT = "AcknowledgementCurrent"
    NOT_SUSPENDED = "NotSuspended"


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """One scheme and what a person has of it: their latest certificate, and their latest ask of its guideline."""

    code: str
    guideline: str | None
    certificate_id: UUID | None = None
    certificate_state: str | None = None
    valid_until: datetime | None = None
    acknowledgement_id: UUID | None = None
    acknowledgement_state: str | None = None
    due_at: datetime | None = None
    held_before: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of a person's right on a network: the schemes that count there, and a suspension if any."""

    active: bool
    suspended: bool
    suspended_until: datetime | None
    schemes: Sequence[SchemeFacts]


@dataclass(frozen=True, slots=True)
class Right:
    """The answer: allowed when nothing is missing; the scheme is the one it rests on or the nearest to it."""

    missing: tuple[Missing, ...]
    because: tuple[Because, ...]
    nearest: SchemeFacts | None

    @property
    def allowed(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Known:
    """A person's facts, what was last published of their right, and the networks' policies."""

    person_id: UUID
    facts: Facts
    last: Any
    policies: Mapping[str, Sequence[str]]


def lacking_certificate(scheme: SchemeFacts, now: datetime) -> Missing | None:
    """What is wrong with the certificate, or None. A suspended one says so even when its time is over too."""
    if scheme.certificate_state is None or scheme.certificate_state == "revoked":
        return Missing.CERTIFICATE_MISSING
    if scheme.certificate_state == "suspended":
        return Missing.CERTIFICATE_SUSPENDED
    if scheme.certificate_state == "expired" or (scheme.valid_until is not None and scheme.valid_until <= now):
        return Missing.CERTIFICATE_EXPIRED
    return None


def acknowledged(scheme: SchemeFacts, now: datetime) -> bool:
    """A scheme without a guideline needs no acknowledgement."""
    return scheme.guideline is None or is_current(
        scheme.acknowledgement_state, due_at=scheme.due_at, held_before=scheme.held_before, now=now
    )


def lacking(scheme: SchemeFacts, now: datetime) -> tuple[Missing, ...]:
    """What is missing for the right to rest on this scheme."""
    certificate = lacking_certificate(scheme, now)
    missing = (certificate,) if certificate else ()
    return missing if acknowledged(scheme, now) else (*missing, Missing.ACKNOWLEDGEMENT_MISSING)


NEAREST = {None: 0, Missing.CERTIFICATE_SUSPENDED: 1, Missing.CERTIFICATE_EXPIRED: 2, Missing.CERTIFICATE_MISSING: 3}


def right(facts: Facts, now: datetime) -> Right:
    """One scheme whole is enough; a suspension or a leave stands above all of them."""
    above: tuple[Missing, ...] = () if facts.active else (Missing.PERSON_INACTIVE,)
    suspended = facts.suspended and (facts.suspended_until is None or now < facts.suspended_until)
    if suspended:
        above = (*above, Missing.SUSPENDED)
    if not facts.schemes:
        return Right((*above, Missing.CERTIFICATE_MISSING), () if suspended else (Because.NOT_SUSPENDED,), None)

    def distance(scheme: SchemeFacts) -> tuple[int, int, str]:
        return NEAREST[lacking_certificate(scheme, now)], len(lacking(scheme, now)), scheme.code

    best = min(facts.schemes, key=distance)
    because: list[Because] = []
    if lacking_certificate(best, now) is None:
        because.append(Because.CERTIFICATE_VALID)
    if best.guideline is not None and acknowledged(best, now):
        because.append(Because.ACKNOWLEDGEMENT_CURRENT)
    if not suspended:
        because.append(Because.NOT_SUSPENDED)
    return Right((*above, *lacking(best, now)), tuple(because), best)


def state_of(answer: Right) -> State:
    """Where in its life a right is."""
    if Missing.SUSPENDED in answer.missing:
        return State.SUSPENDED
    return State.GRANTED if answer.allowed else State.OPEN


def way_on(code: Missing, scheme: SchemeFacts | None) -> tuple[str, dict[str, Any]]:
    """Where in the app the way to the right begins: the name of an address, and its parameters."""
    if code is Missing.SUSPENDED:
        return "sharing", {}
    if code is Missing.PERSON_INACTIVE:
        return "guidelines", {}
    if code is Missing.ACKNOWLEDGEMENT_MISSING and scheme is not None:
        if scheme.acknowledgement_state in ("open", "declined") and scheme.acknowledgement_id:
            return "acknowledgement", {"id": scheme.acknowledgement_id}
        return "guideline", {"code": scheme.guideline}
    return "certificates", {}


def on_network(facts: Facts, schemes: Collection[str]) -> Facts:
    """The facts on a network whose policy lets only these schemes count."""
    return replace(facts, schemes=[scheme for scheme in facts.schemes if scheme.code in schemes])


def may_see_why(actor: Actor, person_id: UUID) -> bool:
    """What a right rests on is between the person and those who look after it; others learn whether it holds."""
    own = actor.person is not None and actor.person.id == person_id
    return own or actor.may(Permission.SEE_WHY_OF_SPEAKING_RIGHTS)
