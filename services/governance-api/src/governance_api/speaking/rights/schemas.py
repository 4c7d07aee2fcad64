"""Bodies in and bodies out of speaking rights; what is said in them stands in `words`."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.data.localized import accepted_languages
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.web.words import address, words_of

from governance_api.permissions import Permission
from governance_api.speaking.rights.rules import (
    LIFE,
    Known,
    Right,
    State,
    may_see_why,
    on_network,
    right,
    state_of,
    way_on,
)

PACKAGE = "governance_api"


class Suspend(BodyIn):
    """Without `until` it lasts until somebody reinstates."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "A complaint is being looked at", "until": "2027-01-01T00:00:00Z"}]}
    )

    reason: str = Field(min_length=1, max_length=2000)
    until: Instant | None = None


class Reinstate(BodyIn):
    """Which suspension ends; without one, the one that is open."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"suspension_id": "0192d4e0-7c1a-7000-8000-000000000001"}]}
    )

    suspension_id: UUID | None = Field(None, description="The `suspension.id` of the right as you read it.")


class BecauseOut(BodyOut):
    """What the right rests on."""

    code: str
    detail: str


class FixOut(BodyOut):
    """The shortest way: where to go in the app."""

    label: str
    href: str


class MissingOut(BodyOut):
    """What stands between the person and the right."""

    code: str
    detail: str
    fix: FixOut


class CheckOut(BodyOut):
    """May somebody speak for the brand, why, and what is missing.

    `because` and `missing` are told to the person, to those who look after the right, and to our own services; to
    everyone else they are empty.
    """

    allowed: bool
    because: list[BecauseOut]
    missing: list[MissingOut]


class SuspensionOut(BodyOut):
    """A suspension; its reason is for the person and for those who suspend."""

    id: UUID
    reason: str | None
    until: Instant | None
    suspended_by: str | None
    suspended_at: Instant


class SpeakingRightOut(CheckOut):
    """A person's right, with the networks that have a policy of their own.

    Who learns whether and not why reads `granted` or `open`, and neither since when nor of a suspension.
    """

    person_id: UUID
    state: str
    since: Instant | None
    suspension: SuspensionOut | None
    networks: dict[str, bool]
    moves: list[str] = Field(description="The moves that the caller may make now.")


class ListedRightOut(BodyOut):
    """Somebody's right as it was last published."""

    person_id: UUID
    given_name: str
    family_name: str
    department: str | None
    state: State
    since: Instant | None
    suspended_until: Instant | None
    allowed: list[str] = Field(description="The moves that the caller may make now.")


def listed_out(row: Any, actor: Actor) -> ListedRightOut:
    """A row of the list, with what this reader may do."""
    return ListedRightOut(
        person_id=row.id,
        given_name=row.given_name,
        family_name=row.family_name,
        department=row.department,
        state=State(row.state),
        since=row.since,
        suspended_until=row.until,
        allowed=LIFE.allowed(row.state, actor, first=row.id),
    )


def languages_of(actor: Actor, accept_language: str | None) -> tuple[str, ...]:
    """What the reader wants to read: as the request says, else the reader's own; a system without a wish, English."""
    own = [actor.person.locale] if actor.person else []
    return (*accepted_languages(accept_language), *own)


@lru_cache(1024)
def _said(section: str, code: str, languages: tuple[str, ...]) -> str:
    return words_of(PACKAGE).say(section, code, {}, languages) or code


def check_out(answer: Right, languages: tuple[str, ...], *, why: bool) -> CheckOut:
    """The answer in the reader's language, with its reasons for those who may see them."""
    if not why:
        return CheckOut(allowed=answer.allowed, because=[], missing=[])
    return CheckOut(
        allowed=answer.allowed,
        because=[BecauseOut(code=code, detail=_said("reasons", code, languages)) for code in answer.because],
        missing=_missing_out(answer, languages),
    )


def _missing_out(answer: Right, languages: tuple[str, ...]) -> Sequence[MissingOut]:
    shown = []
    for code in answer.missing:
        place, parameters = way_on(code, answer.nearest)
        fix = FixOut(label=_said("fixes", code, languages), href=address(PACKAGE, place, **parameters))
        shown.append(MissingOut(code=code, detail=_said("reasons", code, languages), fix=fix))
    return shown


def whole_out(known: Known, actor: Actor, languages: tuple[str, ...], *, now: datetime) -> SpeakingRightOut:
    """All that this reader may know of a person's right."""
    answer, why = right(known.facts, now), may_see_why(actor, known.person_id)
    state, last = state_of(answer), known.last
    told = state if why or state is not State.SUSPENDED else State.OPEN
    return SpeakingRightOut(
        **check_out(answer, languages, why=why).model_dump(),
        person_id=known.person_id,
        state=told.value,
        since=last.since if why and last.allowed == answer.allowed else None,
        suspension=_suspension(last, known.person_id, actor) if why and last.suspended_at else None,
        networks={
            network: right(on_network(known.facts, schemes), now).allowed for network, schemes in known.policies.items()
        },
        moves=LIFE.allowed(state, actor, first=known.person_id),
    )


def _suspension(last: Any, person_id: UUID, actor: Actor) -> SuspensionOut:
    """What somebody wrote is told to the person and to those who suspend; a service learns that and until when."""
    told = actor.may(Permission.SUSPEND_SPEAKING_RIGHTS) or (actor.person and actor.person.id == person_id)
    return SuspensionOut(
        id=last.suspension_id,
        reason=last.reason if told else None,
        until=last.until,
        suspended_by=last.suspended_by if told else None,
        suspended_at=last.suspended_at,
    )
