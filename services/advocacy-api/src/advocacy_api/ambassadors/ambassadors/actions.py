"""What can happen to an ambassadorship."""

from datetime import datetime, timedelta
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.record.audit import SystemActor
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from advocacy_api.ambassadors.ambassadors import queries, rules
from advocacy_api.ambassadors.ambassadors.rules import Move, Tier, Visibility
from advocacy_api.ambassadors.ambassadors.tables import Ambassadorship
from advocacy_api.events import AmbassadorActivated, AmbassadorLeft
from advocacy_api.siblings.governance import SpeakingRight


async def nominate(
    session: AsyncSession, actor: Actor, person_id: UUID, tier: Tier, *, now: datetime, by_themselves: bool = False
) -> Ambassadorship:
    """Someone is put forward; the partial unique index refuses a second living ambassadorship."""
    if not await queries.is_known(session, person_id):
        raise Malformed(case="unknown-person", pointer="/person_id")
    ambassador = Ambassadorship(
        person_id=person_id, tier=tier.value, nominated_by=actor.id, nominated_at=now, self_nominated=by_themselves
    )
    session.add(ambassador)
    await session.flush()
    audit.record(session, actor, "ambassador.nominated", ambassador.id, _details(ambassador))
    return ambassador


async def move(
    session: AsyncSession,
    actor: Actor,
    ambassador_id: UUID,
    match: Match,
    asked: Move,
    _reason: str | None,
    *,
    now: datetime,
) -> Ambassadorship:
    """What organisers do: invite, and let somebody rest."""
    ambassador = await queries.locked(session, ambassador_id)
    match.check(ambassador.version)
    moved = rules.LIFE.move(ambassador.state, asked, actor, first=ambassador.person_id)
    carry_out(session, ambassador, moved, actor, now=now, details=_details(ambassador))
    return ambassador


async def accept(session: AsyncSession, actor: Actor, *, now: datetime) -> Ambassadorship:
    """Only the person who was asked accepts."""
    ambassador = await queries.living_of(session, actor.person_id)
    moved = rules.LIFE.move(ambassador.state, Move.ACCEPT, actor, first=ambassador.person_id)
    carry_out(session, ambassador, moved, actor, now=now, details=_details(ambassador))
    return ambassador


async def activate(session: AsyncSession, actor: Actor, right: SpeakingRight, *, now: datetime) -> Ambassadorship:
    """Activate the ambassador, who must hold a certificate and have acknowledged what is in force."""
    ambassador = await queries.living_of(session, actor.person_id)
    moved = rules.LIFE.move(ambassador.state, Move.ACTIVATE, actor, first=ambassador.person_id, facts=right)
    ambassador.rested_at = None
    event = AmbassadorActivated(
        ambassador_id=ambassador.id, person_id=ambassador.person_id, tier=ambassador.tier, activated_at=now
    )
    carry_out(
        session,
        ambassador,
        moved,
        actor,
        now=now,
        details=_details(ambassador),
        event=event,
        subject=ambassador.person_id,
    )
    return ambassador


async def show(session: AsyncSession, actor: Actor, match: Match, visibility: Visibility) -> Ambassadorship:
    """Each person alone decides who sees that they are an ambassador."""
    ambassador = await queries.living_of(session, actor.person_id)
    match.check(ambassador.version)
    ambassador.visibility = visibility.value
    ambassador.version += 1
    audit.record(
        session, actor, "ambassador.shown", ambassador.id, {**_details(ambassador), "visibility": visibility.value}
    )
    return ambassador


async def leave(session: AsyncSession, actor: Actor, *, now: datetime) -> Ambassadorship:
    """One click, from any state, and it costs nothing: points and badges stay."""
    ambassador = await queries.living_of(session, actor.person_id)
    moved = rules.LIFE.move(ambassador.state, Move.LEAVE, actor, first=ambassador.person_id)
    event = AmbassadorLeft(ambassador_id=ambassador.id, person_id=ambassador.person_id, left_at=now)
    carry_out(
        session,
        ambassador,
        moved,
        actor,
        now=now,
        details=_details(ambassador),
        event=event,
        subject=ambassador.person_id,
    )
    return ambassador


async def let_go(session: AsyncSession, people: set[UUID], *, now: datetime) -> None:
    """Of these people, whoever left the organisation is an ambassador no more; told and on record as any leaving."""
    await queries.let_go(session, SystemActor("advocacy"), people, now=now)


async def rest_the_quiet(session: AsyncSession, *, days: int, now: datetime) -> None:
    """Who shared nothing for so many days becomes dormant, until they activate again."""
    await queries.rest_the_quiet(session, SystemActor("advocacy"), since=now - timedelta(days=days), now=now)


def _details(ambassador: Ambassadorship) -> dict[str, str]:
    return {"person_id": str(ambassador.person_id)}
