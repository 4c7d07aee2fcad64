"""Every statement on leaderboards, and the boards kept of them: a rank among 103,000 people costs one row.

Who never chose to be on a board is on none; executives stand apart.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, Database
from service_kit.data.statements import Bound, Connected, Statement, pipeline, run
from service_kit.identity.people import Person
from service_kit.work.background import start_shared
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from advocacy_api.rewarding.leaderboards.rules import (
    LONGEST_TOP,
    NEIGHBOURS,
    Board,
    Scope,
    Showing,
    Standing,
    Steps,
    row_of,
)
from advocacy_api.rewarding.leaderboards.tables import LeaderboardPreference
from advocacy_api.rewarding.points.tables import PointBalance, PointTotal

KEPT = 500
STALE_TIMES = 2  # an older board is shown while a newer one is being counted, up to so many times its freshness
preferences = LeaderboardPreference.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
totals = PointTotal.__table__  # type: ignore[attr-defined]  # as above
balances = PointBalance.__table__  # type: ignore[attr-defined]  # as above
people = Person.__table__  # type: ignore[attr-defined]  # as above
# Named here and not imported: ambassadors are of an area above.
ambassadors = table("ambassadors", column("person_id", Uuid), column("tier", Text), column("state", Text))

_MONTH = bindparam("month", type_=Date)
_ME = bindparam("person", type_=Uuid)
_POINTS = bindparam("points", type_=Integer)
_IS_EXECUTIVE = literal_column("'executive'") == any_(people.c.roles)
_LEADS = and_(ambassadors.c.tier == literal_column("'executive'"), ambassadors.c.state != literal_column("'alumni'"))
# Few, and found by an index of their own.
_APART = union(
    select(people.c.id).where(or_(not_(people.c.active), _IS_EXECUTIVE)),
    select(ambassadors.c.person_id).where(_LEADS),
).cte("apart")
_TAKES_PART = and_(preferences.c.person_id == totals.c.person_id, preferences.c.showing != literal_column("'hidden'"))
_STANDS_APART = exists().where(_APART.c.id == totals.c.person_id).correlate(totals)
_GROUPS = {Scope.DIVISION: people.c.division, Scope.DEPARTMENT: people.c.department}
_NAME = func.concat(people.c.given_name, " ", people.c.family_name)


def _standing(scope: Scope, *columns: ColumnElement[Any]) -> Select[Any]:
    """Who stands on a board of this scope with how many points, or these columns of it."""
    taking_part = totals.join(preferences, _TAKES_PART)
    conditions = [totals.c.month == _MONTH, totals.c.points > 0, not_(_STANDS_APART)]
    if scope is not Scope.ORGANISATION:
        taking_part = taking_part.join(people, people.c.id == totals.c.person_id)
        conditions.append(_GROUPS[scope] == bindparam("group"))
    shown = columns or (totals.c.person_id, totals.c.points)
    return select(*shown).select_from(taking_part).where(*conditions)


def _standing_near(scope: Scope) -> Select[Any]:
    """As `_standing`, for few rows: each is looked up in the tables that say whether it stands apart."""
    leads = exists().where(ambassadors.c.person_id == totals.c.person_id, _LEADS).correlate(totals)
    conditions = [totals.c.month == _MONTH, totals.c.points > 0, people.c.active, not_(_IS_EXECUTIVE), not_(leads)]
    if scope is not Scope.ORGANISATION:
        conditions.append(_GROUPS[scope] == bindparam("group"))
    return (
        select(totals.c.person_id, totals.c.points)
        .select_from(totals)
        .join(preferences, _TAKES_PART)
        .join(people, people.c.id == totals.c.person_id)
        .where(*conditions)
    )


def _named(first: Select[Any]) -> Select[Any]:
    """With what each is called there, in the order of the board."""
    rows = first.subquery("first")
    return (
        select(
            rows.c.person_id,
            rows.c.points,
            balances.c.alias,
            case((preferences.c.showing == Showing.NAME.value, _NAME)).label("name"),
        )
        .join(people, people.c.id == rows.c.person_id)
        .join(balances, balances.c.person_id == rows.c.person_id)
        .join(preferences, preferences.c.person_id == rows.c.person_id)
        .order_by(rows.c.points.desc(), rows.c.person_id)
    )


def _near(scope: Scope, points: ColumnElement[bool], person: ColumnElement[bool], *, behind: bool) -> Select[Any]:
    """The nearest on one side: those with as many points first, then those with others. Each half is a range of the
    index, read from the person outwards; whether somebody stands on the board is asked of each row by itself."""

    def outwards(rows: Any) -> tuple[ColumnElement[Any], ...]:
        return (rows.points.desc(), rows.person_id) if behind else (rows.points, rows.person_id.desc())

    alike = _standing_near(scope).where(totals.c.points == _POINTS, person).order_by(*outwards(totals.c))
    others = _standing_near(scope).where(points).order_by(*outwards(totals.c))
    both = union_all(alike.limit(NEIGHBOURS), others.limit(NEIGHBOURS)).subquery("behind" if behind else "before")
    return select(both).order_by(*outwards(both.c)).limit(NEIGHBOURS)


def _beside(scope: Scope) -> Select[Any]:
    """The nearest before and behind a person with so many points."""
    up = _near(scope, totals.c.points > _POINTS, totals.c.person_id < _ME, behind=False)
    down = _near(scope, totals.c.points < _POINTS, totals.c.person_id > _ME, behind=True)
    return _named(select(union_all(up, down).subquery("both")))


_STEPS = {
    scope: Statement(
        _standing(scope, totals.c.points, func.count().label("people"))
        .group_by(totals.c.points)
        .order_by(totals.c.points.desc())
    )
    for scope in Scope
}
_TOP = {
    scope: Statement(_named(_standing(scope).order_by(totals.c.points.desc(), totals.c.person_id).limit(LONGEST_TOP)))
    for scope in Scope
}
_BESIDE = {scope: Statement(_beside(scope)) for scope in Scope}
_MINE = Statement(
    select(
        func.coalesce(totals.c.points, 0).label("points"),
        func.coalesce(preferences.c.showing, Showing.HIDDEN.value).label("showing"),
        balances.c.alias,
        _NAME.label("full_name"),
        or_(_IS_EXECUTIVE, exists().where(ambassadors.c.person_id == people.c.id, _LEADS).correlate(people)).label(
            "apart"
        ),
    )
    .select_from(people)
    .outerjoin(totals, and_(totals.c.person_id == people.c.id, totals.c.month == _MONTH))
    .outerjoin(preferences, preferences.c.person_id == people.c.id)
    .outerjoin(balances, balances.c.person_id == people.c.id)
    .where(people.c.id == _ME)
)
_CHOSEN = Statement(select(*preferences.c).where(preferences.c.person_id == _ME))
_FIRST = Statement(
    insert(preferences)
    .values(person_id=_ME, showing=literal_column("'hidden'"), updated_at=bindparam("now"), version=literal_column("0"))
    .on_conflict_do_nothing()
)
_LOCKED = Statement(select(*preferences.c).where(preferences.c.person_id == _ME).with_for_update())


def _of(board: Board) -> dict[str, Any]:
    whose: dict[str, Any] = {"month": board.month}
    return whose if board.scope is Scope.ORGANISATION else whose | {"group": board.group}


def steps(board: Board) -> Bound[list[Any]]:
    """How many people hold each number of points."""
    return _STEPS[board.scope].rows(**_of(board))


def top(board: Board) -> Bound[list[Any]]:
    """The first of the board: person_id, points, alias, and the name of who shows it."""
    return _TOP[board.scope].rows(**_of(board))


async def beside(on: Connected, board: Board, person_id: UUID, points: int) -> Sequence[Any]:
    """Who stands nearest to a person with so many points, as `top` has them."""
    return await run(on, _BESIDE[board.scope].rows(person=person_id, points=points, **_of(board)))


async def mine(on: Connected, *, month: date, person_id: UUID) -> Any | None:
    """The person's own points, read now."""
    return await run(on, _MINE.first(month=month, person=person_id))


