"""Every SELECT on certificates; `visible_to` is here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from service_kit.data.database import AsyncSession
from service_kit.data.locks import lock
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.tasks import NOW, PERSON, task
from service_kit.events.feed_state import INSTANT, Things
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import (
    ColumnElement,
    DateTime,
    RowMapping,
    Select,
    Text,
    and_,
    case,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.certification.certificates import rules
from training_api.certification.certificates.rules import SchemeProgress, SchemeRequirements, State
from training_api.certification.certificates.tables import Certificate
from training_api.certification.schemes import queries as schemes
from training_api.certification.schemes.rules import SchemeRetired
from training_api.certification.schemes.rules import State as SchemeState
from training_api.certification.schemes.tables import Scheme
from training_api.directory.people.queries import own_or_reports
from training_api.locks import SCHEMES
from training_api.permissions import Permission

certificates = Certificate.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

CHECK = """
SELECT p.manager_id, c.id AS certificate_id, c.state, c.valid_until
FROM people p JOIN certification_schemes s ON s.code = %(scheme)s
LEFT JOIN certificates c ON c.person_id = p.id AND c.scheme_id = s.id AND c.is_current
WHERE p.id = %(person)s
"""
TASKS = (
    select(
        *task(
            "certificate",
            id=col(Certificate.id),
            subject_type="scheme",
            subject_id=col(Scheme.id),
            subject_code=col(Scheme.code),
            subject_title=col(Scheme.title),
            reason="RenewalOpen",
            due_at=col(Certificate.valid_until),
        )
    )
    .join_from(Certificate, Scheme, col(Scheme.id) == col(Certificate.scheme_id))
    .where(
        col(Certificate.person_id) == PERSON,
        col(Certificate.is_current),
        col(Certificate.state) == State.VALID.value,
        col(Certificate.renewable_from) <= NOW,
        col(Scheme.state) == SchemeState.PUBLISHED.value,
    )
)
"""The certificates that I can renew now."""


def true_state(state: Any, valid_until: Any, now: Any) -> ColumnElement[str]:
    """`rules.state_at`, as a column."""
    ended = and_(state.in_([ending.value for ending in rules.ENDING]), valid_until <= now)
    return case((ended, State.EXPIRED.value), else_=state)


def true_state_sql(now: str) -> str:
    """The text of `true_state` of the certificate `c`, for a statement that is written as text."""
    state, until = literal_column("c.state", Text), literal_column("c.valid_until", DateTime(timezone=True))
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    written = true_state(state, until, literal_column(":now")).compile(
        dialect=dialect, compile_kwargs={"literal_binds": True}
    )
    return str(written).replace(":now", now)


TRUE_STATE = true_state_sql("%(now)s")

HELD_BY = f"""
SELECT c.id, c.person_id, p.given_name || ' ' || p.family_name AS person_name, c.scheme_id, s.code AS scheme_code,
       s.title AS scheme_title, s.guideline_code, {TRUE_STATE} AS state, c.state_reason, c.state_code,
       c.state_changed_at, c.issued_at, c.valid_until, c.renewable_from, c.renews, c.is_current, c.version
FROM certificates c JOIN certification_schemes s ON s.id = c.scheme_id JOIN people p ON p.id = c.person_id
WHERE c.person_id = %(person)s AND (%(before)s::uuid IS NULL OR c.id < %(before)s) ORDER BY c.id DESC LIMIT %(limit)s
"""  # noqa: S608 - a constant of ours

CREDENTIAL = f"""
SELECT c.id, p.given_name || ' ' || p.family_name AS holder, s.code, s.title, c.issued_at, c.valid_until,
       {TRUE_STATE} AS state, c.renews, n.id AS renewed_by
