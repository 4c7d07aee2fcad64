"""What can happen to rewards."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Malformed

from advocacy_api.rewarding.rewards import queries, rules
from advocacy_api.rewarding.rewards.rules import LIFE, Move, State
from advocacy_api.rewarding.rewards.schemas import ChangeReward, CreateReward
from advocacy_api.rewarding.rewards.tables import Reward

NEVER_EMPTY = ("title", "cost", "available")


async def create(session: AsyncSession, actor: Actor, body: CreateReward, *, now: datetime) -> Reward:
    state = State.OFFERED if body.available else State.DRAFT
    values = body.model_dump(exclude={"available"})
    reward = Reward(created_by=actor.id, created_at=now, state=state.value, **values)
    session.add(reward)
    audit.record(session, actor, action="reward.created", subject=reward.id, details={"cost": reward.cost})
    return reward


async def move(
    session: AsyncSession,
    actor: Actor,
    reward_id: UUID,
    match: Match,
    asked: Move,
    _reason: str | None,
    *,
    now: datetime,
) -> Reward:
    """What is retired can be asked for no more; requests that are open stay as they are."""
    reward = await queries.locked(session, reward_id)
    match.check(reward.version)
    carry_out(session, reward, LIFE.move(reward.state, asked, actor), actor, now=now)
    return reward


async def change(
    session: AsyncSession, actor: Actor, reward_id: UUID, match: Match, body: ChangeReward, *, now: datetime
) -> Reward:
    """Prices change for later requests; what is promised stays promised."""
    reward = await queries.locked(session, reward_id)
    match.check(reward.version)
    values = body.model_dump(exclude_unset=True)
    for name in NEVER_EMPTY:
        if name in values and values[name] is None:
            raise Malformed(case="empty", pointer=f"/{name}")
    for name, value in values.items():
        if name != "available":
            setattr(reward, name, value)
    rules.refuse_below_committed(
        stock=reward.stock, taken=reward.taken, budget=reward.budget, committed=reward.committed
    )
    if asked := rules.move_for(reward.state, values.get("available", reward.state == State.OFFERED)):
        carry_out(session, reward, LIFE.move(reward.state, asked, actor), actor, now=now)
    else:
        reward.version += 1
    audit.record(session, actor, action="reward.changed", subject=reward.id, details={"fields": sorted(values)})
    return reward