async def preference(on: Connected, person_id: UUID) -> Any | None:
    """What the person chose, None while they never did."""
    return await run(on, _CHOSEN.first(person=person_id))


async def locked(session: AsyncSession, person_id: UUID, now: datetime) -> LeaderboardPreference:
    """What the person chose, to be edited, version 0 without a choice; the primary key lets two first choices wait for
    each other."""
    _, chosen = await pipeline(session, _FIRST.count(person=person_id, now=now), _LOCKED.first(person=person_id))
    return session.edit(LeaderboardPreference, chosen)


class Standings:
    """Boards of this process: each is counted at most once at a time, and whoever asks meanwhile shares the answer."""

    def __init__(self, database: Database, fresh_seconds: float) -> None:
        self._database = database
        self._fresh = fresh_seconds
        self._kept: OrderedDict[Board, Standing] = OrderedDict()
        self._counting: dict[Board, asyncio.Task[Standing]] = {}

    async def of(self, board: Board) -> Standing:
        """The standing of this board, no older than a few seconds."""
        known = self._kept.get(board)
        age = time.monotonic() - known.counted_at if known else 0.0
        if known and age < self._fresh:
            return known
        if board not in self._counting:
            self._counting[board] = start_shared("standings", self._count(board))
        if known and age < self._fresh * STALE_TIMES:
            return known
        return await asyncio.shield(self._counting[board])

    def forget(self) -> None:
        """Count every board anew: somebody chose how to appear."""
        self._kept.clear()
        self._counting.clear()

    async def mine(self, month: date, person_id: UUID) -> Any | None:
        """Own points, read now. The connection goes back before a board is waited for: counting needs one."""
        async with self._database.hot() as connection:
            return await mine(connection, month=month, person_id=person_id)

    async def beside(self, board: Board, person_id: UUID, points: int) -> Sequence[Any]:
        """The nearest on the board, read now."""
        async with self._database.hot() as connection:
            return await beside(connection, board, person_id, points)

    async def _count(self, board: Board) -> Standing:
        began, wanted = time.monotonic(), False
        try:
            async with self._database.hot() as connection:
                numbers, first = await pipeline(connection, steps(board), top(board))
        finally:
            # Forgotten meanwhile: somebody may have hidden since the rows were read.
            if wanted := self._counting.get(board) is asyncio.current_task():
                del self._counting[board]
        counted = Steps([row.points for row in numbers], [row.people for row in numbers])
        places = {row.person_id: place for place, row in enumerate(first)}
        standing = Standing(board.month, counted, [row_of(row, counted, board.month) for row in first], places, began)
        if wanted:
            self._kept[board] = standing
            self._kept.move_to_end(board)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return standing
