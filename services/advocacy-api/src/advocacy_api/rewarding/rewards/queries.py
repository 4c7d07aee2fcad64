"""Every SELECT on rewards."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Row, select, true

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.rewards.tables import Reward

rewards = Reward.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who manages rewards sees those that are offered no more, too."""
    if actor.may(Permission.MANAGE_REWARDS):
        return true()
    offered: ColumnElement[bool] = rewards.c.available
    return offered


async def page_of(session: AsyncSession, actor: Actor, page: PageRequest) -> tuple[Sequence[Row[Any]], str | None]:
    """Cheapest first."""
    statement = select(rewards, (rewards.c.stock - rewards.c.taken).label("left")).where(visible_to(actor))
    return await paginate(session, statement, [Key(rewards.c.cost), Key(rewards.c.id)], page)


async def visible(session: AsyncSession, actor: Actor, reward_id: UUID) -> Row[Any]:
    statement = select(rewards, (rewards.c.stock - rewards.c.taken).label("left"))
    row = (await session.execute(statement.where(rewards.c.id == reward_id, visible_to(actor)))).first()
    if row is None:
        raise Missing
    return row


async def locked(session: AsyncSession, reward_id: UUID) -> Reward:
    """Whoever counts stock or budget holds this row; rewards are locked before balances."""
    found: Reward | None = (
        await session.execute(select(Reward).where(rewards.c.id == reward_id).with_for_update())
    ).scalar_one_or_none()
    if found is None:
        raise Missing
    return found
