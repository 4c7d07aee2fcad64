"""What can happen to badges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.events.feed import publish
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from advocacy_api.events import BadgeAwarded
from advocacy_api.rewarding.badges import queries, rules
from advocacy_api.rewarding.badges.rules import LIFE, Axis, Move, Visibility
from advocacy_api.rewarding.badges.schemas import ChangeBadge, CreateBadge, Criterion
from advocacy_api.rewarding.badges.tables import AwardedBadge, Badge
from advocacy_api.rewarding.point_rules.rules import Act

AWARDED_AT_ONCE = 1000


async def create(session: AsyncSession, actor: Actor, body: CreateBadge) -> Badge:
    """A draft; the primary key refuses a code that was ever used."""
    rules.refuse_unless_of_both_axes(body.axis, [one.act for one in body.criteria])
    badge = Badge(
        code=body.code,
        title=body.title,
        description=body.description,
        axis=body.axis.value,
        conditions=len(body.criteria),
        position=await queries.next_position(session),
    )
    session.add(badge)
    _ask(session, badge.code, body.criteria)
    audit.record(session, actor, "badge.created", badge.code)
    return badge


async def change(
    session: AsyncSession, actor: Actor, code: str, match: Match, body: ChangeBadge, *, now: datetime
) -> Badge:
    """It counts for awards from now on; what was awarded stays."""
    badge = await queries.locked(session, code)
    match.check(badge.version)
    values: dict[str, Any] = body.model_dump(exclude_unset=True, exclude={"criteria"})
    for name in body.model_fields_set:
        if getattr(body, name) is None:
            raise Malformed(case="empty", pointer=f"/{name}")
    moved = LIFE.move(badge.state, Move.EDIT, actor)
    for name, value in values.items():
        setattr(badge, name, value)
    if body.criteria is not None:
        await queries.forget_criteria(session, code)
        _ask(session, code, body.criteria)
        badge.conditions = len(body.criteria)
    rules.refuse_unless_of_both_axes(Axis(badge.axis), [Act(act) for act in await queries.acts_of(session, code)])
    carry_out(session, badge, moved, actor, now=now, details={"fields": sorted(body.model_fields_set)})
    return badge


def _ask(session: AsyncSession, code: str, criteria: Sequence[Criterion]) -> None:
    rows = [{"badge_code": code, "reason": one.act.value, "times": one.times} for one in criteria]
    session.put(queries.ASK, rows)


async def move(
    session: AsyncSession, actor: Actor, code: str, match: Match, asked: Move, _reason: str | None, *, now: datetime
) -> Badge:
    badge = await queries.locked(session, code)
    match.check(badge.version)
    carry_out(session, badge, LIFE.move(badge.state, asked, actor), actor, now=now)
    return badge


async def award(session: AsyncSession, reached: Sequence[Any], *, now: datetime) -> None:
    """The badges that people reached, to who has them not yet; one stays, also when points are taken back."""
    if not reached:
        return
    for row in await queries.award(session, reached, now=now):
        body = BadgeAwarded(award_id=row.id, person_id=row.person_id, badge_code=row.badge_code, awarded_at=now)
        publish(session, body, subject=row.person_id)


async def award_some(session: AsyncSession, code: str, *, now: datetime) -> bool:
    """The badge to some of those who have reached it; whether there may be more."""
    reached = await queries.reached_by_everybody(session, code, limit=AWARDED_AT_ONCE)
    await award(session, reached, now=now)
    return len(reached) == AWARDED_AT_ONCE


async def show(
    session: AsyncSession, actor: Actor, award_id: UUID, match: Match, visibility: Visibility
) -> AwardedBadge:
    """Only its owner decides who sees a badge."""
    award = await queries.locked_award(session, actor.person_id, award_id)
    match.check(award.version)
    award.visibility, award.version = visibility.value, award.version + 1
    audit.record(session, actor, action="badge.shown", subject=award.id, details={"visibility": visibility.value})
    return award
