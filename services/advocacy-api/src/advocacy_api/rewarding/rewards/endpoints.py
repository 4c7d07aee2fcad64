"""Rewards over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.rewards import actions, queries
from advocacy_api.rewarding.rewards.rules import LIFE, Move
from advocacy_api.rewarding.rewards.schemas import ChangeReward, CreateReward, RewardOut, reward_out
from advocacy_api.rewarding.rewards.tables import Reward

router = capability_router("/rewards", "Rewards")

Reader = Annotated[Actor, Needs(Permission.READ_REWARDS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_REWARDS)]


async def _moved(_session: AsyncSession, actor: Actor, reward: Reward, _now: datetime) -> RewardOut:
    return reward_out(reward, actor)


@router.get("", response_model=Page[RewardOut], responses=FILES)
async def list_rewards(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """What points can buy, cheapest first; who manages rewards sees every state."""

    def show(row: Row[Any]) -> RewardOut:
        return reward_out(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=RewardOut, show=show)


@router.post("", status_code=201)
async def create_reward(
    body: CreateReward, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> RewardOut:
    """A new reward, offered at once unless `available` is false; cost and budget are points, stock is pieces."""
    reward = await actions.create(session, actor, body, now=now)
    tag(response, reward.version)
    return reward_out(reward, actor)


@router.get("/{reward_id}")
async def read_reward(
    reward_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> RewardOut:
    """One reward."""
    row = await queries.visible(connection, actor, reward_id, now=now)
    tag(response, row.version)
    return reward_out(row, actor)


@router.patch("/{reward_id}")
async def change_reward(
    reward_id: UUID,
    body: ChangeReward,
    match: IfMatch,
    actor: Organiser,
    session: WriteSession,
    now: Now,
    response: Response,
) -> RewardOut:
    """Only what the body names; never less than what is promised already."""
    reward = await actions.change(session, actor, reward_id, match, body, now=now)
    tag(response, reward.version)
    return reward_out(reward, actor)


declare_moves(
    router,
    "/{reward_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=RewardOut,
    many="",
    texts={
        Move.OFFER: "It can be asked for from now on.",
        Move.RETIRE: "It can be asked for no more; requests that are open stay as they are.",
    },
)
