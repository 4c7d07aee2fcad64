"""Insights: figures about groups of people, and nothing about fewer than five, also not by subtraction.

A room counts its groups in one statement; `insight_answer` merges those that are too small. Where everybody is counted
the answer is kept for a while: `as_of` says how fresh it is.
"""

import asyncio
import re
from calendar import monthrange
from collections.abc import Callable, Collection, Coroutine, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Text, cast, func, literal_column, true

from service_kit.data.database import database_of
from service_kit.data.statements import Statement, run
from service_kit.domain import exports
from service_kit.domain.exports import FileFormat
from service_kit.domain.teams import LEADER, Depth, below
from service_kit.identity.auth import Actor
from service_kit.identity.matching import PEOPLE
from service_kit.web.errors import Malformed
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.background import start_shared

SMALLEST = 5
OTHER = "other"
KEPT_AT_MOST = 200
PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
Place = Literal["department", "division", "location"]
PlaceOrMonth = Literal["department", "division", "location", "month"]
Period = Annotated[
    str | None,
    Query(pattern=f"^{PERIOD.pattern}$", description="A year, a quarter or a month: `2026`, `2026-Q4`, `2026-11`."),
]
ItemT = TypeVar("ItemT", bound=BaseModel)


class FiguresOut(BodyOut):
    """A group of people: its key, what it is called, and how many they are. Each insight adds its figures."""

    key: str
    title: str | None
    people: int


class InsightOut(BodyOut, Generic[ItemT]):
    """Figures by group; `suppressed` groups were too small to be shown apart and stand in `other`, or nowhere."""

    as_of: Instant
    by: str
    items: list[ItemT]
    suppressed: int


@dataclass(frozen=True, slots=True)
class Group:
    """Some people and figures about them."""

    key: str
    people: int
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Numbers, which are added where groups are merged, or lists of what was measured, which are joined."""


def merge_small_groups(groups: Sequence[Group], *, disjoint: bool = True) -> tuple[list[Group], int]:
    """Groups of five or more, `other` last; and how many groups were too small to be shown by themselves.

    Small ones become `other`; while that is still small the next smallest joins it. So whatever is added and taken
    away, no fewer than five people are left over. Where the same person may be in several groups (`disjoint` is false)
    only so many are sure to be different as the largest has. With fewer than five in all nothing is shown.
    """
    known = sorted((group for group in groups if group.people > 0), key=lambda group: (group.people, group.key))
    small = [group for group in known if group.people < SMALLEST or group.key == OTHER]
    large = [group for group in known if group not in small]
    count = len(small)
    while small and large and _people(small, disjoint=disjoint) < SMALLEST:
        small.append(large.pop(0))
    shown = sorted(large, key=lambda group: group.key)
    together = _people(small, disjoint=disjoint)
    if together >= SMALLEST:
        names = {name: None for group in small for name in group.figures}
        figures = {name: _joined([group.figures[name] for group in small if name in group.figures]) for name in names}
        shown.append(Group(OTHER, together, figures))
    return shown, count


def _joined(parts: Sequence[Any]) -> Any:
    return sum(parts) if isinstance(parts[0], int) else [one for part in parts for one in part]


def percentile(measured: Sequence[float], share: float) -> float:
    """Below which so large a share of what was measured lies, as PostgreSQL's `percentile_cont`: 0.5 is the median."""
    ordered = sorted(measured)
    place = (len(ordered) - 1) * share
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def _people(groups: Sequence[Group], *, disjoint: bool) -> int:
    counts = [group.people for group in groups]
    return sum(counts) if disjoint else max(counts, default=0)


class PeriodInvalid(Malformed):
    """A period is a year, a quarter or a month."""

    title = "No such period"
    pointer = "#/query/period"


def bounds(period: str | None, now: datetime, *, ahead: bool = False) -> tuple[datetime, datetime]:
    """From when until when, in UTC; without a period the twelve months that end with this one, or begin with it."""
    if period is None and ahead:
        return _midnight(now.date().replace(day=1)), _midnight(now.date().replace(year=now.year + 1, day=1))
    if period is None:
        end = _month_after(now.date())
        return _midnight(date(end.year - 1, end.month, 1)), _midnight(end)
    found = PERIOD.fullmatch(period)
    if found is None or not 1 <= int(found[1]) < date.max.year:
        raise PeriodInvalid("A period is a year, a quarter or a month: 2026, 2026-Q4, 2026-11.")
    year, quarter, month = int(found[1]), found[2], found[3]
    if month:
        first, last = int(month), int(month)
    elif quarter:
        first, last = int(quarter) * 3 - 2, int(quarter) * 3
    else:
        first, last = 1, 12
    return _midnight(date(year, first, 1)), _midnight(_month_after(date(year, last, 1)))


def _month_after(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1]) + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def place_column(by: str) -> ColumnElement[Any]:
    """A person's department, division or location; empty for who has none."""
    return func.coalesce(PEOPLE.c[by], literal_column("''", Text))


