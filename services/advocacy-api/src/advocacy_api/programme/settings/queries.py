"""Every SELECT on the programme's settings."""

from datetime import datetime
from typing import Any

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Connected, Statement, pipeline, run
from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from advocacy_api.programme.settings.tables import ProgrammeSettings

settings = ProgrammeSettings.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

_KEPT = Statement(select(*settings.c))
_FIRST = Statement(
    insert(settings)
    .values(
        name=literal_column("'programme'"),
        disclosure_kinds=literal_column("'[]'::jsonb"),
        updated_at=bindparam("now"),
        version=literal_column("0"),
    )
    .on_conflict_do_nothing()
)
_LOCKED = Statement(select(*settings.c).with_for_update())


async def kept(on: Connected) -> Any | None:
    """The settings, None while nobody changed any."""
    return await run(on, _KEPT.first())


async def locked(session: AsyncSession, now: datetime) -> ProgrammeSettings:
    """To be edited; the primary key lets two first changes wait for each other."""
    _, row = await pipeline(session, _FIRST.count(now=now), _LOCKED.first())
    return session.edit(ProgrammeSettings, row)
