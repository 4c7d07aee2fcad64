"""What can happen to badges."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from advocacy_api.events import BadgeAwarded
from advocacy_api.rewarding.badges import queries
from advocacy_api.rewarding.badges.rules import Visibility
from advocacy_api.rewarding.badges.tables import AwardedBadge


async def award_reached(session: AsyncSession, people: set[UUID], reasons: set[str], *, now: datetime) -> None:
    """Award what these people reached by earning for these reasons; a badge stays, also when points are taken back."""
    if not people:
        return
    rows = await queries.reached(session, people, reasons)
    if rows:
        await queries.award(session, rows, event_type=BadgeAwarded.type, now=now)


async def show(
    session: AsyncSession, actor: Actor, award_id: UUID, match: Match, visibility: Visibility
) -> AwardedBadge:
    """Only its owner decides who sees a badge."""
    award = await queries.own(session, actor.person_id, award_id)
    match.check(award.version)
    award.visibility, award.version = visibility.value, award.version + 1
    audit.record(session, actor, action="badge.shown", subject=award.id, details={"visibility": visibility.value})
    return award
