"""What happens to requirements, and what they follow: people who change, completions that are recorded."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed, Missing
from sqlalchemy import Row

from training_api.learning.completions.actions import Recorded, Reversed
from training_api.requirements.requirements import queries, rules
from training_api.requirements.requirements.rules import Move, State
from training_api.requirements.requirements.schemas import AppliesTo, ChangeRequirement, GrantExemption, RequireTraining
from training_api.requirements.requirements.tables import Exemption, Requirement


async def require(session: AsyncSession, actor: Actor, body: RequireTraining, *, now: datetime) -> UUID:
    """Write down a requirement; nobody has it until it is activated."""
    if await queries.subject(session, body.track_id, body.module_id) is None:
        pointer = "/track_id" if body.track_id else "/module_id"
        raise rules.UnknownSubject("There is no such track or module.", pointer=pointer)
    await _refuse_unknown_sponsor(session, body.sponsor_id)
    columns = body.model_dump(exclude={"applies_to"}) | _audience(body.applies_to)
    requirement = Requirement(**columns, created_by=actor.id, created_at=now)
    session.add(requirement)
    await session.flush()
    audit.record(session, actor, action="requirement.drafted", subject=requirement.id)
    return requirement.id


def _audience(applies_to: AppliesTo) -> dict[str, list[str]]:
    return {name: sorted(set(words)) for name, words in applies_to.model_dump(exclude={"everyone"}).items()}


async def _refuse_unknown_sponsor(session: AsyncSession, sponsor_id: UUID | None) -> None:
    if sponsor_id is not None and await people.find(session, sponsor_id) is None:
        raise rules.UnknownSubject("There is nobody with the id in sponsor_id.", pointer="/sponsor_id")


async def _locked(session: AsyncSession, requirement_id: UUID) -> Requirement:
    requirement = await queries.locked(session, requirement_id)
    if requirement is None:
        raise Missing
    return requirement


async def change(
    session: AsyncSession, actor: Actor, requirement_id: UUID, body: ChangeRequirement, match: Match
) -> None:
    """Change a draft."""
    requirement = await _locked(session, requirement_id)
    match.check(requirement.version)
    if requirement.state != State.DRAFT:
        raise rules.NotDraft("People rely on it: retire this one and make another.")
    wanted = body.model_dump(exclude_unset=True, exclude={"applies_to"})
    await _refuse_unknown_sponsor(session, wanted.get("sponsor_id"))
    if "applies_to" in body.model_fields_set:
        wanted |= _audience(body.applies_to)
    for name, value in wanted.items():
        setattr(requirement, name, value)
    requirement.version += 1
    audit.record(session, actor, action="requirement.changed", subject=requirement_id)


async def try_out(session: AsyncSession, requirement_id: UUID, *, now: datetime) -> Row[Any]:
    """How many people it concerns and how many pass already; nothing changes."""
    if await queries.shown(session, requirement_id) is None:
        raise Missing
    return await queries.would_concern(session, requirement_id, now)


async def activate(
    session: AsyncSession, actor: Actor, requirement_id: UUID, match: Match, *, hours_a_year: int, now: datetime
) -> None:
    """Give it to everybody it concerns, at once."""
    await queries.change_requirements(session)
    requirement = await _locked(session, requirement_id)
    match.check(requirement.version)
    state = rules.next_state(State(requirement.state), Move.ACTIVATE)
    subject = await queries.subject(session, requirement.track_id, requirement.module_id)
    if subject is None or not subject.published:
        raise rules.SubjectNotPublished("Publish the track, and the module or at least one of the track's, first.")
    rules.refuse_unless_sponsored(subject.phase, requirement.sponsor_id is not None)
    over = await queries.people_over_cap(session, requirement_id, hours_a_year * 60)
    if over:
        raise rules.MandatoryHoursCapExceeded(
            f"With it {over} people would have more than {hours_a_year} mandatory hours a year. "
            "Ask it of fewer people, ask less of it, or retire another requirement.",
            people=over,
            hours_a_year=hours_a_year,
        )
    requirement.state, requirement.activated_at = state, now
    requirement.version += 1
    await session.flush()
    await queries.assign_to_all(session, requirement_id, now)
    audit.record(session, actor, action="requirement.activated", subject=requirement_id)


async def retire(session: AsyncSession, actor: Actor, requirement_id: UUID, match: Match, *, now: datetime) -> None:
    """Ask it of nobody any more; what people have learned stays theirs."""
    await queries.change_requirements(session)
    requirement = await _locked(session, requirement_id)
    match.check(requirement.version)
    requirement.state = rules.next_state(State(requirement.state), Move.RETIRE)
    requirement.retired_at = now
    requirement.version += 1
    await queries.release_all(session, requirement_id)
    audit.record(session, actor, action="requirement.retired", subject=requirement_id)


async def exempt(
    session: AsyncSession, actor: Actor, requirement_id: UUID, body: GrantExemption, *, now: datetime
) -> Exemption:
    """Let somebody off until a day; nobody does so for themselves."""
    if await queries.shown(session, requirement_id) is None:
        raise Missing
    if actor.person is not None and actor.person.id == body.person_id:
        raise rules.OwnExemption("Ask a colleague to grant your exemption.")
    if body.until <= now:
        raise Malformed("An exemption ends in the future.", pointer="/until")
    if await people.find(session, body.person_id) is None:
        raise rules.UnknownSubject("There is nobody with the id in person_id.", pointer="/person_id")
    exemption = Exemption(requirement_id=requirement_id, **body.model_dump(), granted_by=actor.id, granted_at=now)
    session.add(exemption)
    audit.record(
        session,
        actor,
        action="requirement.exempted",
        subject=requirement_id,
        details={"person_id": str(body.person_id), "until": body.until.isoformat()},
    )
    return exemption


# -- what follows from elsewhere, in the transaction in which it happens


async def keep_active(session: AsyncSession) -> None:
    """Keep the set of active requirements as it is until the commit.

    Taken before rows of people or modules are locked: an activation that waits for one of them must not be waited for
    in turn.
    """
    await queries.share_requirements(session)


async def reassign_people(session: AsyncSession, person_ids: Collection[UUID], now: datetime) -> None:
    """People came, changed or left: give them the requirements that concern them now, and take the others away."""
    if person_ids and await queries.share_requirements(session):
        await session.flush()
        await queries.reassign(session, list(person_ids), now)


async def recount_learners(session: AsyncSession, learned: Recorded | Reversed) -> None:
    """Completions were recorded or reversed: `recount` for whoever they concern."""
    await recount(session, learned.people)


async def recount(session: AsyncSession, person_ids: Collection[UUID]) -> None:
    """Count anew what these people have done of what is required of them."""
    if person_ids and await queries.share_requirements(session):
        await session.flush()
        await queries.recount_people(session, list(person_ids))


async def recount_track(session: AsyncSession, track_id: UUID) -> None:
    """A module of this track was published or archived: count anew for everybody who must complete the track."""
    if await queries.share_requirements(session):
        await session.flush()
        await queries.recount_track(session, track_id)
