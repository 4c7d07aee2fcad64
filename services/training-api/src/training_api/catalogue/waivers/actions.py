"""What can happen to a waiver."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import pipeline
from service_kit.domain.lifecycle import carry_out
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Forbidden, Missing, present

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.waivers import queries, rules
from training_api.catalogue.waivers.rules import Move
from training_api.catalogue.waivers.schemas import RequestWaiver
from training_api.catalogue.waivers.tables import Waiver
from training_api.directory.hierarchy.queries import leads
from training_api.events import WaiverDecided
from training_api.permissions import Permission


async def request(session: AsyncSession, actor: Actor, body: RequestWaiver, *, now: datetime) -> Waiver:
    person_id = body.person_id or actor.person_id
    person, module = await pipeline(session, people.by_id(person_id), modules.shown(actor, body.module_id))
    if person is None:
        raise Missing(case="person")
    if not actor.may(Permission.WAIVE_PREREQUISITES) and not await leads(session, actor, person_id):
        raise Forbidden(case="waiver-for-another", permission=str(Permission.WAIVE_PREREQUISITES))
    present(module)
    waiver = Waiver(
        person_id=person_id, module_id=body.module_id, reason=body.reason, requested_by=actor.id, created_at=now
    )
    session.add(waiver)
    await session.flush()
    audit.record(session, actor, "waiver.requested", waiver.id)
    return waiver


async def move(
    session: AsyncSession,
    actor: Actor,
    waiver_id: UUID,
    match: Match,
    asked: Move,
    reason: str | None,
    *,
    now: datetime,
) -> Waiver:
    """Decide on it, or take it back."""
    waiver = await queries.locked(session, actor, waiver_id)
    match.check(waiver.version)
    first = rules.whose(asked, waiver.requested_by, waiver.person_id)
    moved = rules.LIFE.move(waiver.state, asked, actor, reason=reason, first=first)
    if moved.step.event is None:
        carry_out(session, waiver, moved, actor, now=now)
        return waiver
    decided = WaiverDecided(
        waiver_id=waiver.id, person_id=waiver.person_id, module_id=waiver.module_id, state=moved.to.value
    )
    carry_out(session, waiver, moved, actor, now=now, event=decided, subject=waiver.person_id)
    waiver.decided_by, waiver.decision_reason = actor.id, reason
    return waiver
