"""What happens to exemptions."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import run
from service_kit.events.feed import publish
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from training_api.events import ExemptionChanged
from training_api.requirements.exemptions import queries, rules
from training_api.requirements.exemptions.rules import LIFE, Move
from training_api.requirements.exemptions.schemas import GrantExemption
from training_api.requirements.requirements import queries as requirements
from training_api.requirements.requirements.rules import UnknownSubject
from training_api.requirements.requirements.tables import Exemption


async def grant(
    session: AsyncSession, actor: Actor, requirement_id: UUID, body: GrantExemption, *, now: datetime
) -> Exemption:
    """Let somebody off until a day; nobody does so for themselves."""
    await requirements.shown(session, requirement_id)
    if actor.person is not None and actor.person.id == body.person_id:
        raise rules.OwnExemption
    if body.until <= now:
        raise Malformed(case="exemption-over", pointer="/until")
    if await people.find(session, body.person_id) is None:
        raise UnknownSubject(case="person", pointer="/person_id")
    exemption = Exemption(requirement_id=requirement_id, **body.model_dump(), granted_by=actor.id, granted_at=now)
    session.add(exemption)
    details = {"person_id": str(body.person_id), "until": body.until.isoformat()}
    audit.record(session, actor, "requirement.exempted", requirement_id, details, texts={"reason": body.reason})
    _tell(session, exemption)
    await session.flush()
    return exemption


async def withdraw(
    session: AsyncSession,
    actor: Actor,
    exemption_id: UUID,
    match: Match,
    move: Move,
    reason: str | None,
    *,
    now: datetime,
    requirement_id: UUID | None = None,
) -> Exemption:
    """End it now: the line opens again in this transaction, and leaves the person time."""
    exemption = await queries.locked(session, exemption_id, requirement_id)
    match.check(exemption.version)
    moved = LIFE.move(rules.state_at(exemption.until, now), move, actor, reason=reason)
    details = {"person_id": str(exemption.person_id), "until": exemption.until.isoformat()}
    texts = {"reason": moved.reason}
    audit.record(session, actor, "exemption.withdrawn", exemption_id, details, texts=texts)
    exemption.until = exemption.withdrawn_at = now
    exemption.withdrawn_by, exemption.version = actor.id, exemption.version + 1
    _tell(session, exemption)
    await session.flush()
    await run(session, queries.reopen(exemption.person_id, exemption.requirement_id, rules.earliest_due_at(now)))
    return exemption


def _tell(session: AsyncSession, exemption: Exemption) -> None:
    told = ExemptionChanged(
        exemption_id=exemption.id,
        person_id=exemption.person_id,
        requirement_id=exemption.requirement_id,
        until=exemption.until,
    )
    publish(session, told, exemption.person_id)
