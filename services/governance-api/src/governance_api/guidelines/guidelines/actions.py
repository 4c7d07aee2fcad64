"""What can happen to a guideline itself."""

from datetime import datetime

from service_kit.data.database import AsyncSession
from service_kit.data.statements import run
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from governance_api.guidelines.guidelines import queries
from governance_api.guidelines.guidelines.schemas import ChangeGuideline, CreateGuideline
from governance_api.guidelines.guidelines.tables import Guideline


async def create(session: AsyncSession, actor: Actor, body: CreateGuideline, *, now: datetime) -> Guideline:
    """A guideline without versions."""
    guideline = Guideline(code=body.code, title=body.title, created_by=actor.id, created_at=now)
    session.add(guideline)
    audit.record(session, actor, "guideline.created", guideline.id, {"code": guideline.code})
    await session.flush()
    return guideline


async def change(session: AsyncSession, actor: Actor, key: str, match: Match, body: ChangeGuideline) -> Guideline:
    """A new title; without one everything stays as it is."""
    guideline = queries.edited(session, await run(session, queries.lock(actor, key)))
    match.check(guideline.version)
    if "title" not in body.model_fields_set:
        return guideline
    guideline.title, guideline.version = body.title, guideline.version + 1
    audit.record(session, actor, "guideline.renamed", guideline.id)
    return guideline
