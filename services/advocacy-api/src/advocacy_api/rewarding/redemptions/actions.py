"""What can happen to redemptions. Locks are taken in one order: redemption, reward, balance."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.queries import lock_balances
from advocacy_api.rewarding.redemptions import queries, rules
from advocacy_api.rewarding.redemptions.rules import Move
from advocacy_api.rewarding.redemptions.tables import Redemption
from advocacy_api.rewarding.rewards import queries as reward_queries


async def request(session: AsyncSession, actor: Actor, reward_id: UUID, *, now: datetime) -> Redemption:
    """Reserve a piece, the budget and the points at once: both rows are held until all three are counted."""
    reward = await reward_queries.locked(session, reward_id)
    balance = (await lock_balances(session, {actor.person_id}))[actor.person_id]
    rules.refuse_unless_affordable(
        available=reward.available,
        cost=reward.cost,
        stock=reward.stock,
        taken=reward.taken,
        budget=reward.budget,
        committed=reward.committed,
        balance=balance,
    )
    reward.taken += 1
    reward.committed += reward.cost
    redemption = Redemption(reward_id=reward.id, person_id=actor.person_id, cost=reward.cost, requested_at=now)
    session.add(redemption)
    await points.reserve(session, actor.person_id, redemption.id, reward.cost, now=now)
    audit.record(session, actor, action="redemption.requested", subject=redemption.id)
    return redemption


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
    reward = await reward_queries.locked(session, redemption.reward_id)
    reward.taken -= 1
    reward.committed -= redemption.cost
    await lock_balances(session, {redemption.person_id})
    await points.give_back(session, redemption.person_id, redemption.id, redemption.cost, now=now)