FROM certificates c JOIN certification_schemes s ON s.id = c.scheme_id JOIN people p ON p.id = c.person_id
LEFT JOIN certificates n ON n.renews = c.id
WHERE c.id = %(certificate)s
"""  # noqa: S608 - a constant of ours

# What followers keep of a certificate; what has ended by the clock has ended, whether or not it was told yet.
REPLICATED = Things(
    kind="certificate",
    source="certificates c JOIN certification_schemes s ON s.id = c.scheme_id",
    key="c.id",
    facts=f"jsonb_build_array(c.person_id, s.code, {true_state_sql(':now')}, "
    f"{INSTANT.format('c.issued_at')}, {INSTANT.format('c.valid_until')})",
)
ISSUED_ALONE = f"jsonb_build_array(c.person_id, {INSTANT.format('c.issued_at')})"
REPLICATED_COLUMNS = (
    "c.id, c.person_id, c.scheme_id, s.code AS scheme_code, s.guideline_code, c.issued_at, c.valid_until, c.renews, "
    "c.state, c.state_code, c.state_changed_at"
)

# A transaction that adds a fact about a person locks the person's row first and measures in a later statement: of two
# concurrent facts the second is measured with the first. The shared lock keeps a scheme from
# being published between a fact and its measure.
WAIT_FOR_PEOPLE = """
WITH held AS (SELECT id FROM people WHERE id = ANY(CAST(:people AS uuid[])) ORDER BY id FOR NO KEY UPDATE)
SELECT count(*), pg_advisory_xact_lock_shared(hashtextextended('training.schemes', 0)) FROM held
"""

# One row per person and scheme; learning before `since` does not count for the scheme's modules, nor for its
# credits when it names no modules. `:held` measures what is held instead of what comes next.
_PROGRESS = """
WITH asked AS (
    SELECT p.id AS person_id, s.id AS scheme_id, s.modules, c.id AS previous_id, c.state AS previous, c.renewable_from,
           CASE WHEN :held THEN c.counted_from ELSE c.renewable_from END AS since,
           s.guideline_code IS NULL OR EXISTS (
               SELECT FROM guideline_acknowledgements a WHERE a.person_id = p.id
               AND a.guideline_code = s.guideline_code AND a.is_current) AS acknowledged
    FROM people p CROSS JOIN certification_schemes s
    LEFT JOIN certificates c ON c.person_id = p.id AND c.scheme_id = s.id AND c.is_current
    WHERE {which} AND CASE WHEN :held THEN c.id IS NOT NULL ELSE p.active AND s.state = 'published' END
), learned AS (
    SELECT DISTINCT ON (c.person_id, c.module_id) c.person_id, c.module_id, c.completed_at, c.credits, c.offline
    FROM completions c
    WHERE {whose} c.reverses IS NULL AND NOT EXISTS (SELECT FROM completions r WHERE r.reverses = c.id)
    ORDER BY c.person_id, c.module_id, c.completed_at DESC
)
SELECT a.person_id, a.scheme_id, a.previous_id, a.previous, a.renewable_from, a.acknowledged,
    coalesce(array_agg(l.module_id) FILTER (
        WHERE l.module_id = ANY(a.modules) AND (a.since IS NULL OR l.completed_at >= a.since)), '{{}}') AS had,
    coalesce(sum(l.credits) FILTER (
        WHERE cardinality(a.modules) > 0 OR a.since IS NULL OR l.completed_at >= a.since), 0) AS credits,
    coalesce(sum(l.credits) FILTER (WHERE l.offline AND (
        cardinality(a.modules) > 0 OR a.since IS NULL OR l.completed_at >= a.since)), 0) AS offline_credits
