"""Every SELECT on modules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person, PersonRef
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Integer, Row, Select, Text, and_, cast, func, select, text, true
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks import queries as tracks
from training_api.catalogue.tracks.rules import Phase, State
from training_api.catalogue.tracks.tables import Track
from training_api.permissions import Permission

REVISION = """
SELECT (SELECT concat_ws('.', count(*), sum(version), max(updated_at)) FROM modules)
    || '/' || (SELECT concat_ws('.', count(*), sum(version), max(updated_at)) FROM tracks) AS revision
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the catalogue asks for."""

    track: str | None = None
    level: int | None = None
    phase: Phase | None = None
    platform: str | None = None
    state: State | None = None
    q: str | None = None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Trainers see all; others what is published, in a track they see. Needs the track joined."""
    if actor.may(Permission.WRITE_CATALOGUE):
        return true()
    return and_(col(Module.state) == State.PUBLISHED, tracks.visible_to(actor))


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).join(Track, col(Track.id) == col(Module.track_id))


async def visible(session: AsyncSession, actor: Actor, module_id: UUID, *, lock: bool = False) -> Module:
    statement = _joined(Module).where(col(Module.id) == module_id, visible_to(actor))
    if lock:
        statement = statement.with_for_update(of=Module, key_share=True)  # completions may come to refer to it
    module: Module | None = (await session.execute(statement)).scalar_one_or_none()
    if module is None:
        raise Missing
    return module


_RECOUNT = text("""
UPDATE tracks t SET offered_modules = o.modules, offered_minutes = o.minutes, offered_levels = o.levels
FROM (SELECT asked.id, count(m.id) AS modules, coalesce(sum(m.minutes), 0) AS minutes, count(DISTINCT m.level) AS levels
      FROM unnest(CAST(:tracks AS uuid[])) AS asked (id)
      LEFT JOIN modules m ON m.track_id = asked.id AND m.state = 'published' GROUP BY asked.id) AS o
WHERE t.id = o.id
""")


async def recount_offers(session: AsyncSession, *track_ids: UUID) -> dict[UUID, State]:
    """Note on these tracks what they offer now, and answer their states.

    Their rows are locked first, in one order, so that of two modules published at once the second counts the first.
    """
    locked = select(col(Track.id), col(Track.state)).where(col(Track.id).in_(track_ids)).order_by(col(Track.id))
    states = {row.id: State(row.state) for row in await session.execute(locked.with_for_update(key_share=True))}
    await session.execute(_RECOUNT, {"tracks": list(states)})
    return states


async def is_shown_to(session: AsyncSession, person: PersonRef | Person, track_id: UUID) -> bool:
    """Whether a person sees the modules of this track, whatever those who build it see."""
    shown = select(col(Track.id)).where(
        col(Track.id) == track_id, col(Track.state) == State.PUBLISHED, tracks.is_in_audience(person)
    )
    return (await session.execute(shown)).first() is not None


async def read_revision(connection: AsyncConnection[dict[str, Any]]) -> str:
    """Changes whenever a module or a track changes: versions only grow and rows are never deleted."""
    row = await (await connection.execute(REVISION)).fetchone()
    return str(row["revision"]) if row else ""


async def revision_seen(session: AsyncSession) -> str:
    """The same as a reading session sees it: a replica may lag."""
    return str((await session.execute(text(REVISION))).scalar_one())


def _matching(statement: Select[Any], actor: Actor, wanted: Wanted) -> Select[Any]:
    statement = statement.where(visible_to(actor))
    if wanted.track is not None:
        by_id = _uuid(wanted.track)
        statement = statement.where(col(Track.code) == wanted.track if by_id is None else col(Track.id) == by_id)
    equal = ((Module.level, wanted.level), (Track.phase, wanted.phase), (Module.platform, wanted.platform))
    for column, value in (*equal, (Module.state, wanted.state)):
        if value is not None:
            statement = statement.where(col(column) == value)
    if wanted.q:
        words = func.concat_ws(" ", col(Module.code), cast(col(Module.title), Text), cast(col(Module.goals), Text))
        statement = statement.where(words.icontains(wanted.q, autoescape=True))
    return statement


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def list_visible(
    session: AsyncSession, actor: Actor, page: PageRequest, wanted: Wanted
) -> tuple[Sequence[Row[Any]], str | None]:
    columns = [column for column in Module.__table__.c if column.name != "content"]  # type: ignore[attr-defined]  # SQLModel hides __table__
    items = func.jsonb_array_length(col(Module.content)).label("content_items")
    statement = _joined(*columns, col(Track.code).label("track_code"), col(Track.phase), items)
    return await paginate(session, _matching(statement, actor, wanted), [Key(Module.code)], page)


async def count_facets(session: AsyncSession, actor: Actor, wanted: Wanted) -> dict[str, list[dict[str, Any]]]:
    """The values of each facet with their number of modules, in one statement."""
    facets: dict[str, Any] = {
        "track": col(Track.code),
        "level": cast(col(Module.level), Text),
        "phase": col(Track.phase),
        "platform": col(Module.platform),
        "state": col(Module.state),
    }
    found = _matching(_joined(*(column.label(name) for name, column in facets.items())), actor, wanted).subquery()
    columns = [found.c[name] for name in facets]
    statement = select(*columns, cast(func.count(), Integer).label("count")).group_by(*columns)
    counted: dict[str, dict[str, int]] = {name: {} for name in facets}
    for row in (await session.execute(statement)).mappings():
        for name in facets:
            if row[name] is not None:
                counted[name][row[name]] = counted[name].get(row[name], 0) + row["count"]
    return {
        name: [{"value": value, "count": count} for value, count in sorted(values.items())]
        for name, values in counted.items()
    }
