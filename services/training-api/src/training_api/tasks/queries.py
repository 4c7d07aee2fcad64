"""Every statement of a person's day, beside the lines of requirements."""

# ruff: noqa: S608 - statements are put together from constants of this file only

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row
from service_kit.identity.matching import LONGEST, MatchColumn

_BEGUN = """
SELECT 'enrolment' AS kind, e.id, m.id, m.code, m.title, e.state, NULL::timestamptz, m.minutes, e.last_activity_at
FROM enrolments e JOIN modules m ON m.id = e.module_id JOIN tracks t ON t.id = m.track_id
WHERE e.person_id = %(person)s AND e.state IN ('enrolled', 'in-progress', 'stalled')
    AND m.state = 'published' AND t.state = 'published'
UNION ALL
SELECT 'certificate', c.id, s.id, s.code, s.title, c.state, c.valid_until, NULL, c.issued_at
FROM certificates c JOIN certification_schemes s ON s.id = c.scheme_id
WHERE c.person_id = %(person)s AND c.is_current AND c.state = 'valid' AND c.renewable_from <= %(now)s
    AND s.state = 'published'
ORDER BY 9 DESC LIMIT 200
"""


class BegunRow(NamedTuple):
    """A module they have begun, or a certificate that they can renew now."""

    kind: Literal["enrolment", "certificate"]
    id: UUID
    subject_id: UUID
    subject_code: str
    subject_title: dict[str, str]
    state: str
    due_at: datetime | None
    minutes: int | None
    moved_at: datetime


async def begun_by(
    connection: psycopg.AsyncConnection[dict[str, Any]], person_id: UUID, now: datetime
) -> list[BegunRow]:
    """What a person has begun and can still end, the latest first."""
    cursor = connection.cursor(row_factory=tuple_row)
    await cursor.execute(_BEGUN, {"person": person_id, "now": now})
    return [BegunRow(*row) for row in await cursor.fetchall()]


_SHARED = {
    column: f"""
WITH shared AS MATERIALIZED (
    SELECT lower({column}) AS name FROM people WHERE active AND {column} <> ''
    GROUP BY lower({column}) HAVING count(*) > 1 ORDER BY 1 LIMIT 50
)
SELECT min(p.{column}) AS name, min(p.id::text)::uuid AS first_id,
    string_agg(concat(p.given_name, ' ', p.family_name), ', ' ORDER BY p.family_name, p.given_name, p.id) AS people
FROM shared JOIN people p ON lower(p.{column}) = shared.name AND p.active GROUP BY shared.name ORDER BY shared.name
"""
    for column in LONGEST
}


class SharedRow(NamedTuple):
    """A name that sign-ins are matched by and that several who are here have: none of them can sign in."""

    name: str
    first_id: UUID
    people: str


async def shared_sign_ins(connection: psycopg.AsyncConnection[dict[str, Any]], column: MatchColumn) -> list[SharedRow]:
    """The names that several active people share, in the column that sign-ins are matched by."""
    cursor = connection.cursor(row_factory=tuple_row)
    await cursor.execute(_SHARED[column])
    return [SharedRow(*row) for row in await cursor.fetchall()]
