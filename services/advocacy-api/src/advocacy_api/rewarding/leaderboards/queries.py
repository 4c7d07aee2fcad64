"""Every SELECT on leaderboards, and the boards kept of them: a rank among 103,000 people costs one row.

Executives stand apart, who chose to be hidden is nowhere.
"""

import asyncio
import time
from collections import OrderedDict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from service_kit.data.database import AsyncSession, Database
from service_kit.work.background import start_shared
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from advocacy_api.rewarding.leaderboards.rules import LONGEST_TOP, Board, Showing, Standing, Steps, row_of
from advocacy_api.rewarding.leaderboards.tables import LeaderboardPreference

KEPT = 500
STALE_TIMES = 2  # an older board is shown while a newer one is being counted, up to so many times its freshness
Connection = psycopg.AsyncConnection[dict[str, Any]]
preferences = LeaderboardPreference.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

# Who stands apart is few: everyone is counted from the index alone, and those few are taken off again.
STEPS_OF_ALL = """
WITH apart AS (
    SELECT id FROM people WHERE NOT active OR 'executive' = ANY(roles)
    UNION SELECT person_id FROM leaderboard_preferences WHERE showing = 'hidden'
    UNION SELECT person_id FROM ambassadors WHERE tier = 'executive' AND state <> 'alumni'
)
SELECT points, sum(people)::int AS people FROM (
    SELECT points, count(*) AS people FROM point_totals WHERE month = %(month)s AND points > 0 GROUP BY points
    UNION ALL
    SELECT t.points, -count(*) FROM apart JOIN point_totals t ON t.person_id = apart.id AND t.month = %(month)s
    WHERE t.points > 0 GROUP BY t.points
) counted GROUP BY points HAVING sum(people) > 0 ORDER BY points DESC
"""
_APART = """
NOT EXISTS (SELECT FROM leaderboard_preferences l WHERE l.person_id = t.person_id AND l.showing = 'hidden')
AND NOT EXISTS (
    SELECT FROM ambassadors a WHERE a.person_id = t.person_id AND a.tier = 'executive' AND a.state <> 'alumni')
"""
_FIRST_OF_ALL = f"""
SELECT t.person_id, t.points FROM point_totals t JOIN people p ON p.id = t.person_id
WHERE t.month = %(month)s AND t.points > 0 AND p.active AND NOT 'executive' = ANY(p.roles) AND {_APART}
ORDER BY t.points DESC, t.person_id LIMIT %(limit)s
"""  # noqa: S608 - made of constants only
# Materialized: a group is found by its index first; otherwise the planner walks the whole month in search of it.
_STANDING_OF_GROUP = f"""
WITH members AS MATERIALIZED (
    SELECT id FROM people
    WHERE active AND NOT 'executive' = ANY(roles)
      AND ((%(division)s::text IS NOT NULL AND division = %(division)s)
           OR (%(department)s::text IS NOT NULL AND department = %(department)s))
), standing AS (
    SELECT t.person_id, t.points FROM members JOIN point_totals t ON t.person_id = members.id
    WHERE t.month = %(month)s AND t.points > 0 AND {_APART}
)
"""  # noqa: S608 - made of constants only
STEPS_OF_GROUP = (
    _STANDING_OF_GROUP + "SELECT points, count(*) AS people FROM standing GROUP BY points ORDER BY points DESC"  # noqa: S608 - made of constants only
)
_FIRST_OF_GROUP = (
    _STANDING_OF_GROUP + "SELECT person_id, points FROM standing ORDER BY points DESC, person_id LIMIT %(limit)s"  # noqa: S608 - made of constants only
)
_NAMED = """
SELECT first.person_id, first.points, b.alias,
       CASE WHEN l.showing = 'name' THEN concat(p.given_name, ' ', p.family_name) END AS name
FROM ({first}) first
JOIN people p ON p.id = first.person_id
JOIN point_balances b ON b.person_id = first.person_id
LEFT JOIN leaderboard_preferences l ON l.person_id = first.person_id
ORDER BY first.points DESC, first.person_id
"""
TOP_OF_ALL = _NAMED.format(first=_FIRST_OF_ALL)
TOP_OF_GROUP = _NAMED.format(first=_FIRST_OF_GROUP)
MINE = """
SELECT coalesce(t.points, 0) AS points, coalesce(l.showing, 'pseudonym') AS showing, b.alias,
       'executive' = ANY(p.roles) OR EXISTS (
           SELECT FROM ambassadors a WHERE a.person_id = p.id AND a.tier = 'executive' AND a.state <> 'alumni') AS apart
FROM people p
LEFT JOIN point_totals t ON t.person_id = p.id AND t.month = %(month)s
LEFT JOIN leaderboard_preferences l ON l.person_id = p.id
LEFT JOIN point_balances b ON b.person_id = p.id
WHERE p.id = %(person_id)s
"""


