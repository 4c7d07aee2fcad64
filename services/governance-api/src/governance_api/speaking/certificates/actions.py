"""What training's events do here: schemes and certificates become facts, and speaking rights follow at once."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.locks import locking
from service_kit.data.statements import pipeline, run
from service_kit.events.feed import Event
from service_kit.work import clock
from service_kit.work.hooks import Hook

from governance_api.locks import ASKING
from governance_api.speaking.certificates import queries

certificates_changed: Hook[[AsyncSession, Sequence[UUID], str, datetime]] = Hook("people's certificates changed")
"""Whose certificates changed, and why as a code (`CertificateIssued`, `SchemePublished` ...)."""
REPAIRED = "FeedRepaired"
CERTIFICATE_FIELDS = ("certificate_id", "person_id", "scheme_code", "guideline_code", "issued_at", "valid_until")


def facts_of(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The last word on each certificate in a batch, with the moment it was said."""
    latest: dict[str, dict[str, Any]] = {}
    for event in events:
        fact = {name: event.data.get(name) for name in CERTIFICATE_FIELDS}
        latest[str(fact["certificate_id"])] = {**fact, "told_at": event.time.isoformat()}
    return list(latest.values())


async def follow_schemes(session: AsyncSession, events: Sequence[Event]) -> None:
    """A scheme was published: it may ask for a guideline, so its holders' rights are computed anew."""
    schemes = {event.data["code"]: event.data.get("guideline_code") for event in events}
    facts = [{"code": code, "guideline_code": guideline} for code, guideline in schemes.items()]
    _, holders = await pipeline(session, queries.keep_schemes(facts), queries.holders(list(schemes)))
    await certificates_changed(session, holders, "SchemePublished", clock.now())


async def follow_issued(session: AsyncSession, events: Sequence[Event]) -> None:
    """Certificates were issued."""
    facts = facts_of(events)
    await pipeline(session, *queries.keep_issued(facts))
    await certificates_changed(session, people_of(facts), "CertificateIssued", clock.now())


def follow_state(state: str, because: str) -> Callable[[AsyncSession, Sequence[Event]], Awaitable[None]]:
    """A follower of events that put certificates into this state."""

    async def follow(session: AsyncSession, events: Sequence[Event]) -> None:
        facts = facts_of(events)
        await run(session, queries.keep_state(facts, state))
        await certificates_changed(session, people_of(facts), because, clock.now())

    return follow


def people_of(facts: Sequence[dict[str, Any]]) -> list[UUID]:
    """Whom the facts are about."""
    return [UUID(str(fact["person_id"])) for fact in facts]


async def end_expired(session: AsyncSession, *, now: datetime) -> None:
    """Certificates whose time is over take the right with them, also while training says nothing."""
    holders = await run(session, queries.end_expired(now))
    await certificates_changed(session, holders, "CertificateExpired", now)


STATE_SAID_BY = {
    "training.certificate.issued.v1": "valid",
    "training.certificate.suspended.v1": "suspended",
    "training.certificate.reinstated.v1": "valid",
    "training.certificate.revoked.v1": "revoked",
    "training.certificate.expired.v1": "expired",
}


async def restate(session: AsyncSession, events: Sequence[Event]) -> None:
    """Certificates as training tells them now: each was issued, and the last event about it says its state."""
    facts: dict[str, dict[str, Any]] = {}
    for event in events:
        told = {name: event.data[name] for name in CERTIFICATE_FIELDS if name in event.data}
        known = facts.setdefault(str(told["certificate_id"]), {})
        known.update(told, state=STATE_SAID_BY[event.type], told_at=event.time.isoformat())
    await pipeline(session, *queries.restate(list(facts.values())))


async def retire(session: AsyncSession, keys: Sequence[str]) -> None:
    """Training knows these certificates no more: they give no right."""
    await run(session, queries.retire([UUID(key) for key in keys]))


async def follow_up(session: AsyncSession, keys: Sequence[str]) -> None:
    """The rights of everyone whose certificates were told otherwise."""
    _, holders = await pipeline(session, locking(ASKING), queries.holders_of([UUID(key) for key in keys]))
    await certificates_changed(session, holders, REPAIRED, clock.now())


async def restate_schemes(session: AsyncSession, events: Sequence[Event]) -> None:
    """Schemes as training tells them now."""
    facts = [{"code": event.data["code"], "guideline_code": event.data.get("guideline_code")} for event in events]
    await run(session, queries.keep_schemes(facts))


async def retire_schemes(session: AsyncSession, codes: Sequence[str]) -> None:
    """Training has never published these schemes."""
    await run(session, queries.retire_schemes(codes))


async def follow_up_schemes(session: AsyncSession, codes: Sequence[str]) -> None:
    """The rights of everyone who holds a certificate of these schemes."""
    _, holders = await pipeline(session, locking(ASKING), queries.holders(codes))
    await certificates_changed(session, holders, REPAIRED, clock.now())
