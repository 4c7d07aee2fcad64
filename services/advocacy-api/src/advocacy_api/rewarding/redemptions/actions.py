"""What can happen to redemptions. Locks are taken in one order: redemption, reward, balance."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from advocacy_api.rewarding.points import actions as points
from advocacy_api.rewarding.points.queries import lock_balances
from advocacy_api.rewarding.redemptions import queries, rules
from advocacy_api.rewarding.redemptions.rules import Move, State
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


async def approve(
    session: AsyncSession, actor: Actor, redemption_id: UUID, note: str | None, match: Match, *, now: datetime
) -> Redemption:
    redemption = await _decided(session, actor, redemption_id, Move.APPROVE, note, match)
    redemption.decided_at, redemption.decided_by = now, actor.id
    return redemption


async def fulfil(
    session: AsyncSession, actor: Actor, redemption_id: UUID, note: str | None, match: Match, *, now: datetime
) -> Redemption:
    redemption = await _decided(session, actor, redemption_id, Move.FULFIL, note, match)
    redemption.fulfilled_at = now
    return redemption


async def refuse(
    session: AsyncSession, actor: Actor, redemption_id: UUID, note: str | None, match: Match, *, now: datetime
) -> Redemption:
    """The piece, the budget and the points go back."""
    redemption = await _decided(session, actor, redemption_id, Move.REFUSE, note, match)
    redemption.decided_at, redemption.decided_by = now, actor.id
    reward = await reward_queries.locked(session, redemption.reward_id)
    reward.taken -= 1
    reward.committed -= redemption.cost
    await lock_balances(session, {redemption.person_id})
    await points.give_back(session, redemption.person_id, redemption.id, redemption.cost, now=now)
    return redemption


async def _decided(
    session: AsyncSession, actor: Actor, redemption_id: UUID, move: Move, note: str | None, match: Match
) -> Redemption:
    redemption = await queries.locked(session, redemption_id)
    match.check(redemption.version)
    rules.refuse_own_request(redemption.person_id, actor.person_id)
    redemption.state = rules.move(State(redemption.state), move).value
    redemption.note = note or redemption.note
    redemption.version += 1
    audit.record(session, actor, action=f"redemption.{redemption.state}", subject=redemption.id)
    return redemption