FROM asked a LEFT JOIN learned l ON l.person_id = a.person_id
GROUP BY a.person_id, a.scheme_id, a.modules, a.previous_id, a.previous, a.renewable_from, a.acknowledged
"""
PROGRESS_OF_PEOPLE = text(
    _PROGRESS.format(
        which="p.id = ANY(CAST(:people AS uuid[]))", whose="c.person_id = ANY(CAST(:people AS uuid[])) AND"
    )
)
PROGRESS_OF_EVERYONE = text(_PROGRESS.format(which="s.id = CAST(:scheme AS uuid)", whose=""))


# Thousands at once are one statement each; the index has the last word against two certificates at once.
_ISSUED = (
    "id, person_id, scheme_id, renews, issued_at, valid_until, counted_from, renewable_from, is_current, state, version"
)
INSERT_ISSUED = text(f"""
INSERT INTO certificates ({_ISSUED})
SELECT {_ISSUED} FROM jsonb_populate_recordset(NULL::certificates, CAST(:rows AS jsonb))
ON CONFLICT (person_id, scheme_id) WHERE is_current DO NOTHING RETURNING id
""")  # noqa: S608 - a constant of ours


async def insert_issued(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Which of these certificates are now there: all but those that another transaction issued first."""
    written = await session.execute(INSERT_ISSUED, {"rows": json.dumps(rows, default=str)})
    return set(written.scalars())


async def wait_for_people(session: AsyncSession, people: Sequence[UUID]) -> None:
    await session.execute(text(WAIT_FOR_PEOPLE), {"people": list(people)})


async def wait_for_everyone(session: AsyncSession) -> None:
    await lock(session, SCHEMES)


async def progress_of(session: AsyncSession, people: Sequence[UUID], *, held: bool = False) -> Sequence[RowMapping]:
    """These people against every published scheme."""
    wanted = {"people": list(people), "held": held}
    return (await session.execute(PROGRESS_OF_PEOPLE, wanted)).mappings().all()


async def progress_of_everyone(session: AsyncSession, scheme_id: UUID) -> Sequence[RowMapping]:
    """Everyone against one scheme."""
    wanted = {"scheme": scheme_id, "held": False}
    return (await session.execute(PROGRESS_OF_EVERYONE, wanted)).mappings().all()


async def schemes_in(session: AsyncSession, *states: SchemeState) -> dict[UUID, Scheme]:
    statement = select(Scheme).where(col(Scheme.state).in_(states))
    return {scheme.id: scheme for scheme in (await session.execute(statement)).scalars()}


async def check(connection: AsyncConnection[dict[str, Any]], person_id: UUID, scheme: str) -> dict[str, Any] | None:
    """The newest certificate of this person and scheme; None when person or scheme are not there."""
    return await (await connection.execute(CHECK, {"person": person_id, "scheme": scheme})).fetchone()


async def held_by(
    connection: AsyncConnection[dict[str, Any]], person_id: UUID, *, before: UUID | None, limit: int, now: datetime
) -> list[dict[str, Any]]:
    wanted = {"person": person_id, "before": before, "limit": limit, "now": now}
    return await (await connection.execute(HELD_BY, wanted)).fetchall()


async def credential(
    connection: AsyncConnection[dict[str, Any]], certificate_id: UUID, now: datetime
) -> dict[str, Any]:
    row = await (await connection.execute(CREDENTIAL, {"certificate": certificate_id, "now": now})).fetchone()
    if row is None:
        raise Missing(case="certificate")
    return row


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """As `rules.may_see`: those who check certificates see all, managers also their reports', everyone their own."""
    if actor.may(Permission.CHECK_CERTIFICATES):
        return true()
    return own_or_reports(actor, certificates.c.person_id)


async def locked(session: AsyncSession, actor: Actor, certificate_id: UUID) -> Certificate:
    """For a move: two reviewers may press at once."""
    statement = select(Certificate).where(certificates.c.id == certificate_id, visible_to(actor)).with_for_update()
    found: Certificate | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def scheme_code(session: AsyncSession, scheme_id: UUID) -> str:
    return (await session.execute(select(col(Scheme.code)).where(col(Scheme.id) == scheme_id))).scalar_one()


async def codes_of_schemes(session: AsyncSession) -> dict[UUID, str]:
    return {row.id: row.code for row in (await session.execute(select(col(Scheme.id), col(Scheme.code)))).all()}


