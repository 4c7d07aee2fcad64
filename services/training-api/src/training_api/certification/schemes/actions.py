"""What can happen to a certification scheme."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed import publish as publish_event
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed
from service_kit.work.hooks import Hook

from training_api.catalogue.tracks.rules import refuse_new_code
from training_api.certification.schemes import queries, rules
from training_api.certification.schemes.schemas import CreateScheme, ReplaceScheme
from training_api.certification.schemes.tables import Scheme
from training_api.events import SchemePublished

before_scheme_published: Hook[[AsyncSession]] = Hook("a scheme is about to be published")
"""Runs before the rule becomes visible: no new fact about a person may fall between this and the measure."""
scheme_published: Hook[[AsyncSession, Scheme, datetime]] = Hook("a scheme was published")


async def create(session: AsyncSession, actor: Actor, body: CreateScheme, *, now: datetime) -> Scheme:
    await _refuse_unknown_modules(session, body)
    scheme = Scheme(**_columns(body), created_at=now, updated_at=now)
    session.add(scheme)
    await session.flush()
    audit.record(session, actor, "scheme.created", scheme.id)
    return scheme


async def replace(
    session: AsyncSession, actor: Actor, scheme_id: UUID, match: Match, body: ReplaceScheme, *, now: datetime
) -> Scheme:
    scheme = await queries.visible(session, actor, scheme_id, lock=True)
    match.check(scheme.version)
    rules.refuse_unless_draft(scheme.state)
    refuse_new_code(scheme.code, body.code)
    await _refuse_unknown_modules(session, body)
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


async def _refuse_unknown_modules(session: AsyncSession, body: CreateScheme) -> None:
    known = await queries.modules_named(session, body.rule.modules)
    for place, module_id in enumerate(body.rule.modules):
        if module_id not in known:
            raise Malformed(f"There is no module {module_id}.", pointer=f"/rule/modules/{place}")


async def publish(session: AsyncSession, actor: Actor, scheme_id: UUID, match: Match, *, now: datetime) -> Scheme:
    """Tell everyone, and certify at once whoever qualifies already."""
    await before_scheme_published(session)
    scheme = await queries.visible(session, actor, scheme_id, lock=True)
    match.check(scheme.version)
    if scheme.state == rules.State.PUBLISHED:
        return scheme
    rules.refuse_unless_publishable(
        scheme.state,
        modules=scheme.modules,
        unpublished=await queries.not_on_offer(session, scheme.modules),
        min_credits=scheme.min_credits,
        min_offline_credits=scheme.min_offline_credits,
    )
    scheme.state, scheme.published_at, scheme.updated_at = rules.State.PUBLISHED, now, now
    scheme.version += 1
    event = SchemePublished(
        scheme_id=scheme.id, code=scheme.code, title=scheme.title, guideline_code=scheme.guideline_code
    )
    publish_event(session, event, scheme.id)
    audit.record(session, actor, "scheme.published", scheme.id)
    await scheme_published(session, scheme, now)
    return scheme


async def retire(session: AsyncSession, actor: Actor, scheme_id: UUID, match: Match, *, now: datetime) -> Scheme:
    """No further certificates; those issued live on to their end."""
    scheme = await queries.visible(session, actor, scheme_id, lock=True)
    match.check(scheme.version)
    if scheme.state != rules.State.RETIRED:
        scheme.state, scheme.updated_at = rules.State.RETIRED, now
        scheme.version += 1
        audit.record(session, actor, "scheme.retired", scheme.id)
    return scheme
