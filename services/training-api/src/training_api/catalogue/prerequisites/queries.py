"""Every SELECT on prerequisites."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.prerequisites.tables import Edge, Prerequisites
from training_api.catalogue.tracks.rules import State
from training_api.catalogue.tracks.tables import Track

_ASKS = Statement(select(col(Prerequisites.module_id)).where(col(Prerequisites.module_id) == bindparam("module")))


def asks_anything(module_id: UUID) -> Bound[Any | None]:
    """Whether something comes before a module: None when nothing does."""
    return _ASKS.value(module=module_id)


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
