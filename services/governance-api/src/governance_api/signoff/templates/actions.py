"""What can happen to a sign-off template."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Refusal

from governance_api.people import queries as people
from governance_api.signoff.templates import queries, rules
from governance_api.signoff.templates.schemas import WriteTemplate
from governance_api.signoff.templates.tables import SignoffTemplate


class TemplateInvalid(Refusal):
    status = 422
    title = "This template could never be decided"


async def refuse_unless_decidable(session: AsyncSession, body: WriteTemplate) -> None:
    """A template that could never be decided is refused with every fault it has."""
    named = {
        f"/stages/{stage}/reviewers/{place}/person": reviewer.person
        for stage, each in enumerate(body.stages)
        for place, reviewer in enumerate(each.reviewers)
        if reviewer.person is not None
    }
    here = await people.active_among(session, named.values())
    strangers = [pointer for pointer, person in named.items() if person not in here]
    if faults := rules.faults(body.stages) + [(pointer, rules.STRANGER) for pointer in strangers]:
        errors = [{"pointer": pointer, "detail": detail} for pointer, detail in faults]
        raise TemplateInvalid(" ".join(detail for _, detail in faults), errors=errors)


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
    await refuse_unless_decidable(session, body)
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
    session: AsyncSession, actor: Actor, template_id: UUID, body: WriteTemplate, match: Match
) -> SignoffTemplate:
    """Other stages for the sign-offs to come; those that run keep theirs."""
    await refuse_unless_decidable(session, body)
    template = await queries.template(session, template_id, lock=True)
    match.check(template.version)
    template.name, template.stages, template.reviewer_module = body.name, stages_of(body), body.reviewer_module
    template.version += 1
    audit.record(session, actor, "signoff-template.replaced", template.id)
    return template


async def retire(session: AsyncSession, actor: Actor, template_id: UUID, match: Match) -> SignoffTemplate:
    """No new sign-off uses it; to retire it again changes nothing."""
    template = await queries.template(session, template_id, lock=True)
    match.check(template.version)
    if template.state == "active":
        template.state, template.version = "retired", template.version + 1
        audit.record(session, actor, "signoff-template.retired", template.id)
    return template
