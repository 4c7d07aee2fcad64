"""What can happen to a sign-off template."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import pipeline, run
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from governance_api.people import queries as people
from governance_api.signoff.templates import queries, rules
from governance_api.signoff.templates.rules import LIFE, Move
from governance_api.signoff.templates.schemas import WriteTemplate
from governance_api.signoff.templates.tables import SignoffTemplate


def stages_of(body: WriteTemplate) -> list[dict[str, Any]]:
    """The stages as they are kept: a reviewer is a role or a person."""
    return [
        {
            **stage.model_dump(mode="json", exclude={"reviewers"}),
            "reviewers": [reviewer.model_dump(mode="json", exclude_none=True) for reviewer in stage.reviewers],
        }
        for stage in body.stages
    ]


async def create(session: AsyncSession, actor: Actor, body: WriteTemplate, *, now: datetime) -> SignoffTemplate:
    """A template that new sign-offs may use at once."""
    here = await people.active_among(session, rules.people_named(body.stages).values())
    rules.refuse_unless_decidable(body.stages, here)
    template = SignoffTemplate(
        name=body.name,
        stages=stages_of(body),
        reviewer_module=body.reviewer_module,
        created_by=actor.id,
        created_at=now,
    )
    session.add(template)
    audit.record(session, actor, "signoff-template.created", template.id)
    return template


async def replace(
    session: AsyncSession, actor: Actor, template_id: UUID, match: Match, body: WriteTemplate
) -> SignoffTemplate:
    """Other stages for the sign-offs to come; those that run keep theirs."""
    named = people.active(rules.people_named(body.stages).values())
    here, locked = await pipeline(session, named, queries.lock(template_id))
    rules.refuse_unless_decidable(body.stages, here)
    template = queries.edited(session, locked)
    match.check(template.version)
    template.name, template.stages, template.reviewer_module = body.name, stages_of(body), body.reviewer_module
    template.version += 1
    audit.record(session, actor, "signoff-template.replaced", template.id)
    return template


async def move(
    session: AsyncSession,
    actor: Actor,
    template_id: UUID,
    match: Match,
    asked: Move,
    reason: str | None,
    *,
    now: datetime,
) -> SignoffTemplate:
    """The only move is to retire: no new sign-off uses it."""
    template = queries.edited(session, await run(session, queries.lock(template_id)))
    match.check(template.version)
    carry_out(session, template, LIFE.move(template.state, asked, actor, reason=reason), actor, now=now)
    return template
