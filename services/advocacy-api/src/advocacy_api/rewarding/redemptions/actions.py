"""What can happen to redemptions. Locks are taken in one order: redemption, reward, balance."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import pipeline
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Missing

from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points import queries as points_queries
from advocacy_api.rewarding.redemptions import queries, rules
from advocacy_api.rewarding.redemptions.rules import Move
from advocacy_api.rewarding.redemptions.tables import Redemption
from advocacy_api.rewarding.rewards import queries as reward_queries


async def request(session: AsyncSession, actor: Actor, reward_id: UUID, *, now: datetime) -> Any:
    """Reserve a piece, the budget and the points at once: both rows are held until all three are counted."""
    reward, _, [held] = await pipeline(session, reward_queries.held(reward_id), *points_queries.hold({actor.person_id}))
    if reward is None:
        raise Missing
    rules.refuse_unless_affordable(
        available=reward.available,
        cost=reward.cost,
        stock=reward.stock,
        taken=reward.taken,
        budget=reward.budget,
        committed=reward.committed,
        balance=held.balance,
    )
    redemption = Redemption(reward_id=reward.id, person_id=actor.person_id, cost=reward.cost, requested_at=now)
    audit.record(session, actor, action="redemption.requested", subject=redemption.id)
    *_, shown = await pipeline(
        session,
        reward_queries.take(reward.id, pieces=1, cost=reward.cost),
        queries.add(redemption),
        points.reserving(actor.person_id, redemption.id, reward.cost, now=now),
        queries.shown(redemption.id),
    )
    return shown


async def move(
    session: AsyncSession,
    actor: Actor,
    redemption_id: UUID,
    match: Match,
    asked: Move,
    note: str | None,
    *,
    now: datetime,
) -> Redemption:
    """A second person decides or hands over; what is refused gives the piece, the budget and the points back."""
    redemption = await queries.locked(session, redemption_id)
    match.check(redemption.version)
    moved = rules.LIFE.move(redemption.state, asked, actor, first=redemption.person_id)
    carry_out(session, redemption, moved, actor, now=now)
    redemption.note = note or redemption.note
    if asked is not Move.FULFIL:
        redemption.decided_by = actor.id
    if asked is Move.REFUSE:
        await _give_back(session, redemption, now)
    return redemption


async def _give_back(session: AsyncSession, redemption: Redemption, now: datetime) -> None:
    await pipeline(
        session,
        reward_queries.held(redemption.reward_id),
        *points_queries.hold({redemption.person_id}),
        reward_queries.take(redemption.reward_id, pieces=-1, cost=-redemption.cost),
        points.giving_back(redemption.person_id, redemption.id, redemption.cost, now=now),
    )
