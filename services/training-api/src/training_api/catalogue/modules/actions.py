"""What can happen to a module."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from service_kit.data.database import AsyncSession
from service_kit.data.locks import locking, sharing
from service_kit.data.statements import pipeline
from service_kit.domain.file_links import as_asked
from service_kit.domain.files import hold_picture
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed, present
from service_kit.work.hooks import Hook

from training_api.catalogue.modules import queries, rules
from training_api.catalogue.modules.schemas import ChangeModule, CreateModule, ReplaceModule, as_columns
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks import queries as tracks
from training_api.catalogue.tracks.rules import Move, State, refuse_new_code
from training_api.locks import GRAPH, REQUIREMENTS

REPLACED = tuple(name for name in CreateModule.model_fields if name not in ("code", "offline", "content", "picture"))
module_moved: Hook[[AsyncSession, Module]] = Hook("a module came to another track or level")
offer_changed: Hook[[AsyncSession, UUID]] = Hook("a track offers other modules than before")


async def create(session: AsyncSession, actor: Actor, body: CreateModule, *, now: datetime) -> Module:
    values = as_columns(body)
    values["offline"] = rules.is_offline(body.modality, body.offline)
    values["content"] = rules.with_ids(values["content"])
    module = Module(**values, created_at=now, updated_at=now)
    module.picture = await hold_picture(session, actor, body.picture, "module", module.id, now=now)
    session.add(module)
    await session.flush()
    audit.record(session, actor, "module.created", module.id)
    return module


async def replace(
    session: AsyncSession, actor: Actor, module_id: UUID, match: Match, body: ReplaceModule, *, now: datetime
) -> Module:
    module = await _to_change(session, actor, module_id, match)
    audit.record(session, actor, "module.changed", module.id, {"fields": ["all"]})
    return await _rewrite(session, actor, module, body, now)


async def change(
    session: AsyncSession, actor: Actor, module_id: UUID, match: Match, body: ChangeModule, *, now: datetime
) -> Module:
    module = await _to_change(session, actor, module_id, match)
    kept: dict[str, Any] = {name: getattr(module, name) for name in CreateModule.model_fields}
    kept["picture"] = as_asked(module.picture)
    asked = as_columns(body, exclude_unset=True)
    if "picture" in body.model_fields_set:
        asked["picture"] = body.picture
    rules.refuse_emptied(asked)
    if "modality" in asked and "offline" not in asked:
        kept["offline"] = None
    try:
        whole = ReplaceModule.model_validate({**kept, **asked})
    except ValidationError as error:
        place = "/".join(map(str, error.errors()[0]["loc"]))
        raise Malformed(case="kept-unfit", pointer=f"/{place}") from error
    audit.record(session, actor, "module.changed", module.id, {"fields": sorted(asked)})
    return await _rewrite(session, actor, module, whole, now)


async def _to_change(session: AsyncSession, actor: Actor, module_id: UUID, match: Match) -> Module:
    *_, row = await pipeline(session, locking(GRAPH), sharing(REQUIREMENTS), queries.to_edit(actor, module_id))
    module = session.edit(Module, present(row))
    match.check(module.version)
    rules.refuse_archived(module.state)
    return module


async def _rewrite(session: AsyncSession, actor: Actor, module: Module, body: ReplaceModule, now: datetime) -> Module:
    refuse_new_code(module.code, body.code)
    before = module.completion_rule
    left, moved = module.track_id, (module.track_id, module.level) != (body.track_id, body.level)
    values = as_columns(body)
    for name in REPLACED:
        setattr(module, name, values[name])
    module.offline = rules.is_offline(body.modality, body.offline)
    module.content = rules.with_ids(values["content"], module.content)
    module.picture = await hold_picture(session, actor, body.picture, "module", module.id, kept=module.picture, now=now)
    if module.state == State.PUBLISHED:
        rules.refuse_unless_whole(_draft(module))
        if module.completion_rule != before:  # one that was published so earlier can still be mended
            rules.refuse_uncompletable([(module.id, module.code, module.completion_rule)])
        module.edition += 1
    module.version, module.updated_at = module.version + 1, now
    if moved:
        await module_moved(session, module)
    await session.flush()
    if module.state == State.PUBLISHED:
        await queries.recount_offers(session, left, module.track_id)
        if left != module.track_id:
            for track_id in sorted({left, module.track_id}):
                await offer_changed(session, track_id)
    return module


async def move(
    session: AsyncSession,
    actor: Actor,
    module_id: UUID,
    match: Match,
    asked: Move,
    _reason: str | None,
    *,
    now: datetime,
) -> Module:
    """Publish or archive it. While it is archived its own row keeps a scheme that names it from being published."""
    wanted, uses = queries.to_edit(actor, module_id), None
    if asked is Move.ARCHIVE:
        relying = tracks.relying_on(module_id=module_id)
        *_, row, uses = await pipeline(session, locking(GRAPH), sharing(REQUIREMENTS), wanted, relying)
    else:
        _, row = await pipeline(session, sharing(REQUIREMENTS), wanted)
    module = session.edit(Module, present(row))
    match.check(module.version)
    facts: Any = _draft(module) if uses is None else dict(uses)
    moved = rules.LIFE.move(module.state, asked, actor, facts=facts)
    carry_out(session, module, moved, actor, now=now)
    module.updated_at = now
    if asked is Move.PUBLISH:
        module.edition = 1
    await session.flush()
    states = await queries.recount_offers(session, module.track_id)
    if asked is Move.PUBLISH:
        rules.refuse_in_archived_track(states[module.track_id])
    await offer_changed(session, module.track_id)
    return module


def _draft(module: Module) -> rules.Draft:
    return rules.Draft(module.id, module.code, module.owner_id, module.goals, module.completion_rule, module.content)
