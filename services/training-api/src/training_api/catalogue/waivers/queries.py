"""Every SELECT on waivers; `visible_to` is here."""

from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, or_, select, true

from training_api.catalogue.waivers.rules import State
from training_api.catalogue.waivers.tables import Waiver
from training_api.directory.people.queries import own_or_reports
from training_api.permissions import Permission

waivers = Waiver.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who decide see all, others what they asked for or gain by, managers also their reports'."""
    if actor.may(Permission.WAIVE_PREREQUISITES):
        return true()
    return or_(own_or_reports(actor, waivers.c.person_id), waivers.c.requested_by == actor.id)


LIST = Collection(
    "waivers",
    select(*waivers.c),
    key=waivers.c.id,
    sorts={"created_at": (By(waivers.c.id),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"state": equals(waivers.c.state, State)},
    personal=True,
)


async def visible(session: AsyncSession, actor: Actor, waiver_id: UUID) -> Waiver:
    return await _found(session, select(Waiver).where(waivers.c.id == waiver_id, visible_to(actor)))


async def locked(session: AsyncSession, actor: Actor, waiver_id: UUID) -> Waiver:
    """For a decision: two people may decide at once."""
    statement = select(Waiver).where(waivers.c.id == waiver_id, visible_to(actor))
    return await _found(session, statement.with_for_update())


async def _found(session: AsyncSession, statement: Select[Any]) -> Waiver:
    found: Waiver | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def waived_for(session: AsyncSession, person_id: UUID) -> set[UUID]:
    """The modules that a person may take without what comes before them."""
    statement = select(waivers.c.module_id).where(waivers.c.person_id == person_id, waivers.c.state == State.APPROVED)
    return set((await session.execute(statement)).scalars())
