"""Every statement on speaking rights: the one of the hot check, and the set-based one that finds who flipped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.locks import alone
from service_kit.data.statements import run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.readers import NOW
from service_kit.events.feed import outbox_insert, publishing
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Text,
    and_,
    bindparam,
    case,
    exists,
    literal,
    not_,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import col

from governance_api import locks
from governance_api.acknowledgements.acknowledgements.queries import IS_CURRENT
from governance_api.speaking.certificates.tables import CertificateFact, Scheme
from governance_api.speaking.rights.rules import Facts, Known, SchemeFacts, State
from governance_api.speaking.rights.tables import SpeakingRight, SpeakingSuspension

Raw = psycopg.AsyncConnection[Any]
PEOPLE_TABLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
RIGHTS_TABLE = SpeakingRight.__table__  # type: ignore[attr-defined]  # as above
SUSPENSIONS = SpeakingSuspension.__table__  # type: ignore[attr-defined]  # as above
SCHEMES = Scheme.__table__  # type: ignore[attr-defined]  # as above
CERTIFICATES = CertificateFact.__table__  # type: ignore[attr-defined]  # as above
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
_OPEN = and_(SUSPENSIONS.c.ended_at.is_(None), or_(SUSPENSIONS.c.until.is_(None), SUSPENSIONS.c.until > NOW))
_HAD_ONE = exists().where(RIGHTS_TABLE.c.person_id == SUSPENSIONS.c.person_id)
# Everybody who had the right or is suspended, as last published: the clock's moves follow in a minute. `changed_at`
# orders them, so both halves have it; whoever is suspended and never had the right comes before all who had.
_KNOWN = union_all(
    select(RIGHTS_TABLE.c.person_id, RIGHTS_TABLE.c.since.label("changed_at"), RIGHTS_TABLE.c.allowed),
    select(SUSPENSIONS.c.person_id, literal(BEFORE_ALL, DateTime(timezone=True)), null().cast(Boolean)).where(
        _OPEN, not_(_HAD_ONE)
    ),
).subquery("known")
_SUSPENDED = SUSPENSIONS.c.id.is_not(None)
# `rules.state_of` a right as it was last published.
_STATE = case(
    (_SUSPENDED, literal(State.SUSPENDED.value, Text)),
    (_KNOWN.c.allowed, literal(State.GRANTED.value, Text)),
    else_=literal(State.OPEN.value, Text),
)
# The same, as the indexes can be asked; a suspension takes the right in its own transaction.
_IN_STATE = {
    State.SUSPENDED: _SUSPENDED,
    State.GRANTED: _KNOWN.c.allowed,
    # PostgreSQL expects nobody without a suspension where it is asked by its absence.
    State.OPEN: and_(not_(_KNOWN.c.allowed), SUSPENSIONS.c.person_id.is_distinct_from(_KNOWN.c.person_id)),
}
_LISTED = (
    select(
        _KNOWN.c.person_id.label("id"),
        _KNOWN.c.person_id,
        PEOPLE_TABLE.c.given_name,
        PEOPLE_TABLE.c.family_name,
        PEOPLE_TABLE.c.department,
        case((_KNOWN.c.allowed.is_not(None), _KNOWN.c.changed_at)).label("since"),
        _KNOWN.c.changed_at,
        SUSPENSIONS.c.until,
        _STATE.label("state"),
    )
    .join_from(_KNOWN, PEOPLE_TABLE, and_(PEOPLE_TABLE.c.id == _KNOWN.c.person_id, PEOPLE_TABLE.c.active))
    .outerjoin(SUSPENSIONS, and_(SUSPENSIONS.c.person_id == _KNOWN.c.person_id, _OPEN))
)
LIST = Collection(
    "speaking-rights",
    _LISTED,
    key=_KNOWN.c.person_id,
    sorts={"since": (By(_KNOWN.c.changed_at),)},
    default="-since",
    filters={
        "state": selects(_IN_STATE.__getitem__, State),
        "department": equals(PEOPLE_TABLE.c.department, Annotated[str, Field(max_length=128)]),
    },
    personal=True,
)

_LATEST_CERTIFICATE = "issued_at DESC, certificate_id DESC"
# The person's latest ask `a` of the guideline of scheme `s`.
_LATEST_ASK = """LEFT JOIN guidelines g ON g.code = s.guideline_code
LEFT JOIN LATERAL (
    SELECT id, state, due_at, held_before FROM acknowledgements
    WHERE person_id = {person} AND guideline_id = g.id ORDER BY turn DESC LIMIT 1
) a ON true"""
# `rules.acknowledged` of both.
_ACKNOWLEDGED = f"(s.guideline_code IS NULL OR {IS_CURRENT.format(ask='a')})"

# One row per scheme that counts on the network, each with the latest certificate and the latest ask of its guideline.
CHECK = f"""
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
    WHERE person_id = p.id AND scheme_code = s.code ORDER BY {_LATEST_CERTIFICATE} LIMIT 1
) c ON true
{_LATEST_ASK.format(person="p.id")}
WHERE p.id = %(person)s
"""  # noqa: S608 - only constants of this file are put together

POLICIES = "SELECT network, schemes FROM speaking_policies ORDER BY network"
LAST_KNOWN = """
SELECT r.allowed, r.since, u.id AS suspension_id, u.reason, u.until, u.suspended_by, u.suspended_at
FROM people p LEFT JOIN speaking_rights r ON r.person_id = p.id
LEFT JOIN speaking_suspensions u
    ON u.person_id = p.id AND u.ended_at IS NULL AND (u.until IS NULL OR u.until > %(now)s)
