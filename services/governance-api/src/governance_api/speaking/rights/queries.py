"""Every statement on speaking rights: the one of the hot check, and the set-based one that finds who flipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from service_kit.data.database import AsyncSession
from service_kit.events.feed import outbox_insert, publishing
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import col

from governance_api.speaking.rights.rules import Facts, Standing
from governance_api.speaking.rights.tables import SpeakingPolicy, SpeakingSuspension

Raw = psycopg.AsyncConnection[Any]

# One row per scheme that counts on the network, each with the latest certificate and the latest ask of its guideline.
CHECK = """
SELECT p.active, u.id IS NOT NULL AS suspended, u.until AS suspended_until,
    s.code AS scheme, s.guideline_code AS guideline, c.certificate_id, c.state AS certificate_state, c.valid_until,
    a.id AS acknowledgement_id, a.state AS acknowledgement_state, a.due_at,
    coalesce(a.held_before, false) AS held_before
FROM people p
LEFT JOIN speaking_suspensions u ON u.person_id = p.id AND u.ended_at IS NULL
LEFT JOIN speaking_policies y ON y.network = %(network)s
LEFT JOIN schemes s ON y.network IS NULL OR s.code = ANY(y.schemes)
LEFT JOIN LATERAL (
    SELECT certificate_id, state, valid_until FROM certificate_facts
    WHERE person_id = p.id AND scheme_code = s.code ORDER BY issued_at DESC, certificate_id DESC LIMIT 1
) c ON true
LEFT JOIN guidelines g ON g.code = s.guideline_code
LEFT JOIN LATERAL (
    SELECT id, state, due_at, held_before FROM acknowledgements
    WHERE person_id = p.id AND guideline_id = g.id ORDER BY turn DESC LIMIT 1
) a ON true
WHERE p.id = %(person)s
"""

POLICIES = "SELECT network, schemes FROM speaking_policies ORDER BY network"
LAST_KNOWN = """
SELECT r.allowed, r.since, u.id AS suspension_id, u.reason, u.until, u.suspended_by, u.suspended_at
FROM people p LEFT JOIN speaking_rights r ON r.person_id = p.id
LEFT JOIN speaking_suspensions u
    ON u.person_id = p.id AND u.ended_at IS NULL AND (u.until IS NULL OR u.until > %(now)s)
WHERE p.id = %(person)s
"""


@dataclass(frozen=True)
class Known:
    """A person's facts, what was last published of their right, and the networks' policies."""

    person_id: UUID
    facts: Facts
    last: dict[str, Any]
    policies: dict[str, list[str]]


async def rows_of(connection: Raw, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a statement as dicts, whatever the connection's own row factory is."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


async def beneath(session: AsyncSession) -> Raw:
    """The raw connection of a session, so that what it has written is seen."""
    await session.flush()
    raw = await (await session.connection()).get_raw_connection()
    connection: Raw = raw.driver_connection  # type: ignore[assignment]  # the driver is psycopg here
    return connection


async def known(connection: Raw, person_id: UUID, now: datetime) -> Known:
    """Everything there is to say about a person's right; 404 for a person nobody knows."""
    found = await facts(connection, person_id, None)
    last = await rows_of(connection, LAST_KNOWN, {"person": person_id, "now": now})
    networks = await rows_of(connection, POLICIES, {})
    return Known(person_id, found, last[0], {row["network"]: row["schemes"] for row in networks})


async def facts(connection: Raw, person_id: UUID, network: str | None) -> Facts:
    """All that a person's right on a network rests on; 404 for a person nobody knows."""
    rows = await rows_of(connection, CHECK, {"person": person_id, "network": network})
    if not rows:
        raise Missing("There is no such person.")
    first = rows[0]
    standings = [
        Standing(
            row["scheme"],
            row["guideline"],
            row["certificate_id"],
            row["certificate_state"],
            row["valid_until"],
            row["acknowledgement_id"],
            row["acknowledgement_state"],
            row["due_at"],
            row["held_before"],
        )
        for row in rows
        if row["scheme"] is not None
    ]
    return Facts(first["active"], first["suspended"], first["suspended_until"], standings)


PEOPLE = bindparam("people", type_=ARRAY(PGUUID(as_uuid=True)))

# Whoever computes a right waits for those who are changing the same person's facts; a crowd waits for all of them.
LOCK_FEW = text(
    """
SELECT pg_advisory_xact_lock_shared(hashtextextended('governance.rights', 0)),
    (SELECT count(pg_advisory_xact_lock(hashtextextended(id::text, 1)))
     FROM (SELECT id FROM unnest(:people) AS id ORDER BY id) ordered)
"""
).bindparams(PEOPLE)
LOCK_ALL = text("SELECT pg_advisory_xact_lock(hashtextextended('governance.rights', 0))")

