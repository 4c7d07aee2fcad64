"""Every SELECT on modules; `visible_to` is here."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, Database
from service_kit.data.statements import Bound, Connected, Statement, pipeline, run
from service_kit.domain.audience import Described, includes
from service_kit.domain.collections import By, Collection, Selection, derived
from service_kit.domain.filters import equals, selects
from service_kit.domain.folding import localized_words, together
from service_kit.domain.readers import ReaderStatement
from service_kit.domain.search import Findable
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import present
from service_kit.work.background import start_shared
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from training_api.catalogue.modules.schemas import Level, Platform
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks import queries as tracks
from training_api.catalogue.tracks.rules import Phase, State
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.permissions import Permission

modules = Module.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
track = tracks.tracks


def _counted(table: Any) -> Any:
    counted = func.concat_ws(".", func.count(), func.sum(table.c.version), func.max(table.c.updated_at), type_=Text)
    return select(counted).select_from(table).scalar_subquery()


_REVISION = Statement(select((_counted(modules) + "/" + _counted(track)).label("revision")))


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Trainers see all; others what is published, in a track they see. Needs the track joined."""
    if actor.may(Permission.WRITE_CATALOGUE):
        return true()
    return and_(modules.c.state == State.PUBLISHED, tracks.visible_to(actor))


def _joined(*columns: Any) -> Select[Any]:
    return select(*columns).join(track, track.c.id == modules.c.track_id)


LISTED = _joined(
    *(column for column in modules.c if column.name != "content"),
    track.c.code.label("track_code"),
    track.c.phase,
    func.jsonb_array_length(modules.c.content).label("content_items"),
)
"""Modules without their content, each with what its track is called."""


def _belongs_to(named: BindParameter[Any]) -> ColumnElement[bool]:
    """A track by its id or its code."""
    return or_(cast(track.c.id, Text) == func.lower(named), track.c.code == named)


# Only the texts of the goals, in every language: without the tags of the languages.
_GOALS = cast(
    func.jsonb_path_query_array(modules.c.goals, literal_column("'$[*].*'::jsonpath"), type_=JSONB),
    Text,
)
LIST = Collection(
    "modules",
    LISTED,
    key=modules.c.id,
    sorts={"code": (By(modules.c.code),), "created_at": (By(modules.c.id),)},
    default="code",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "track": selects(_belongs_to, SoughtCode, "A track's id or code."),
        "level": equals(modules.c.level, Level),
        "phase": equals(track.c.phase, Phase),
        "platform": equals(modules.c.platform, Platform),
        "state": equals(modules.c.state, State),
    },
    searched=together(modules.c.code, localized_words(modules.c.title), _GOALS),
)


_TITLE = together(modules.c.code, localized_words(modules.c.title))
# Each text of each item, in every language. In JSON a line ends with a backslash and an n, which begins no word.
_ITEMS = func.replace(
    cast(func.jsonb_path_query_array(modules.c.content, literal_column("'$[*].*.*'::jsonpath"), type_=JSONB), Text),
    literal_column(r"'\n'", Text),
    literal_column("' '", Text),
    type_=Text,
)
FOUND = Findable(
    "module",
    _joined(
        modules.c.id,
        modules.c.code,
        modules.c.title,
        func.jsonb_path_query_array(modules.c.content, literal_column("'$[*].body'::jsonpath"), type_=JSONB)
        .concat(modules.c.goals)
        .label("texts"),
    ),
    order=(modules.c.code, modules.c.id),
    title=_TITLE,
    whole=together(modules.c.code, localized_words(modules.c.title), _GOALS, _ITEMS),
    visible_to=lambda asking: visible_to(asking.actor),
)
"""Modules by their titles, then by their goals and by what stands in them."""


NAMES = select(*(modules.c[name] for name in ("id", "code", "title", "level", "minutes", "state")))
_NAMED = Statement(NAMES.where(modules.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))
_WHOLE = ReaderStatement(
    lambda asking: _joined(*modules.c).where(modules.c.id == bindparam("module"), visible_to(asking.actor))
)
_LOCKED = ReaderStatement(
    lambda asking: (
        _joined(*modules.c)
        .where(modules.c.id == bindparam("module"), visible_to(asking.actor))
        .with_for_update(of=modules, key_share=True)
    )
)
_TRACKS = bindparam("tracks", type_=ARRAY(Uuid))
_LOCK_TRACKS = Statement(
    select(track.c.id, track.c.state)
    .where(track.c.id == any_(_TRACKS))
    .order_by(track.c.id)
    .with_for_update(key_share=True)
)


