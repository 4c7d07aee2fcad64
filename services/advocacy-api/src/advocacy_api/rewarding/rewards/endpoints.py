"""Rewards over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.rewards import actions, queries
from advocacy_api.rewarding.rewards.schemas import ChangeReward, CreateReward, RewardOut

router = capability_router("/rewards", "Rewards")

Reader = Annotated[Actor, Needs(Permission.READ_REWARDS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_REWARDS)]


@router.get("", response_model=Page[RewardOut], responses=FILES)
async def list_rewards(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """What points can buy, cheapest first."""
    return await answer(queries.LIST, connection, actor, wanted, now=now, out=RewardOut)


@router.post("", status_code=201)
async def create_reward(
    body: CreateReward, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> RewardOut:
    """A new reward; cost and budget are points, stock is pieces."""
    reward = await actions.create(session, actor, body, now=now)
    tag(response, reward.version)
    return RewardOut.model_validate(reward)


@router.get("/{reward_id}")
async def read_reward(
    reward_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> RewardOut:
    """One reward."""
    row = await queries.visible(connection, actor, reward_id, now=now)
    tag(response, row.version)
    return RewardOut.model_validate(row)


@router.patch("/{reward_id}")
async def change_reward(
    reward_id: UUID, body: ChangeReward, match: IfMatch, actor: Organiser, session: WriteSession, response: Response
) -> RewardOut:
    """Only what the body names; never less than what is promised already."""
    reward = await actions.change(session, actor, reward_id, match, body)
    tag(response, reward.version)
    return RewardOut.model_validate(reward)
