"""Every SELECT on redemptions."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.domain.tasks import PERSON, Source, task
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, true

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.redemptions.rules import State
from advocacy_api.rewarding.redemptions.tables import Redemption
from advocacy_api.rewarding.rewards.tables import Reward

redemptions = Redemption.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
rewards = Reward.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
people = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
JOINED = redemptions.join(rewards, rewards.c.id == redemptions.c.reward_id).outerjoin(
    people, people.c.id == redemptions.c.person_id
)
NAME = people.c.given_name + " " + people.c.family_name
TASKS = Source(
    select(
        *task(
            "redemption-decision",
            id=redemptions.c.id,
            subject_type="redemption",
            subject_id=redemptions.c.id,
            subject_title=rewards.c.title,
            reason="RedemptionRequested",
            params=func.jsonb_build_object("name", NAME),
        )
    )
    .select_from(JOINED)
    .where(redemptions.c.state == State.REQUESTED.value, redemptions.c.person_id != PERSON)
    .order_by(redemptions.c.id)
    .limit(50),
    Permission.DECIDE_REDEMPTIONS,
)
"""The requests of others, the oldest first, for whoever decides."""


def _rows() -> Select[Any]:
    return select(*redemptions.c, rewards.c.title.label("reward_title"), NAME.label("name")).select_from(JOINED)


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """The caller's own, or any for who decides."""
    if actor.may(Permission.DECIDE_REDEMPTIONS):
        return true()
    return own(actor)


def own(actor: Reader) -> ColumnElement[bool]:
    """What the caller asked for."""
    asked: ColumnElement[bool] = redemptions.c.person_id == actor.person_id
    return asked


LIST = Collection(
    "redemptions",
    _rows(),
    key=redemptions.c.id,
    sorts={"requested_at": (By(redemptions.c.id),), "cost": (By(redemptions.c.cost),)},
    default="-requested_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "state": equals(redemptions.c.state, State),
        "reward": equals(redemptions.c.reward_id, UUID, "The reward's id."),
    },
    searched=together(people.c.given_name, people.c.family_name, localized_words(rewards.c.title)),
    personal=True,
)
OWN = replace(LIST, within=lambda asking: own(asking.actor))
"""What the caller made, whatever else they may see."""


_SHOWN = Statement(_rows().where(redemptions.c.id == bindparam("redemption")))
_LOCKED = Statement(select(*redemptions.c).where(redemptions.c.id == bindparam("redemption")).with_for_update())
_ADD = Statement(insert(redemptions).values({one.name: bindparam(one.name) for one in redemptions.c}))


async def visible(on: Connected, actor: Actor, redemption_id: UUID, *, now: datetime) -> Any:
    """One redemption with its reward and its person's name; hidden and missing look the same."""
    return await one(LIST, on, actor, redemption_id, now=now)


async def locked(session: AsyncSession, redemption_id: UUID) -> Redemption:
    """To be edited: two deciders may press at once."""
    found = await run(session, _LOCKED.first(redemption=redemption_id))
    if found is None:
        raise Missing
    return session.edit(Redemption, found)


def shown(redemption_id: UUID) -> Bound[Any]:
    """As `visible`, for who just asked for it."""
    return _SHOWN.first(redemption=redemption_id)


def add(redemption: Redemption) -> Bound[int]:
    """A new request."""
    return _ADD.count(**redemption.model_dump())
