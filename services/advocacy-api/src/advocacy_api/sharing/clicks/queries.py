"""Every statement on clicks: follow and count, and what brought no points yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row
from service_kit.data.database import AsyncSession
from service_kit.data.locks import alone
from service_kit.data.statements import run
from sqlalchemy import text

from advocacy_api.locks import CLICKS
from advocacy_api.sharing.clicks.rules import Bucket

# Find where each link leads and count its visits, in one statement that is committed before anyone is answered.
# Rows are touched in the order of ids, so that two processes never wait for each other in a ring.
FOLLOW = """
WITH asked AS (
    SELECT code, visits
    FROM unnest(string_to_array(%(codes)s, ','), string_to_array(%(visits)s, ',')::int[]) AS asked (code, visits)
), found AS (
    SELECT s.id, s.code, s.network, c.url, c.code AS campaign, a.visits
    FROM asked a JOIN shares s ON s.code = a.code JOIN content c ON c.id = s.content_id
    WHERE c.state <> 'withdrawn' AND c.url IS NOT NULL
), counted AS (
    INSERT INTO clicks AS k (share_id, hour, clicks, awarded)
    SELECT id, date_trunc('hour', %(now)s::timestamptz, 'UTC'), visits, 0 FROM found WHERE visits > 0 ORDER BY id
    ON CONFLICT (share_id, hour) DO UPDATE SET clicks = k.clicks + EXCLUDED.clicks
)
SELECT code, network, url, campaign FROM found
"""
ONE_AWARDER = alone(CLICKS)
UNAWARDED = text(
    """
    SELECT k.share_id, s.person_id, k.hour, k.awarded + 1 AS first, LEAST(k.clicks, k.awarded + :clicks) AS last
    FROM clicks k JOIN shares s ON s.id = k.share_id
    WHERE k.awarded < k.clicks ORDER BY k.share_id, k.hour LIMIT :buckets
    """
)
# Locked in the order in which FOLLOW touches them: whoever counts visits meanwhile waits, never in a ring.
MARK_AWARDED = text(
    """
    WITH held AS MATERIALIZED (
        SELECT k.share_id, k.hour, seen.last
        FROM unnest(CAST(:shares AS uuid[]), CAST(:hours AS timestamptz[]), CAST(:last AS int[]))
            AS seen (share_id, hour, last)
        JOIN clicks k ON k.share_id = seen.share_id AND k.hour = seen.hour
        ORDER BY k.share_id, k.hour FOR UPDATE OF k
    )
    UPDATE clicks k SET awarded = held.last FROM held WHERE k.share_id = held.share_id AND k.hour = held.hour
    """
)
AWARDED_AT_ONCE = {"buckets": 100, "clicks": 100}  # of one share and hour, so that a transaction stays small


async def follow(
    connection: psycopg.AsyncConnection[Any], visits: Mapping[str, int], now: datetime
) -> dict[str, dict[str, Any]]:
    """Where each code (letters and digits only) leads, its visits counted; an unknown code is left out."""
    # As text: an array of Python values is made anew, element by element, for every batch.
    wanted = {"codes": ",".join(visits), "visits": ",".join(map(str, visits.values())), "now": now}
    rows = await (await connection.cursor(row_factory=dict_row).execute(FOLLOW, wanted)).fetchall()
    return {row["code"]: row for row in rows}


async def unawarded(session: AsyncSession) -> list[Bucket]:
    """Some of the clicks that brought no points yet. One awarder at a time; the lock ends with its transaction."""
    await run(session, ONE_AWARDER.count())
    rows = (await session.execute(UNAWARDED, AWARDED_AT_ONCE)).all()
    return [Bucket(row.share_id, row.person_id, row.hour, row.first, row.last) for row in rows]


async def mark_awarded(session: AsyncSession, buckets: Sequence[Bucket]) -> None:
    await session.execute(
        MARK_AWARDED,
        {
            "shares": [bucket.share_id for bucket in buckets],
            "hours": [bucket.hour for bucket in buckets],
            "last": [bucket.last for bucket in buckets],
        },
    )
