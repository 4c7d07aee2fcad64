"""What happens to requirements, and what they follow: people who change, completions that are recorded."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import LONG_REQUEST_SECONDS, AsyncSession, allow
from service_kit.data.locks import lock
from service_kit.data.statements import Bound, Connected
from service_kit.domain.lifecycle import carry_out
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from training_api.catalogue.modules import rules as modules
from training_api.learning.completions.actions import Recorded, Reversed
from training_api.locks import REQUIREMENTS
from training_api.requirements.requirements import queries, rules
from training_api.requirements.requirements.rules import Activation, Move, State
from training_api.requirements.requirements.schemas import ChangeRequirement, RequireTraining
from training_api.requirements.requirements.tables import Requirement


async def require(session: AsyncSession, actor: Actor, body: RequireTraining, *, now: datetime) -> Requirement:
    """Write down a requirement; nobody has it until it is activated."""
    if await queries.subject(session, body.track_id, body.module_id) is None:
        kind = "track" if body.track_id else "module"
        raise rules.UnknownSubject(case=kind, pointer=f"/{kind}_id")
    await _refuse_unknown_sponsor(session, body.sponsor_id)
    values = body.model_dump(exclude={"applies_to"}) | {"applies_to": body.applies_to.stored()}
    requirement = Requirement(**values, created_by=actor.id, created_at=now)
    session.add(requirement)
    await session.flush()
    audit.record(session, actor, action="requirement.drafted", subject=requirement.id)
    return requirement


async def _refuse_unknown_sponsor(session: AsyncSession, sponsor_id: UUID | None) -> None:
    if sponsor_id is not None and await people.find(session, sponsor_id) is None:
        raise rules.UnknownSubject(case="sponsor", pointer="/sponsor_id")


async def change(
    session: AsyncSession, actor: Actor, requirement_id: UUID, match: Match, body: ChangeRequirement
) -> Requirement:
    """Change a draft."""
    requirement = await queries.locked(session, requirement_id)
    match.check(requirement.version)
    if requirement.state != State.DRAFT:
        raise rules.NotDraft
    values = body.model_dump(exclude_unset=True, exclude={"applies_to"})
    await _refuse_unknown_sponsor(session, values.get("sponsor_id"))
    if "applies_to" in body.model_fields_set:
        values["applies_to"] = body.applies_to.stored()
    for name, value in values.items():
        setattr(requirement, name, value)
    requirement.version += 1
    audit.record(session, actor, action="requirement.changed", subject=requirement_id)
    return requirement


async def try_out(on: Connected, requirement_id: UUID, *, now: datetime) -> Any:
    """How many people it concerns and how many pass already; nothing changes."""
    await queries.shown(on, requirement_id)
    return await queries.would_concern(on, requirement_id, now)


async def activate(
    session: AsyncSession, actor: Actor, requirement_id: UUID, match: Match, *, hours_a_year: int, now: datetime
) -> Requirement:
    """Give it to everybody it concerns, at once."""
    await allow(session, LONG_REQUEST_SECONDS)
    await lock(session, REQUIREMENTS)
    requirement = await queries.locked(session, requirement_id)
    match.check(requirement.version)
    found = await _found(session, requirement, hours_a_year) if requirement.state == State.DRAFT else None
    moved = rules.LIFE.move(requirement.state, Move.ACTIVATE, actor, facts=found)
    carry_out(session, requirement, moved, actor, now=now)
    await session.flush()
    await queries.assign_to_all(session, requirement_id, now)
    return requirement


async def _found(session: AsyncSession, requirement: Requirement, hours_a_year: int) -> Activation:
    subject = await queries.subject(session, requirement.track_id, requirement.module_id)
    published = subject is not None and bool(subject.published)
    return Activation(
        phase=subject.phase if subject else "",
        published=published,
        sponsored=requirement.sponsor_id is not None,
        people_over=await queries.people_over_cap(session, requirement.id, hours_a_year * 60) if published else 0,
        hours_a_year=hours_a_year,
        uncompletable=modules.uncompletable(await queries.asked_modules(session, requirement)),
    )


async def retire(
    session: AsyncSession,
    actor: Actor,
    requirement_id: UUID,
    match: Match,
    asked: Move,
    reason: str | None,
    *,
    now: datetime,
) -> Requirement:
    """Ask it of nobody any more; what people have learned stays theirs."""
    await lock(session, REQUIREMENTS)
    requirement = await queries.locked(session, requirement_id)
    match.check(requirement.version)
    moved = rules.LIFE.move(requirement.state, asked, actor, reason=reason)
    carry_out(session, requirement, moved, actor, now=now)
    await queries.release_all(session, requirement_id)
    return requirement


# -- what follows from elsewhere, in the transaction in which it happens


async def reassign_people(session: AsyncSession, person_ids: Collection[UUID], now: datetime) -> None:
    """People came, changed or left: give them the requirements that concern them now, and take the others away."""
    if person_ids and await queries.any_active(session):
        await session.flush()
        await queries.reassign(session, list(person_ids), now)


def recount_learners(changed: Recorded | Reversed) -> list[Bound[Any]]:
    """Completions are recorded or taken back: count anew what their people have done of what asks for these modules."""
    return queries.recount_learned(changed.people, changed.modules)


async def recount(session: AsyncSession, person_ids: Collection[UUID]) -> None:
    """Count anew what these people have done of what is required of them."""
    if person_ids and await queries.any_active(session):
        await session.flush()
        await queries.recount_people(session, list(person_ids))


async def recount_track(session: AsyncSession, track_id: UUID) -> None:
    """A module of this track was published or archived: count anew for everybody who must complete the track."""
    if await queries.any_active(session):
        await session.flush()
        await queries.recount_track(session, track_id)