def _offers(counted: ColumnElement[int]) -> Any:
    offered = and_(modules.c.track_id == track.c.id, modules.c.state == State.PUBLISHED)
    return select(counted).select_from(modules).where(offered).correlate(track).scalar_subquery()


_RECOUNT = Statement(
    update(track)
    .where(track.c.id == any_(_TRACKS))
    .values(
        offered_modules=_offers(func.count()),
        offered_minutes=_offers(func.coalesce(func.sum(modules.c.minutes), 0)),
        offered_levels=_offers(func.count(modules.c.level.distinct())),
    )
)
_PUBLISHED_FOR = Statement(
    select(track.c.audience).where(track.c.id == bindparam("track"), track.c.state == State.PUBLISHED)
)
_SHOWN = ReaderStatement(
    lambda asking: _joined(modules.c.id, modules.c.state, modules.c.track_id).where(
        modules.c.id == bindparam("module"), visible_to(asking.actor)
    )
)


def shown(actor: Actor, module_id: UUID) -> Bound[Any | None]:
    """The id, state and track of a module that the caller may see."""
    return _SHOWN.first(actor, module=module_id)


async def sees(on: Connected, actor: Actor, module_id: UUID, _now: datetime) -> None:
    """For its files; hidden and missing look the same."""
    present(await run(on, shown(actor, module_id)))


def named(module_ids: Iterable[UUID]) -> Bound[list[Any]]:
    """Code, title, level, minutes and state of these modules, whoever asks."""
    return _NAMED.rows(ids=list(module_ids))


def whole(actor: Actor, module_id: UUID) -> Bound[Any | None]:
    """A module that the caller may see, with its content."""
    return _WHOLE.first(actor, module=module_id)


def to_edit(actor: Actor, module_id: UUID) -> Bound[Any | None]:
    """The same, locked: two trainers may press at once. Completions may come to refer to it meanwhile."""
    return _LOCKED.first(actor, module=module_id)


async def recount_offers(session: AsyncSession, *track_ids: UUID) -> dict[UUID, State]:
    """Note on these tracks what they offer now, and answer their states.

    Their rows are locked first, in one order, so that of two modules published at once the second counts the first.
    """
    wanted = list(track_ids)
    locked, _ = await pipeline(session, _LOCK_TRACKS.rows(tracks=wanted), _RECOUNT.count(tracks=wanted))
    return {row.id: State(row.state) for row in locked}


async def is_shown_to(on: Connected, person: Described, track_id: UUID) -> bool:
    """Whether a person sees the modules of this track, whatever those who build it see."""
    audience = await run(on, _PUBLISHED_FOR.value(track=track_id))
    return audience is not None and includes(audience, person)


class Revisions:
    """The catalogue's revision, read once for all who ask at the same time.

    It changes whenever a module or a track changes: versions only grow and rows are never deleted. One reading is under
    way at a time; who asks meanwhile shares the next one, which begins after they asked and so misses no change that
    was answered before.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[str] | None = None

    async def read(self) -> str:
        """The revision, by a reading that begins after this was called."""
        if self._next is None and not self._turn.locked():
            async with self._turn:
                return await self._read()
        if self._next is None:
            self._next = start_shared("catalogue-revision", self._read_in_turn())
        # Shielded: one reader who goes away must not take the others' answer along.
        return await asyncio.shield(self._next)

    async def _read_in_turn(self) -> str:
        async with self._turn:
            self._next = None
            return await self._read()

    async def _read(self) -> str:
        async with self._database.hot() as connection:
            return str(await run(connection, _REVISION.value()))


async def revision_seen(on: Connected) -> str:
    """The same as one connection sees it: a replica may lag."""
    return str(await run(on, _REVISION.value()))


FACETS: Mapping[str, Any] = {
    "track": track.c.code,
    "level": cast(modules.c.level, Text),
    "phase": track.c.phase,
    "platform": modules.c.platform,
    "state": modules.c.state,
}


def _by_facets(found: Select[Any]) -> Select[Any]:
    columns = found.with_only_columns(*(column.label(name) for name, column in FACETS.items())).subquery()
    values = [columns.c[name] for name in FACETS]
    return select(*values, cast(func.count(), Integer).label("number")).group_by(*values)


async def count_facets(
    connection: Connected, actor: Actor, wanted: Selection, *, now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """The values of each facet with their number of modules, in one statement."""
    counted: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for row in await run(connection, derived(LIST, actor, wanted, _by_facets, now=now)):
        for name in FACETS:
            if (value := getattr(row, name)) is not None:
                counted[name][value] = counted[name].get(value, 0) + row.number
    return {
        name: [{"value": value, "count": count} for value, count in sorted(values.items())]
        for name, values in counted.items()
    }
