"""What can happen to an enrolment."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, pipeline, run
from service_kit.domain.lifecycle import carry_out
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person, PersonRef
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Forbidden, Missing, present

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules.rules import CompletionRule, is_fully_read
from training_api.catalogue.prerequisites import queries as prerequisites
from training_api.catalogue.prerequisites.rules import PrerequisitesMissing
from training_api.catalogue.tracks.rules import State as ModuleState
from training_api.directory.hierarchy.queries import leads
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


async def enrol(session: AsyncSession, actor: Actor, body: Enrol, *, now: datetime) -> tuple[Any, bool]:
    """The enrolment, and whether it is new: who is enrolled already, or has completed it, gets that one again."""
    person, source = await _learner(session, actor, body)
    module, known, asks = await pipeline(
        session,
        modules.shown(actor, body.module_id),
        queries.latest(person.id, body.module_id),
        prerequisites.asks_anything(body.module_id),
    )
    if module is None:
        raise Missing
    if known is not None and not (body.again and known.state == State.COMPLETED):
        return known, False
    if module.state != ModuleState.PUBLISHED:
        raise rules.NotPublished()
    if asks:
        await refuse_unless_eligible(session, person, module.id)
    if person.id != actor.person_id:
        await _refuse_unless_shown(session, person, module.track_id)
    written, enrolment = await pipeline(
        session, queries.enrol(person.id, module.id, source, actor.id, now), queries.latest(person.id, module.id)
    )
    if enrolment is None:
        raise rules.EnrolmentClosed()
    if written and person.id != actor.person_id:
        audit.record(session, actor, "enrolment.made-for", enrolment.id, {"person_id": str(person.id)})
    return enrolment, bool(written)


async def _learner(session: AsyncSession, actor: Actor, body: Enrol) -> tuple[PersonRef | Person, Source]:
    if actor.person is not None and body.person_id in (None, actor.person.id):
        return actor.person, body.source if body.source == Source.REQUIREMENT else Source.SELF
    person = await people.find(session, body.person_id or actor.person_id)
    if person is None:
        raise Missing
    if actor.person is not None and await leads(session, actor, person.id):
        return person, Source.MANAGER
    if not actor.may(Permission.WRITE_COMPLETIONS):
        raise Forbidden(case="enrol-another", permission=str(Permission.WRITE_COMPLETIONS))
    return person, body.source if body.source == Source.REQUIREMENT else Source.PEER


async def refuse_unless_shown(on: Connected, actor: Actor, module_id: UUID) -> None:
    """404 for a module that the caller does not see."""
    present(await run(on, modules.shown(actor, module_id)))


async def refuse_unless_eligible(session: AsyncSession, person: PersonRef | Person, module_id: UUID) -> None:
    """A completion reversed at this very moment may slip by: it will be missing for the certificate all the same."""
    explained = explain(await eligibility.outlook(session, person), module_id)
    if not explained.eligible:
        raise PrerequisitesMissing(**explained.model_dump(mode="json"))


async def _refuse_unless_shown(session: AsyncSession, person: PersonRef | Person, track_id: UUID) -> None:
    """Who enrols somebody else may see more than they do: nobody can take what is hidden from them."""
    if not person.active:
        raise rules.NotForThisPerson(case="left")
    if not await modules.is_shown_to(session, person, track_id):
        raise rules.NotForThisPerson(case="hidden")


async def progress(session: AsyncSession, actor: Actor, enrolment_id: UUID, item: UUID, *, now: datetime) -> Any:
    """Note that a content item was read; the last one completes the module. Saying it twice changes nothing."""
    enrolment, read = await queries.opened(session, actor.person_id, enrolment_id)
    if str(item) not in {str(known["id"]) for known in enrolment.content}:
        raise rules.NotInModule()
    if enrolment.state == State.COMPLETED:
        return await run(session, queries.shown(enrolment_id))
    moved = rules.LIFE.move(enrolment.state, Move.PROGRESS, actor, first=enrolment.person_id)
    noted, shown = queries.mark_read(enrolment_id, item, now), queries.shown(enrolment_id)
    whole = {str(one) for one in (*read, item)}
    if enrolment.completion_rule == CompletionRule.CONTENT and is_fully_read(enrolment.content, whole):
        return await _complete(session, actor, enrolment, [noted, queries.active_now(enrolment_id, now)], shown, now)
    _, _, answer = await pipeline(session, noted, queries.go_on(enrolment_id, moved.to, now), shown)
    return answer


async def _complete(
    session: AsyncSession, actor: Actor, enrolment: Any, noted: list[Bound[Any]], shown: Bound[Any], now: datetime
) -> Any:
    """The module is read, with all that follows from it, in one trip."""
    learned = completions.Learned(
        person_id=enrolment.person_id,
        module=SimpleNamespace(**{**enrolment._asdict(), "id": enrolment.module_id}),
        minutes=enrolment.minutes,
        source=CompletionSource.PLAYER,
        recorded_by=actor.id,
        completed_at=now,
    )
    _, [answer] = await completions.record(session, [learned], now=now, first=noted, last=[shown])
    return answer


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
    enrolment = await queries.locked(session, actor.person_id, enrolment_id)
    match.check(enrolment.version)
    moved = rules.LIFE.move(enrolment.state, asked, actor, reason=reason, first=enrolment.person_id)
    carry_out(session, enrolment, moved, actor, now=now)
    enrolment.last_activity_at = now
    await session.flush()
    return enrolment


async def mark_stalled(session: AsyncSession, *, quiet_since: datetime) -> int:
    """Everyone who has been quiet for too long, in one statement. Reading on wakes an enrolment up."""
    return await run(session, queries.stall(quiet_since))


def close_completed(recorded: Recorded) -> list[Bound[Any]]:
    """Wherever it was learned, an enrolment in the same module is done with it."""
    latest = {(row["person_id"], row["module_id"]): row for row in recorded.rows}
    return [queries.close(list(latest.values()))]
