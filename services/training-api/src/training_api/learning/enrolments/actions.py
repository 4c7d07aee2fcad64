"""What can happen to an enrolment."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person, PersonRef
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Forbidden, Missing
from sqlalchemy import DateTime, Uuid, column, text, update, values
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules.rules import CompletionRule, is_fully_read
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.prerequisites import queries as prerequisites
from training_api.catalogue.prerequisites.rules import PrerequisitesMissing
from training_api.catalogue.tracks.rules import State as ModuleState
from training_api.learning.completions import actions as completions
from training_api.learning.completions.actions import Recorded
from training_api.learning.completions.rules import Source as CompletionSource
from training_api.learning.eligibility import queries as eligibility
from training_api.learning.eligibility.schemas import explained as explain
from training_api.learning.enrolments import queries, rules
from training_api.learning.enrolments.rules import Move, Source, State
from training_api.learning.enrolments.schemas import Enrol
from training_api.learning.enrolments.tables import Enrolment
from training_api.permissions import Permission

Instant = DateTime(timezone=True)


async def enrol(session: AsyncSession, actor: Actor, body: Enrol, *, now: datetime) -> tuple[UUID, bool]:
    """The enrolment, and whether it is new: who is enrolled already, or has completed it, gets that one again."""
    person, source = await _learner(session, actor, body)
    module = await modules.visible(session, actor, body.module_id)
    known = await queries.latest(session, person.id, module.id)
    if known is not None and not (body.again and known.state == State.COMPLETED):
        return known.id, False
    if module.state != ModuleState.PUBLISHED:
        raise rules.NotPublished()
    await refuse_unless_eligible(session, person, module)
    if person.id != actor.person_id:
        await _refuse_unless_shown(session, person, module)
    new = await _write(session, actor, person.id, module.id, source, now)
    if new is not None:
        if person.id != actor.person_id:
            audit.record(session, actor, "enrolment.made-for", new, {"person_id": str(person.id)})
        return new, True
    known = await queries.latest(session, person.id, module.id)
    if known is None:
        raise rules.EnrolmentClosed()
    return known.id, False


async def _write(
    session: AsyncSession, actor: Actor, person_id: UUID, module_id: UUID, source: Source, now: datetime
) -> UUID | None:
    written = await session.execute(
        insert(Enrolment)
        .values(
            person_id=person_id,
            module_id=module_id,
            source=source,
            enrolled_by=actor.id,
            created_at=now,
            last_activity_at=now,
        )
        # Two taps at once: the index lets one through, the other finds it below.
        .on_conflict_do_nothing(
            index_elements=["person_id", "module_id"],
            index_where=text("state IN ('enrolled', 'in-progress', 'stalled')"),
        )
        .returning(col(Enrolment.id))
    )
    return written.scalar_one_or_none()


async def _learner(session: AsyncSession, actor: Actor, body: Enrol) -> tuple[PersonRef | Person, Source]:
    if actor.person is not None and body.person_id in (None, actor.person.id):
        return actor.person, body.source if body.source == Source.REQUIREMENT else Source.SELF
    person = await people.find(session, body.person_id or actor.person_id)
    if person is None:
        raise Missing
    if person.manager_id == actor.person_id:
        return person, Source.MANAGER
    if not actor.may(Permission.WRITE_COMPLETIONS):
        raise Forbidden(case="enrol-another")
    return person, body.source or Source.PEER


async def refuse_unless_eligible(session: AsyncSession, person: PersonRef | Person, module: Module) -> None:
    """A completion reversed at this very moment may slip by: it will be missing for the certificate all the same."""
    if await prerequisites.set_for(session, module.id) is None:
        return
    explained = explain(await eligibility.outlook(session, person), module.id)
    if not explained.eligible:
        raise PrerequisitesMissing(**explained.model_dump(mode="json"))


async def _refuse_unless_shown(session: AsyncSession, person: PersonRef | Person, module: Module) -> None:
    """Who enrols somebody else may see more than they do: nobody can take what is hidden from them."""
    if not person.active:
        raise rules.NotForThisPerson(case="left")
    if not await modules.is_shown_to(session, person, module.track_id):
        raise rules.NotForThisPerson(case="hidden")


async def progress(session: AsyncSession, actor: Actor, enrolment_id: UUID, item: UUID, *, now: datetime) -> None:
    """Note that a content item was read; the last one completes the module. Saying it twice changes nothing."""
    enrolment, module = await queries.locked(session, actor.person_id, enrolment_id)
    if str(item) not in {str(known["id"]) for known in module.content}:
        raise rules.NotInModule()
    if enrolment.state == State.COMPLETED:
        return
    moved = rules.LIFE.move(enrolment.state, Move.PROGRESS, actor, first=enrolment.person_id)
    read = await queries.mark_read(session, enrolment.id, item, now)
    if module.completion_rule == CompletionRule.CONTENT and is_fully_read(module.content, read):
        enrolment.last_activity_at = now
        learned = completions.Learned(
            person_id=enrolment.person_id,
            module=module.model_dump(include={"id", "code", "edition", "credits", "offline"}),
            minutes=module.minutes,
            source=CompletionSource.PLAYER,
            recorded_by=actor.id,
            completed_at=now,
        )
        await completions.record(session, [learned], now=now)
        return
    enrolment.state, enrolment.last_activity_at = moved.to, now
    enrolment.version += 1
    await session.flush()


async def move(
    session: AsyncSession,
    actor: Actor,
    enrolment_id: UUID,
    match: Match,
    asked: Move,
    reason: str | None,
    *,
    now: datetime,
) -> Enrolment:
    """Stop; enrolling again starts anew."""
    enrolment, _ = await queries.locked(session, actor.person_id, enrolment_id)
    match.check(enrolment.version)
    moved = rules.LIFE.move(enrolment.state, asked, actor, reason=reason, first=enrolment.person_id)
    carry_out(session, enrolment, moved, actor, now=now)
    enrolment.last_activity_at = now
    await session.flush()
    return enrolment


async def mark_stalled(session: AsyncSession, *, quiet_since: datetime) -> int:
    """Everyone who has been quiet for too long, in one statement. Reading on wakes an enrolment up."""
    stalled = await session.execute(
        update(Enrolment)
        .where(col(Enrolment.state).in_(rules.LIFE.before(Move.STALL)), col(Enrolment.last_activity_at) < quiet_since)
        .values(state=rules.LIFE.to(Move.STALL), version=col(Enrolment.version) + 1)
        .returning(col(Enrolment.id))
        .execution_options(synchronize_session=False)
    )
    return len(stalled.all())


async def close_completed(session: AsyncSession, recorded: Recorded) -> None:
    """Wherever it was learned, an enrolment in the same module is done with it."""
    latest = {(row["person_id"], row["module_id"]): row for row in recorded.rows}
    chosen = values(column("person_id", Uuid), column("module_id", Uuid), column("id", Uuid), column("at", Instant))
    closing = chosen.data(
        [(person_id, module_id, row["id"], row["completed_at"]) for (person_id, module_id), row in latest.items()]
    ).alias("closing")
    await session.execute(
        update(Enrolment)
        .where(
            col(Enrolment.person_id) == closing.c.person_id,
            col(Enrolment.module_id) == closing.c.module_id,
            col(Enrolment.state).in_(rules.LIFE.before(Move.COMPLETE)),
        )
        .values(
            state=rules.LIFE.to(Move.COMPLETE),
            completed_at=closing.c.at,
            completion_id=closing.c.id,
            version=col(Enrolment.version) + 1,
        )
        .execution_options(synchronize_session=False)
    )
