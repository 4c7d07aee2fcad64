"""Every SELECT on leaderboards. Executives stand apart, who chose to be hidden is nowhere."""

from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from service_kit.database import AsyncSession
from sqlalchemy import select

from advocacy_api.leaderboards.rules import Steps
from advocacy_api.leaderboards.tables import LeaderboardPreference

Connection = psycopg.AsyncConnection[dict[str, Any]]
preferences = LeaderboardPreference.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

_STANDING = """
FROM point_totals t JOIN people p ON p.id = t.person_id
WHERE t.month = %(month)s AND t.points > 0 AND p.active AND NOT 'executive' = ANY(p.roles)
  AND (%(division)s::text IS NULL OR p.division = %(division)s)
  AND (%(department)s::text IS NULL OR p.department = %(department)s)
  AND NOT EXISTS (SELECT FROM leaderboard_preferences l WHERE l.person_id = t.person_id AND l.showing = 'hidden')
  AND NOT EXISTS (
      SELECT FROM ambassadors a WHERE a.person_id = t.person_id AND a.tier = 'executive' AND a.state <> 'alumni')
"""
STEPS = f"SELECT t.points, count(*) AS people {_STANDING} GROUP BY t.points ORDER BY t.points DESC"
TOP = f"""
SELECT first.person_id, first.points, b.alias,
       CASE WHEN l.showing = 'name' THEN concat(p.given_name, ' ', p.family_name) END AS name
FROM (SELECT t.person_id, t.points {_STANDING} ORDER BY t.points DESC, t.person_id LIMIT %(limit)s) first
JOIN people p ON p.id = first.person_id
JOIN point_balances b ON b.person_id = first.person_id
LEFT JOIN leaderboard_preferences l ON l.person_id = first.person_id
ORDER BY first.points DESC, first.person_id
"""  # noqa: S608 - constants only
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
    rows = await (await connection.execute(STEPS, _scope(month, division, department))).fetchall()
    return Steps([row["points"] for row in rows], [row["people"] for row in rows])


async def top(
    connection: Connection, *, month: date, division: str | None, department: str | None, limit: int
) -> list[dict[str, Any]]:
    """The first of the board: person_id, points, alias, and the name of who shows it."""
    wanted = {**_scope(month, division, department), "limit": limit}
    return await (await connection.execute(TOP, wanted)).fetchall()


async def mine(connection: Connection, *, month: date, person_id: UUID) -> dict[str, Any] | None:
    """Her own points, as fresh as can be."""
    return await (await connection.execute(MINE, {"month": month, "person_id": person_id})).fetchone()


async def preference(session: AsyncSession, person_id: UUID, *, lock: bool = False) -> LeaderboardPreference | None:
    statement = select(LeaderboardPreference).where(preferences.c.person_id == person_id)
    if lock:
        statement = statement.with_for_update()
    return (await session.execute(statement)).scalar_one_or_none()
