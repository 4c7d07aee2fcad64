"""Every SELECT on prerequisites and waivers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.prerequisites.rules import WaiverState
from training_api.catalogue.prerequisites.tables import Edge, Prerequisites, Waiver
from training_api.catalogue.tracks.rules import State
from training_api.catalogue.tracks.tables import Track
from training_api.directory.people.queries import own_or_reports
from training_api.permissions import Permission


async def set_for(session: AsyncSession, module_id: UUID) -> Prerequisites | None:
    return await session.get(Prerequisites, module_id)


async def catalogue_rows(session: AsyncSession) -> list[Mapping[str, Any]]:
    """Every module not archived with its track and prerequisites, by level and code: what a graph is made of."""
    statement: Any = (
        select(
            col(Module.id),
            col(Module.code),
            col(Module.title),
            col(Module.track_id),
            col(Module.level),
            col(Module.minutes),
            col(Module.credits),
            col(Module.state),
            col(Track.code).label("track_code"),
            col(Track.title).label("track_title"),
            col(Track.state).label("track_state"),
            col(Track.audience),
            col(Prerequisites.expression),
        )
        .join(Track, col(Track.id) == col(Module.track_id))
        .outerjoin(Prerequisites, col(Prerequisites.module_id) == col(Module.id))
        .where(col(Module.state) != State.ARCHIVED)
        .order_by(col(Module.level), col(Module.code))
    )
    return [dict(row) for row in (await session.execute(statement)).mappings()]


async def edges(session: AsyncSession) -> dict[UUID, set[UUID]]:
    """Which modules each module speaks of, level gates spelled out, drafts included: they may be published later."""
    level_mate, gated = Module.__table__.alias("level_mate"), Module.__table__.alias("gated")  # type: ignore[attr-defined]  # SQLModel hides __table__
    statement = (
        select(col(Edge.module_id), func.coalesce(col(Edge.required_module_id), level_mate.c.id).label("required"))
        .join(gated, gated.c.id == col(Edge.module_id))
        .outerjoin(
            level_mate,
            (level_mate.c.track_id == gated.c.track_id)
            & (level_mate.c.level == col(Edge.required_level))
            & (level_mate.c.id != gated.c.id)
            & (level_mate.c.state != State.ARCHIVED),
        )
        .where(gated.c.state != State.ARCHIVED)
    )
    found: dict[UUID, set[UUID]] = {}
    for module_id, required in (await session.execute(statement)).all():
        if required is not None:
            found.setdefault(module_id, set()).add(required)
    return found


async def codes(session: AsyncSession) -> dict[UUID, str]:
    return {row.id: row.code for row in (await session.execute(select(col(Module.id), col(Module.code)))).all()}


async def named(session: AsyncSession, module_ids: list[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Code, title, level, minutes and state of these modules."""
    statement = select(
        col(Module.id), col(Module.code), col(Module.title), col(Module.level), col(Module.minutes), col(Module.state)
    ).where(col(Module.id).in_(module_ids))
    return {row["id"]: dict(row) for row in (await session.execute(statement)).mappings()} if module_ids else {}


async def waived_for(session: AsyncSession, person_id: UUID) -> set[UUID]:
    statement = select(col(Waiver.module_id)).where(
        col(Waiver.person_id) == person_id, col(Waiver.state) == WaiverState.APPROVED
    )
    return set((await session.execute(statement)).scalars())


def waivers_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Those who decide see all, others what they asked for or gain by, managers also their reports'."""
    if actor.may(Permission.WAIVE_PREREQUISITES):
        return true()
    return or_(own_or_reports(actor, col(Waiver.person_id)), col(Waiver.requested_by) == actor.id)


async def visible_waiver(session: AsyncSession, actor: Actor, waiver_id: UUID, *, lock: bool = False) -> Waiver:
    statement: Select[Any] = select(Waiver).where(col(Waiver.id) == waiver_id, waivers_visible_to(actor))
    waiver: Waiver | None = (
        await session.execute(statement.with_for_update() if lock else statement)
    ).scalar_one_or_none()
    if waiver is None:
        raise Missing
    return waiver


async def list_waivers(
    session: AsyncSession, actor: Actor, page: PageRequest, state: WaiverState | None
) -> tuple[list[Waiver], str | None]:
    statement = select(Waiver).where(waivers_visible_to(actor))
    if state is not None:
        statement = statement.where(col(Waiver.state) == state)
    rows, cursor = await paginate(session, statement, [Key(Waiver.id, descending=True)], page)
    return [row[0] for row in rows], cursor