TRUE = true_state(certificates.c.state, certificates.c.valid_until, NOW)


def _in_state(state: State) -> ColumnElement[bool]:
    """As `TRUE` says it, asked in a way that the indexes on what is kept can answer."""
    kept, ended = certificates.c.state == state.value, certificates.c.valid_until <= NOW
    if state is State.EXPIRED:
        return or_(kept, and_(certificates.c.state.in_([ending.value for ending in rules.ENDING]), ended))
    return and_(kept, ended.is_not(true())) if state in rules.ENDING else kept


def _coded(code: Any) -> ColumnElement[UUID]:
    """The scheme's id, found first: the index on it has the order of the list."""
    return select(schemes.schemes.c.id).where(schemes.schemes.c.code == code).scalar_subquery()


WHOLE: Select[Any] = (
    select(
        *(column for column in certificates.c if column.name != "state"),
        TRUE.label("state"),
        (col(Person.given_name) + " " + col(Person.family_name)).label("person_name"),
        col(Scheme.code).label("scheme_code"),
        col(Scheme.title).label("scheme_title"),
        col(Scheme.guideline_code),
    )
    .join(Scheme, col(Scheme.id) == certificates.c.scheme_id)
    .join(Person, col(Person.id) == certificates.c.person_id)
)
"""Certificates in their true state, with the names around them."""


LIST = Collection(
    "certificates",
    WHOLE,
    key=certificates.c.id,
    sorts={"issued_at": (By(certificates.c.id),)},
    default="-issued_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(certificates.c.person_id, UUID),
        "scheme": selects(lambda code: certificates.c.scheme_id == _coded(code), SoughtCode, "The scheme's code."),
        "state": selects(_in_state, State),
    },
    personal=True,
)
# As a file; its pages are HELD_BY, which is hot.
MINE = replace(
    LIST,
    name="my-certificates",
    visible_to=lambda asking: certificates.c.person_id == asking.actor.person_id,
    filters={},
)


@dataclass(frozen=True)
class ProgressTowards:
    """How far a person is with a scheme; `modules` by their ids are those that are missing."""

    scheme: Scheme
    required: SchemeRequirements
    progress: SchemeProgress
    certificate_id: UUID | None
    modules: Mapping[UUID, Module]


async def progress_towards(session: AsyncSession, actor: Actor, scheme_id: UUID) -> ProgressTowards:
    """What the caller has for their certificate of a scheme, or for the next one."""
    scheme = await schemes.visible(session, actor, scheme_id)
    rows = await progress_of(session, [actor.person_id])
    row = next((row for row in rows if row["scheme_id"] == scheme_id), None)
    if row is None:
        raise SchemeRetired(state=str(scheme.state))
    progress = _progress(row, scheme)
    modules = await schemes.modules_named(session, list(progress.missing_modules))
    return ProgressTowards(scheme, _required(scheme), progress, row["previous_id"], modules)


def _progress(row: RowMapping, scheme: Scheme) -> SchemeProgress:
    had = set(row["had"])
    return SchemeProgress(
        missing_modules=[module for module in scheme.modules if module not in had],
        credits=row["credits"],
        offline_credits=row["offline_credits"],
        acknowledged=row["acknowledged"],
        previous=State(row["previous"]) if row["previous"] else None,
        renewable_from=row["renewable_from"],
    )


def _required(scheme: Scheme) -> SchemeRequirements:
    return SchemeRequirements(scheme.modules, scheme.min_credits, scheme.min_offline_credits, scheme.guideline_code)


def is_due(row: RowMapping, scheme: Scheme, now: datetime) -> bool:
    """`rules.is_due` of a row of progress."""
    return rules.is_due(_required(scheme), _progress(row, scheme), now)


def requirements_met(row: RowMapping, scheme: Scheme) -> bool:
    """`rules.requirements_met` of a row of progress."""
    return rules.requirements_met(_required(scheme), _progress(row, scheme))
