"""What can happen to prerequisites."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed
from sqlalchemy import delete
from sqlmodel import col

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules.rules import refuse_archived
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.prerequisites import queries, rules
from training_api.catalogue.prerequisites.schemas import SetPrerequisites
from training_api.catalogue.prerequisites.tables import Edge, Prerequisites
from training_api.catalogue.tracks import queries as tracks
from training_api.catalogue.tracks.rules import State


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
            raise Malformed(case="unknown-module", pointer=f"{at}/module", module=str(module_id))
        if known[module_id]["state"] == State.ARCHIVED:
            raise Malformed(case="archived-module", pointer=f"{at}/module", module=known[module_id]["code"])


async def refuse_cycle_through(session: AsyncSession, module: Module) -> None:
    """After a write and under the graph's lock: a new circle can only run through what was written."""
    await tracks.lock_graph(session)
    await session.flush()
    edges = await queries.edges(session)
    if rules.find_cycle(edges, module.id) is not None:
        rules.refuse_cycle(edges, module.id, await queries.codes(session))
