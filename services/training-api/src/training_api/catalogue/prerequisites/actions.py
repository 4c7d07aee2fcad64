"""What can happen to prerequisites and waivers."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Forbidden, Malformed, Missing
from sqlalchemy import delete
from sqlmodel import col

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules.rules import refuse_archived
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.prerequisites import queries, rules
from training_api.catalogue.prerequisites.schemas import DecideWaiver, RequestWaiver, SetPrerequisites
from training_api.catalogue.prerequisites.tables import Edge, Prerequisites, Waiver
from training_api.catalogue.tracks import queries as tracks
from training_api.catalogue.tracks.rules import State
from training_api.permissions import Permission


async def set_prerequisites(
    session: AsyncSession, actor: Actor, module_id: UUID, match: Match, body: SetPrerequisites, *, now: datetime
) -> Prerequisites:
    # Two trainers who each draw half of a circle: the second waits here and then sees the first one's half.
    await tracks.lock_graph(session)
    module = await modules.visible(session, actor, module_id)
    refuse_archived(module.state)
    kept = await queries.set_for(session, module_id)
    match.check(kept.version if kept else 0)
    await _refuse_unknown(session, body)
    expression = body.model_dump(mode="json", exclude_none=True)
    if kept is None:
        kept = Prerequisites(module_id=module_id, expression=expression, updated_at=now)
        session.add(kept)
    else:
        kept.expression, kept.version, kept.updated_at = expression, kept.version + 1, now
    await session.execute(delete(Edge).where(col(Edge.module_id) == module_id))
    flat = body.flat()
    for required in dict.fromkeys(part.module for part in flat if part.module is not None):
        session.add(Edge(module_id=module_id, required_module_id=required))
    for level in dict.fromkeys(part.level for part in flat if part.level is not None):
        session.add(Edge(module_id=module_id, required_level=level))
    await session.flush()
    await refuse_cycle_through(session, module)
    audit.record(session, actor, "prerequisites.set", module_id, {"expression": kept.expression})
    return kept


async def _refuse_unknown(session: AsyncSession, body: SetPrerequisites) -> None:
    wanted = [(at, part.module) for at, part in body.located() if part.module is not None]
    known = await queries.named(session, list(dict.fromkeys(module_id for _, module_id in wanted)))
    for at, module_id in wanted:
        if module_id not in known:
            raise Malformed(f"There is no module {module_id}.", pointer=f"{at}/module")
        if known[module_id]["state"] == State.ARCHIVED:
            raise Malformed(
                f"Module {known[module_id]['code']} is archived; nobody can take it.", pointer=f"{at}/module"
            )


async def refuse_cycle_through(session: AsyncSession, module: Module) -> None:
    """After a write and under the graph's lock: a new circle can only run through what was written."""
    await tracks.lock_graph(session)
    await session.flush()
    edges = await queries.edges(session)
    if rules.find_cycle(edges, module.id) is not None:
        rules.refuse_cycle(edges, module.id, await queries.codes(session))


async def request_waiver(session: AsyncSession, actor: Actor, body: RequestWaiver, *, now: datetime) -> Waiver:
    person_id = body.person_id or actor.person_id
    person = await people.find(session, person_id)
    if person is None:
        raise Missing("There is no such person.")
    own = actor.person_id in (person.id, person.manager_id)
    if not own and not actor.may(Permission.WAIVE_PREREQUISITES):
        raise Forbidden("You can ask for yourself and for those who report to you.")
    await modules.visible(session, actor, body.module_id)
    waiver = Waiver(
        person_id=person_id, module_id=body.module_id, reason=body.reason, requested_by=actor.id, created_at=now
    )
    session.add(waiver)
    await session.flush()
    audit.record(session, actor, "waiver.requested", waiver.id)
    return waiver


async def decide_waiver(
    session: AsyncSession,
    actor: Actor,
    waiver_id: UUID,
    body: DecideWaiver,
    match: Match,
    *,
    approve: bool,
    now: datetime,
) -> Waiver:
    waiver = await queries.visible_waiver(session, actor, waiver_id, lock=True)
    match.check(waiver.version)
    waiver.state = rules.decide_waiver(
        waiver.state,
        approve=approve,
        decider=actor.id,
        requester=waiver.requested_by,
        for_decider=actor.person is not None and actor.person.id == waiver.person_id,
    )
    waiver.decided_by, waiver.decision_reason, waiver.decided_at = actor.id, body.reason, now
    waiver.version += 1
    audit.record(session, actor, f"waiver.{waiver.state}", waiver.id)
    return waiver
