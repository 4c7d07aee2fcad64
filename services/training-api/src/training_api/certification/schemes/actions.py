"""What can happen to a certification scheme."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.locks import locking
from service_kit.data.statements import pipeline, run
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed, present
from service_kit.work.hooks import Hook

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules import rules as module_rules
from training_api.catalogue.tracks.rules import refuse_new_code
from training_api.certification.schemes import queries, rules
from training_api.certification.schemes.rules import Move
from training_api.certification.schemes.schemas import CreateScheme, ReplaceScheme
from training_api.certification.schemes.tables import Scheme
from training_api.events import SchemePublished
from training_api.locks import SCHEMES

scheme_published: Hook[[AsyncSession, Scheme, datetime]] = Hook("a scheme was published")


async def create(session: AsyncSession, actor: Actor, body: CreateScheme, *, now: datetime) -> Scheme:
    _refuse_unknown_modules(body, await run(session, modules.named(body.rule.modules)))
    scheme = Scheme(**_columns(body), created_at=now, updated_at=now)
    session.add(scheme)
    await session.flush()
    audit.record(session, actor, "scheme.created", scheme.id)
    return scheme


async def replace(
    session: AsyncSession, actor: Actor, scheme_id: UUID, match: Match, body: ReplaceScheme, *, now: datetime
) -> Scheme:
    row, named = await pipeline(session, queries.to_edit(actor, scheme_id), modules.named(body.rule.modules))
    scheme = session.edit(Scheme, present(row))
    match.check(scheme.version)
    rules.refuse_unless_draft(scheme.state)
    refuse_new_code(scheme.code, body.code)
    _refuse_unknown_modules(body, named)
    for name, value in _columns(body).items():
        setattr(scheme, name, value)
    scheme.version, scheme.updated_at = scheme.version + 1, now
    audit.record(session, actor, "scheme.changed", scheme.id)
    return scheme


def _columns(body: CreateScheme) -> dict[str, Any]:
    return {
        **body.model_dump(exclude={"rule"}),
        "modules": list(dict.fromkeys(body.rule.modules)),
        "min_credits": body.rule.min_credits,
        "min_offline_credits": body.rule.min_offline_credits,
    }


def _refuse_unknown_modules(body: CreateScheme, named: Sequence[Any]) -> None:
    known = {row.id for row in named}
    for place, module_id in enumerate(body.rule.modules):
        if module_id not in known:
            raise Malformed(case="unknown-module", pointer=f"/rule/modules/{place}", module=str(module_id))


async def move(
    session: AsyncSession,
    actor: Actor,
    scheme_id: UUID,
    match: Match,
    asked: Move,
    _reason: str | None,
    *,
    now: datetime,
) -> Scheme:
    """Publish it, tell everyone, and certify at once whoever qualifies already; or retire it: those issued live on."""
    wanted, facts, event = queries.to_edit(actor, scheme_id), None, None
    if publishing := asked is Move.PUBLISH:
        # Before the rule becomes visible: no new fact about a person may fall between this and the measure.
        asked_of = queries.offered(scheme_id), queries.earnable(scheme_id)
        _, row, offered, earnable = await pipeline(session, locking(SCHEMES), wanted, *asked_of)
    else:
        row, offered, earnable = await run(session, wanted), [], None
    scheme = session.edit(Scheme, present(row))
    match.check(scheme.version)
    if publishing:
        facts = _asked(scheme, offered, earnable)
        event = SchemePublished(
            scheme_id=scheme.id, code=scheme.code, title=scheme.title, guideline_code=scheme.guideline_code
        )
    moved = rules.LIFE.move(scheme.state, asked, actor, facts=facts)
    carry_out(session, scheme, moved, actor, now=now, event=event)
    scheme.updated_at = now
    if publishing:
        await scheme_published(session, scheme, now)
    return scheme


def _asked(scheme: Scheme, offered: Sequence[Any], earnable: Any) -> rules.Asked:
    """What a scheme asks, beside what people can take."""
    return rules.Asked(
        modules=scheme.modules,
        min_credits=scheme.min_credits,
        min_offline_credits=scheme.min_offline_credits,
        unpublished=sorted(module.code for module in offered if not module.is_offered),
        uncompletable=module_rules.uncompletable((one.id, one.code, one.completion_rule) for one in offered),
        offered_credits=earnable.credits,
        offered_offline_credits=earnable.offline_credits,
        is_for_nobody=not earnable.is_for_anybody,
    )
