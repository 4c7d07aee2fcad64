"""Every SELECT on rewards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.domain.search import Findable
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Integer, bindparam, func, null, select, true, update

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.rewards.rules import State
from advocacy_api.rewarding.rewards.tables import Reward

rewards = Reward.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Who manages rewards sees those that are offered no more, too."""
    if actor.may(Permission.MANAGE_REWARDS):
        return true()
    offered: ColumnElement[bool] = rewards.c.state == State.OFFERED.value
    return offered


LIST = Collection(
    "rewards",
    select(*rewards.c, (rewards.c.stock - rewards.c.taken).label("left")),
    key=rewards.c.id,
    sorts={"cost": (By(rewards.c.cost),), "created_at": (By(rewards.c.created_at),)},
    default="cost",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"state": equals(rewards.c.state, State), "available": equals(rewards.c.available, bool)},
    searched=localized_words(rewards.c.title),
)


FOUND = Findable(
    "reward",
    select(
        rewards.c.id,
        null().label("code"),
        rewards.c.title,
        func.jsonb_build_array(rewards.c.description).label("texts"),
    ),
    order=(rewards.c.cost, rewards.c.id),
    title=localized_words(rewards.c.title),
    whole=together(localized_words(rewards.c.title), localized_words(rewards.c.description)),
    visible_to=lambda asking: visible_to(asking.actor),
    permission=Permission.READ_REWARDS,
)
"""There are a few dozen of them: no index is needed."""


_HELD = Statement(select(*rewards.c).where(rewards.c.id == bindparam("reward")).with_for_update())
_TAKE = Statement(
    update(rewards)
    .where(rewards.c.id == bindparam("reward"))
    .values(
        taken=rewards.c.taken + bindparam("pieces", type_=Integer),
        committed=rewards.c.committed + bindparam("cost", type_=Integer),
    )
)


def held(reward_id: UUID) -> Bound[Any | None]:
    """Whoever counts stock or budget holds this row; rewards are locked before balances."""
    return _HELD.first(reward=reward_id)


def take(reward_id: UUID, *, pieces: int, cost: int) -> Bound[int]:
    """Count pieces as promised, and what they cost; less than none give them back. The caller holds the row."""
    return _TAKE.count(reward=reward_id, pieces=pieces, cost=cost)


async def visible(on: Connected, actor: Actor, reward_id: UUID, *, now: datetime) -> Any:
    """One reward; hidden and missing look the same."""
    return await one(LIST, on, actor, reward_id, now=now)


async def locked(session: AsyncSession, reward_id: UUID) -> Reward:
    """To be edited."""
    found = await run(session, held(reward_id))
    if found is None:
        raise Missing
    return session.edit(Reward, found)