def _scope(month: date, division: str | None, department: str | None) -> dict[str, Any]:
    return {"month": month, "division": division, "department": department}


async def steps(connection: Connection, *, month: date, division: str | None, department: str | None) -> Steps:
    """How many people hold each number of points."""
    wanted = _scope(month, division, department)
    sql = STEPS_OF_ALL if division is None and department is None else STEPS_OF_GROUP
    rows = await (await connection.execute(sql, wanted)).fetchall()
    return Steps([row["points"] for row in rows], [row["people"] for row in rows])


async def top(
    connection: Connection, *, month: date, division: str | None, department: str | None, limit: int
) -> list[dict[str, Any]]:
    """The first of the board: person_id, points, alias, and the name of who shows it."""
    wanted = {**_scope(month, division, department), "limit": limit}
    sql = TOP_OF_ALL if division is None and department is None else TOP_OF_GROUP
    return await (await connection.execute(sql, wanted)).fetchall()


async def mine(connection: Connection, *, month: date, person_id: UUID) -> dict[str, Any] | None:
    """The person's own points, read now."""
    return await (await connection.execute(MINE, {"month": month, "person_id": person_id})).fetchone()


async def preference(session: AsyncSession, person_id: UUID) -> LeaderboardPreference | None:
    statement = select(LeaderboardPreference).where(preferences.c.person_id == person_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def locked(session: AsyncSession, person_id: UUID, now: datetime) -> LeaderboardPreference:
    """What the person chose, version 0 without a choice; the primary key lets two first choices wait for each other."""
    first = {"person_id": person_id, "showing": Showing.PSEUDONYM.value, "updated_at": now, "version": 0}
    await session.execute(insert(preferences).values(first).on_conflict_do_nothing())
    statement = select(LeaderboardPreference).where(preferences.c.person_id == person_id).with_for_update()
    chosen: LeaderboardPreference = (await session.execute(statement)).scalar_one()
    return chosen


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

    async def mine(self, month: date, person_id: UUID) -> dict[str, Any] | None:
        """Own points, read now. The connection goes back before a board is waited for: counting needs one."""
        async with self._database.hot() as connection:
            return await mine(connection, month=month, person_id=person_id)

    async def _count(self, board: Board) -> Standing:
        began, wanted = time.monotonic(), False
        try:
            async with self._database.hot() as connection:
                counted = await steps(connection, **board._asdict())
                first = await top(connection, **board._asdict(), limit=LONGEST_TOP)
        finally:
            # Forgotten meanwhile: somebody may have hidden since the rows were read.
            if wanted := self._counting.get(board) is asyncio.current_task():
                del self._counting[board]
        places = {row["person_id"]: place for place, row in enumerate(first)}
        standing = Standing(counted, [row_of(row, counted) for row in first], places, began)
        if wanted:
            self._kept[board] = standing
            self._kept.move_to_end(board)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return standing
