"""Every SELECT on redemptions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.tasks import PERSON, Source, task
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import Row, Select, func, select

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


def _described() -> Select[Any]:
    return select(redemptions, rewards.c.title.label("reward_title"), NAME.label("name")).select_from(JOINED)


async def described(session: AsyncSession, redemption_id: UUID) -> Row[Any]:
    row: Row[Any] | None = (await session.execute(_described().where(redemptions.c.id == redemption_id))).first()
    if row is None:
        raise Missing
    return row


async def visible(session: AsyncSession, actor: Actor, redemption_id: UUID) -> Row[Any]:
    """The caller's own, or any for who decides."""
    statement = _described().where(redemptions.c.id == redemption_id)
    if not actor.may(Permission.DECIDE_REDEMPTIONS):
        statement = statement.where(redemptions.c.person_id == actor.person_id)
    row: Row[Any] | None = (await session.execute(statement)).first()
    if row is None:
        raise Missing
    return row


async def page_of(
    session: AsyncSession, page: PageRequest, *, person_id: UUID | None = None, state: State | None = None
) -> tuple[Sequence[Row[Any]], str | None]:
    """Newest first, of one person or of everyone."""
    statement = _described()
    if person_id is not None:
        statement = statement.where(redemptions.c.person_id == person_id)
    if state is not None:
        statement = statement.where(redemptions.c.state == state.value)
    return await paginate(session, statement, [Key(redemptions.c.id, descending=True)], page)


async def locked(session: AsyncSession, redemption_id: UUID) -> Redemption:
    """Two deciders may press at once."""
    statement = select(Redemption).where(redemptions.c.id == redemption_id).with_for_update()
    found: Redemption | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found