_TELL_FLIPPED = outbox_insert(
    event_type="CASE WHEN f.allowed "
    "THEN 'governance.speaking-right.granted.v1' ELSE 'governance.speaking-right.lapsed.v1' END",
    subject="f.person_id::text",
    data="jsonb_build_object('person_id', f.person_id, "
    "'because', jsonb_build_array(CAST(:because AS text)), 'missing', to_jsonb(c.missing))",
    occurred_at=":now",
    source="FROM flipped f JOIN computed c ON c.id = f.person_id",
)
# rules.right without a network, for many people at once: store whose right flipped, and tell so.
REFRESH = publishing(
    f"""
WITH latest AS (
    SELECT DISTINCT ON (person_id, scheme_code) person_id, scheme_code, state, valid_until
    FROM certificate_facts WHERE person_id = ANY(:people)
    ORDER BY person_id, scheme_code, issued_at DESC, certificate_id DESC
), standing AS (
    SELECT l.person_id, l.state,
        l.state = 'valid' AND (l.valid_until IS NULL OR l.valid_until > :now) AS certified,
        s.guideline_code IS NULL OR coalesce(a.state = 'accepted'
            OR (a.state = 'open' AND a.held_before AND a.due_at > :now), false) AS acknowledged
    FROM latest l
    JOIN schemes s ON s.code = l.scheme_code
    LEFT JOIN guidelines g ON g.code = s.guideline_code
    LEFT JOIN LATERAL (
        SELECT state, due_at, held_before FROM acknowledgements
        WHERE person_id = l.person_id AND guideline_id = g.id ORDER BY turn DESC LIMIT 1
    ) a ON true
), summed AS (
    SELECT person_id, bool_or(certified AND acknowledged) AS ready, bool_or(certified) AS certified,
        bool_or(state = 'suspended') AS held_back, bool_or(state IN ('valid', 'expired')) AS had,
        bool_or(acknowledged) AS acknowledged
    FROM standing GROUP BY person_id
), computed AS (
    SELECT p.id, p.active AND u.id IS NULL AND coalesce(m.ready, false) AS allowed,
        array_remove(ARRAY[
            CASE WHEN NOT p.active THEN 'PersonInactive' END,
            CASE WHEN u.id IS NOT NULL THEN 'Suspended' END,
            CASE WHEN coalesce(m.certified, false) THEN NULL WHEN m.held_back THEN 'CertificateSuspended'
                WHEN m.had THEN 'CertificateExpired' ELSE 'CertificateMissing' END,
            CASE WHEN NOT coalesce(m.ready, false)
                    AND (coalesce(m.certified, false) OR NOT coalesce(m.acknowledged, false))
                THEN 'AcknowledgementMissing' END], NULL) AS missing
    FROM people p
    LEFT JOIN summed m ON m.person_id = p.id
    LEFT JOIN speaking_suspensions u
        ON u.person_id = p.id AND u.ended_at IS NULL AND (u.until IS NULL OR u.until > :now)
    WHERE p.id = ANY(:people)
), flipped AS (
    INSERT INTO speaking_rights AS known (person_id, allowed, since)
    SELECT id, allowed, :now FROM computed
    WHERE allowed OR EXISTS (SELECT FROM speaking_rights k WHERE k.person_id = computed.id)
    ON CONFLICT (person_id) DO UPDATE SET allowed = EXCLUDED.allowed, since = EXCLUDED.since
    WHERE known.allowed <> EXCLUDED.allowed
    RETURNING person_id, allowed
)
{_TELL_FLIPPED}
""",  # noqa: S608 - constants of this file
    PEOPLE,
)

# People whose certificate, suspension or grace ended by the clock alone.
SUSPENSIONS_OVER = text(
    """
UPDATE speaking_suspensions SET ended_at = until, ended_by = 'system:clock'
WHERE ended_at IS NULL AND until <= :now RETURNING person_id
"""
)


async def open_suspension(session: AsyncSession, person_id: UUID) -> SpeakingSuspension | None:
    """The person's suspension that has not ended, locked."""
    statement = (
        select(SpeakingSuspension)
        .where(col(SpeakingSuspension.person_id) == person_id, col(SpeakingSuspension.ended_at).is_(None))
        .with_for_update()
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def policy(session: AsyncSession, network: str, *, lock: bool = False) -> SpeakingPolicy | None:
    """A network's own policy, or None when any scheme counts there."""
    return await session.get(SpeakingPolicy, network, with_for_update=lock or None)


async def policies(session: AsyncSession, page: PageRequest) -> tuple[Sequence[SpeakingPolicy], str | None]:
    """The networks that have a policy of their own."""
    rows, cursor = await paginate(session, select(SpeakingPolicy), [Key(col(SpeakingPolicy.network))], page)
    return [row[0] for row in rows], cursor
