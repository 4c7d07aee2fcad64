"""What can happen to prerequisites."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.locks import locking
from service_kit.data.statements import pipeline, run
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed, present

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules.rules import refuse_archived
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.prerequisites import queries, rules
from training_api.catalogue.prerequisites.schemas import SetPrerequisites
from training_api.catalogue.tracks.rules import State
from training_api.locks import GRAPH


async def set_prerequisites(
    session: AsyncSession, actor: Actor, module_id: UUID, match: Match, body: SetPrerequisites, *, now: datetime
) -> tuple[int, Sequence[Any]]:
    """Set what comes before the module; answers its version, and the modules that are named."""
    # Two trainers who each draw half of a circle: the second waits here and then sees the first one's half.
    _, module, kept, named = await pipeline(
        session,
        locking(GRAPH),
        modules.shown(actor, module_id),
        queries.set_for(module_id),
        modules.named(body.named()),
    )
    refuse_archived(present(module).state)
    version = kept.version if kept else 0
    match.check(version)
    _refuse_unknown(body, {row.id: row for row in named})
    expression = _stored(body)
    *_, graph = await pipeline(
        session, *queries.keep(module_id, expression, _edges(module_id, body), now), queries.graph()
    )
    await _refuse_cycle(session, graph, module_id)
    audit.record(session, actor, "prerequisites.set", module_id, {"expression": expression})
    return version + 1, named


def _stored(body: SetPrerequisites) -> dict[str, Any]:
    return body.model_dump(mode="json", exclude_none=True)


def _edges(module_id: UUID, body: SetPrerequisites) -> list[dict[str, Any]]:
    levels = dict.fromkeys(part.level for part in body.flat() if part.level is not None)
    targets = [(named, None) for named in body.named()] + [(None, level) for level in levels]
    return [
        {"id": new_id(), "module_id": module_id, "required_module_id": required, "required_level": level}
        for required, level in targets
    ]


def _refuse_unknown(body: SetPrerequisites, known: Mapping[UUID, Any]) -> None:
    for at, part in body.located():
        if part.module is None:
            continue
        if part.module not in known:
            raise Malformed(case="unknown-module", pointer=f"{at}/module", module=str(part.module))
        if known[part.module].state == State.ARCHIVED:
            raise Malformed(case="archived-module", pointer=f"{at}/module", module=known[part.module].code)


async def refuse_cycle_through(session: AsyncSession, module: Module) -> None:
    """A module came to another track or level, under the graph's lock: a new circle can only run through it."""
    await _refuse_cycle(session, await run(session, queries.graph()), module.id)


async def _refuse_cycle(session: AsyncSession, graph: Sequence[Any], module_id: UUID) -> None:
    edges = {row.module_id: set(row.required) for row in graph}
    if rules.find_cycle(edges, module_id) is not None:
        codes = {row.id: row.code for row in await run(session, queries.codes())}
        rules.refuse_cycle(edges, module_id, codes)