def month_column(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """The month of a moment, as `2026-11`."""
    return func.to_char(func.timezone("UTC", moment), literal_column("'YYYY-MM'", Text))


def among(own: bool) -> ColumnElement[bool]:
    """The people who are counted: all who are here, or those below `LEADER`."""
    found: ColumnElement[bool] = PEOPLE.c.id.in_(below(LEADER, Depth.ALL)) if own else true()
    here: ColumnElement[bool] = PEOPLE.c.active & found
    return here


def group_key(by: ColumnElement[Any]) -> ColumnElement[Any]:
    """A group's key among the columns selected."""
    return cast(by, Text).label("key")


@dataclass(frozen=True, slots=True)
class Asked:
    """An insight as it is asked for: its name, how it is grouped, of when, and of whose people (None: everybody's)."""

    name: str
    by: str
    period: str | None
    actor: Actor
    own: bool
    file: FileFormat | None
    disjoint: bool = True

    @property
    def leader(self) -> dict[str, Any]:
        """The value of `LEADER`, where only the reader's own people are counted."""
        return {"leader": self.actor.person_id} if self.own else {}


Figures = Mapping[tuple[str, bool], Statement]
"""The statements of an insight: by how it is grouped, and whether it counts the reader's own people alone."""
Derive = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Makes the figures of the body from the figures of a group: a median from a list of hours."""


async def insight_answer(
    request: Request,
    asked: Asked,
    item: type[ItemT],
    statements: Figures,
    *,
    values: Mapping[str, Any],
    now: datetime,
    derive: Derive | None = None,
) -> InsightOut[ItemT] | Response:
    """The answer or its file. A statement gives a row per group: `key`, `people`, and the figures by the names of
    `item`, or those from which `derive` makes them.

    It reads with a connection of its own: whoever asked first may go away while others wait for the same count, and who
    waits holds none.
    """
    answer = await _kept(request, asked, item, statements[asked.by, asked.own], values, derive, now)
    wanted = exports.wanted_file(request, asked.file)
    if wanted is None:
        return answer

    def show(one: Any) -> BaseModel:
        shown: BaseModel = one
        return shown

    table = exports.Table(f"insight-{asked.name}", wanted, exports.fields_of(item), show, now)
    return await exports.answer_bodies(request, answer.items, table)


async def _kept(
    request: Request,
    asked: Asked,
    item: type[ItemT],
    statement: Statement,
    values: Mapping[str, Any],
    derive: Derive | None,
    now: datetime,
) -> InsightOut[ItemT]:
    """What counts everybody is the same for all who may read it; a reader's own people are counted anew."""
    state, database = request.app.state, database_of(request)

    async def count() -> InsightOut[ItemT]:
        async with database.hot() as connection:
            rows = await run(connection, statement.rows(**values, **asked.leader))
            return _answer(asked, item, rows, derive, now)

    if asked.own:
        return await count()
    known: KeptInsights = state.__dict__.setdefault("insights_kept", KeptInsights())
    fresh = timedelta(seconds=state.settings.insight_seconds)
    return await known.of((asked.name, asked.by, asked.period), count, now=now, fresh=fresh)


class KeptInsights:
    """The figures about everybody in this process: each is counted once at a time, and whoever asks meanwhile shares
    the answer. It is kept for a while, the newest only. A failure is not kept: everybody who waited gets the same."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, InsightOut[Any]] = {}
        self._counting: dict[Hashable, asyncio.Task[InsightOut[Any]]] = {}

    async def of(
        self,
        name: Hashable,
        count: Callable[[], Coroutine[Any, Any, InsightOut[Any]]],
        *,
        now: datetime,
        fresh: timedelta,
    ) -> InsightOut[Any]:
        """The answer that is kept and still `fresh`, or under way, or counted now."""
        known = self._kept.get(name)
        if known and now - known.as_of < fresh:
            return known
        if name not in self._counting:
            self._counting[name] = start_shared("insights", self._count(name, count()))
        # Whoever goes away leaves the count to the others.
        return await asyncio.shield(self._counting[name])

    async def _count(self, name: Hashable, counting: Coroutine[Any, Any, InsightOut[Any]]) -> InsightOut[Any]:
        try:
            answer = await counting
        finally:
            del self._counting[name]
        self._kept.pop(name, None)
        if len(self._kept) >= KEPT_AT_MOST:
            self._kept.pop(next(iter(self._kept)))
        self._kept[name] = answer
        return answer


def _figures(row: Any, names: Collection[str] | None) -> dict[str, Any]:
    """Those of a row that a body names; all of them without names."""
    found = row._asdict()
    wanted = found.keys() - {"key", "people"} if names is None else names
    return {name: found[name] if isinstance(found[name], list) else int(found[name]) for name in wanted}


def _answer(
    asked: Asked, item: type[ItemT], rows: Sequence[Any], derive: Derive | None, now: datetime
) -> InsightOut[ItemT]:
    names = None if derive else item.model_fields.keys() - FiguresOut.model_fields.keys()
    groups = [Group(row.key, row.people, _figures(row, names)) for row in rows]
    found, suppressed = merge_small_groups(groups, disjoint=asked.disjoint)
    items = [
        item(
            key=group.key,
            title=None if group.key == OTHER else group.key or None,
            people=group.people,
            **(derive(group.figures) if derive else group.figures),
        )
        for group in found
    ]
    return InsightOut[ItemT](as_of=now, by=asked.by, items=items, suppressed=suppressed)