WHERE p.id = %(person)s
"""


async def rows_of(connection: Raw, statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a statement as dicts, whatever the connection's own row factory is."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement, values)
        return await cursor.fetchall()


async def connection_of(session: AsyncSession) -> Raw:
    """The driver's connection of a session, so that what it has written is seen."""
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
        raise Missing(case="person")
    first = rows[0]
    schemes = [
        SchemeFacts(
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
    return Facts(first["active"], first["suspended"], first["suspended_until"], schemes)


PEOPLE = bindparam("people", type_=ARRAY(PGUUID(as_uuid=True)))

FEW = 200
LOCK_FEW = text(
    """
SELECT pg_advisory_xact_lock_shared(hashtextextended('governance.rights', 0)),
    (SELECT count(pg_advisory_xact_lock(hashtextextended(concat('governance.rights.person.', id::text), 0)))
     FROM (SELECT id FROM unnest(:people) AS id ORDER BY id) ordered)
"""
).bindparams(PEOPLE)
LOCK_ALL = alone(locks.RIGHTS)


async def lock(session: AsyncSession, person_ids: Sequence[UUID]) -> None:
    """Whoever computes a right waits for those who change the same person's facts; a crowd waits for all of them.

    In a statement of its own: the next one then sees what the one before committed.
    """
    if len(person_ids) > FEW:
        await run(session, LOCK_ALL.count())
    else:
        await session.execute(LOCK_FEW, {"people": list(person_ids)})


# `rules.right` without a network, for many people at once. `distance` is the smallest of a person's schemes, as there:
# twice what is wrong with the certificate (`rules.NEAREST`), and one more without the acknowledgement. None: they hold
# no certificate that was not revoked, and so every scheme is equally far but for its acknowledgement.
_COMPUTED = f"""
latest AS (
    SELECT DISTINCT ON (person_id, scheme_code) person_id, scheme_code, state, valid_until
    FROM certificate_facts WHERE person_id = ANY(:people)
    ORDER BY person_id, scheme_code, {_LATEST_CERTIFICATE}
), nearest AS (
    SELECT l.person_id, min(
        2 * CASE WHEN l.state = 'suspended' THEN 1 WHEN l.state = 'expired' OR l.valid_until <= :now THEN 2 ELSE 0 END
        + CASE WHEN {_ACKNOWLEDGED} THEN 0 ELSE 1 END) AS distance
    FROM latest l JOIN schemes s ON s.code = l.scheme_code {_LATEST_ASK.format(person="l.person_id")}
    WHERE l.state <> 'revoked' GROUP BY l.person_id
), computed AS (
    SELECT p.id, p.active, u.id IS NOT NULL AS suspended, n.distance,
        p.active AND u.id IS NULL AND coalesce(n.distance = 0, false) AS allowed
    FROM people p
    LEFT JOIN nearest n ON n.person_id = p.id
    LEFT JOIN speaking_suspensions u
        ON u.person_id = p.id AND u.ended_at IS NULL AND (u.until IS NULL OR u.until > :now)
    WHERE p.id = ANY(:people)
)"""  # noqa: S608 - only constants of this file are put together

# What is missing, in the order of `rules.right`. Only asked of those whose right flipped: it looks at every scheme for
# who holds no certificate.
_MISSING = f"""array_remove(ARRAY[
    CASE WHEN NOT c.active THEN 'PersonInactive' END,
    CASE WHEN c.suspended THEN 'Suspended' END,
    CASE WHEN c.distance IS NULL THEN 'CertificateMissing' WHEN c.distance >= 4 THEN 'CertificateExpired'
        WHEN c.distance >= 2 THEN 'CertificateSuspended' END,
    CASE WHEN c.distance % 2 = 1 OR (c.distance IS NULL AND EXISTS (SELECT FROM schemes) AND NOT EXISTS (
        SELECT FROM schemes s {_LATEST_ASK.format(person="c.id")} WHERE {_ACKNOWLEDGED}))
        THEN 'AcknowledgementMissing' END], NULL)"""  # noqa: S608 - as above

RIGHTS = text(
    f"WITH {_COMPUTED} SELECT c.id, c.allowed, {_MISSING} AS missing FROM computed c"  # noqa: S608 - as above
).bindparams(PEOPLE)

_TELL_FLIPPED = outbox_insert(
    event_type="CASE WHEN f.allowed "
    "THEN 'governance.speaking-right.granted.v1' ELSE 'governance.speaking-right.lapsed.v1' END",
    subject="f.person_id::text",
    data="jsonb_build_object('person_id', f.person_id, "
    f"'because', jsonb_build_array(CAST(:because AS text)), 'missing', to_jsonb({_MISSING}))",
    occurred_at=":now",
    source="FROM flipped f JOIN computed c ON c.id = f.person_id",
)
# Store whose right flipped, and tell so.
REFRESH = publishing(
    f"""
WITH {_COMPUTED}, flipped AS (
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


def rests_on(person: ColumnElement[UUID], guideline: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether what this person answers about a guideline can change their right: they hold a certificate whose scheme
    asks for it.

    Certificates change under the lock of asking, which whoever answers shares.
    """
    held = and_(CERTIFICATES.c.person_id == person, SCHEMES.c.code == CERTIFICATES.c.scheme_code)
    return exists().where(held, SCHEMES.c.guideline_code == guideline)


async def locked(session: AsyncSession, person_id: UUID) -> SpeakingSuspension | None:
    """The person's suspension that has not ended, locked: of two who end it the second finds it ended."""
    statement = (
        select(SpeakingSuspension)
        .where(col(SpeakingSuspension.person_id) == person_id, col(SpeakingSuspension.ended_at).is_(None))
        .with_for_update()
    )
    return (await session.execute(statement)).scalar_one_or_none()
