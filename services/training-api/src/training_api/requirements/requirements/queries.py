"""Every statement on requirements; whoever is meant is found in SQL, for one person and for all of them alike."""

# ruff: noqa: S608 - statements are put together from constants of this file only

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row
from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement
from service_kit.domain.audience import means_sql
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, sort_key, together
from service_kit.web.errors import Missing
from sqlalchemy import Row, Select, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import DateTime, Integer, Uuid

from training_api.requirements.requirements.rules import State
from training_api.requirements.requirements.tables import MODULES, TRACKS, Assignment, Exemption, Requirement

REQUIREMENTS = Requirement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
ASSIGNMENTS = Assignment.__table__  # type: ignore[attr-defined]  # as above
EXEMPTIONS = Exemption.__table__  # type: ignore[attr-defined]  # as above

# r is a requirement, p whoever has these attributes.
_MEANT = f"({means_sql('r.applies_to', 'p')})"
# m is a module that r asks: of a track those that are published, a module by itself also when archived since.
PART = """((m.id = r.module_id AND m.state <> 'draft') OR (m.track_id = r.track_id AND m.state = 'published'))"""
_COUNTS = "c.reverses IS NULL AND NOT EXISTS (SELECT FROM completions back WHERE back.reverses = c.id)"


def first_due_sql(assigned_at: str) -> str:
    """As `rules.first_due_at`. In hours: a day added to a moment would be one of the session's time zone."""
    return f"CAST({assigned_at} AS timestamptz) + make_interval(hours => 24 * r.due_in_days)"


def opens_again_sql(completed_at: str) -> str:
    """As `rules.opens_again_at`, in hours as above."""
    turn, ahead = "24 * r.repeat_every_days", "least(24 * r.due_in_days, 12 * r.repeat_every_days)"
    return f"{completed_at} + make_interval(hours => {turn} - {ahead})"


def is_fresh_sql(line: str, now: str) -> str:
    """As `rules.is_fresh`, of what holds a line's `completed_at` and `fresh_from`."""
    again = opens_again_sql(f"{line}.fresh_from")
    return f"({line}.completed_at IS NOT NULL AND (r.repeat_every_days IS NULL OR {again} > {now}))"


def _passed(requirements: str, people: str) -> str:
    """Who has completed all parts of which requirement: `completed_at` the last, `fresh_from` the oldest part."""
    return f"""
    parts AS (
        SELECT r.id AS requirement_id, m.id AS module_id, count(*) OVER (PARTITION BY r.id) AS needed
        FROM requirements r JOIN modules m ON {PART} WHERE {requirements}
    ), latest AS (
        SELECT c.person_id, c.module_id, max(c.completed_at) AS at FROM completions c
        WHERE c.module_id IN (SELECT module_id FROM parts) AND {people} AND {_COUNTS} GROUP BY 1, 2
    ), passed AS (
        SELECT requirement_id, person_id, max(at) AS completed_at, min(at) AS fresh_from
        FROM parts JOIN latest USING (module_id) GROUP BY requirement_id, person_id, needed HAVING count(*) = needed
    )"""


def _insert(requirements: str, people: str, completions: str) -> str:
    return f"""
    WITH {_passed(requirements, completions)}
    INSERT INTO assignments (person_id, requirement_id, assigned_at, first_due_at, completed_at, fresh_from)
    SELECT p.id, r.id, :now, {first_due_sql(":now")},
        passed.completed_at, passed.fresh_from
    FROM people p JOIN requirements r ON {_MEANT} AND {requirements}
    LEFT JOIN passed ON passed.requirement_id = r.id AND passed.person_id = p.id
    WHERE p.active AND {people} ON CONFLICT DO NOTHING"""


def _recount(requirements: str, lines: str, completions: str) -> str:
    return f"""
    WITH {_passed(requirements, completions)}
    UPDATE assignments a SET completed_at = passed.completed_at, fresh_from = passed.fresh_from
    FROM assignments line LEFT JOIN passed USING (requirement_id, person_id)
    WHERE a.person_id = line.person_id AND a.requirement_id = line.requirement_id AND {lines}
    AND (a.completed_at, a.fresh_from) IS DISTINCT FROM (passed.completed_at, passed.fresh_from)"""


_IDS = bindparam("ids", type_=ARRAY(Uuid))
_ID = bindparam("id", type_=Uuid)
_NOW = bindparam("now", type_=DateTime(timezone=True))
_THEIRS = "r.id IN (SELECT requirement_id FROM assignments WHERE person_id = ANY(:ids))"

_RELEASE_PEOPLE = text(f"""
DELETE FROM assignments a USING people p, requirements r
WHERE a.person_id = ANY(:ids) AND p.id = a.person_id AND r.id = a.requirement_id
AND NOT (p.active AND r.state = 'active' AND {_MEANT})
""").bindparams(_IDS)
_ASSIGN_PEOPLE = text(_insert("r.state = 'active'", "p.id = ANY(:ids)", "c.person_id = ANY(:ids)")).bindparams(
    _IDS, _NOW
)
_ASSIGN_REQUIREMENT = text(_insert("r.id = :id", "TRUE", "TRUE")).bindparams(_ID, _NOW)
_RELEASE_REQUIREMENT = text("DELETE FROM assignments WHERE requirement_id = :id").bindparams(_ID)
_LOCK_LINES = text(
    "SELECT 1 FROM assignments WHERE person_id = ANY(:ids) ORDER BY person_id, requirement_id FOR UPDATE"
).bindparams(_IDS)
_LOCK_TRACK_LINES = text("""
SELECT 1 FROM assignments
WHERE requirement_id IN (SELECT id FROM requirements WHERE state = 'active' AND track_id = :id)
ORDER BY person_id, requirement_id FOR UPDATE
""").bindparams(_ID)
_RECOUNT_PEOPLE = text(_recount(_THEIRS, "a.person_id = ANY(:ids)", "c.person_id = ANY(:ids)")).bindparams(_IDS)
_RECOUNT_TRACK = text(
    _recount(
        "r.state = 'active' AND r.track_id = :id",
        "a.requirement_id IN (SELECT id FROM requirements WHERE state = 'active' AND track_id = :id)",
        "TRUE",
    )
).bindparams(_ID)


async def any_active(session: AsyncSession) -> bool:
    """Whether anything is required of anybody; the caller keeps the set of active requirements as it is."""
    found = await session.execute(text("SELECT EXISTS (SELECT FROM requirements WHERE state = 'active')"))
    return bool(found.scalar_one())


async def reassign(session: AsyncSession, people: Sequence[UUID], now: datetime) -> None:
    """Take away what no longer concerns these people, and give them what does; all lines are locked in one order."""
    await session.execute(_LOCK_LINES, {"ids": people})
    await session.execute(_RELEASE_PEOPLE, {"ids": people})
    await session.execute(_ASSIGN_PEOPLE, {"ids": people, "now": now})


async def assign_to_all(session: AsyncSession, requirement_id: UUID, now: datetime) -> None:
    """Give a requirement to everybody it concerns, in one statement."""
    await session.execute(_ASSIGN_REQUIREMENT, {"id": requirement_id, "now": now})


async def release_all(session: AsyncSession, requirement_id: UUID) -> None:
    """Take a requirement from everybody."""
    await session.execute(_RELEASE_REQUIREMENT, {"id": requirement_id})


async def recount_people(session: AsyncSession, people: Sequence[UUID]) -> None:
    """Set what these people have completed, from their completions.

    Their lines are locked first: of two completions recorded at once the second counts after the first has committed.
    """
    if (await session.execute(_LOCK_LINES, {"ids": people})).first() is not None:
        await session.execute(_RECOUNT_PEOPLE, {"ids": people})


_OF_MODULES = (
    "r.state = 'active' AND (r.module_id = ANY(:modules) OR r.track_id IN (SELECT track_id FROM modules "
    "WHERE id = ANY(:modules)))"
)
_LINES_OF_MODULES = f"requirement_id IN (SELECT r.id FROM requirements r WHERE {_OF_MODULES})"
_MODULES = bindparam("modules", type_=ARRAY(Uuid))
_LOCK_LEARNED = Statement(
    text(
        f"SELECT 1 FROM assignments WHERE person_id = ANY(:ids) AND {_LINES_OF_MODULES} "
        "ORDER BY person_id, requirement_id FOR UPDATE"
    ).bindparams(_IDS, _MODULES)
)
_RECOUNT_LEARNED = Statement(
    text(
        _recount(_OF_MODULES, f"a.person_id = ANY(:ids) AND a.{_LINES_OF_MODULES}", "c.person_id = ANY(:ids)")
    ).bindparams(_IDS, _MODULES)
)


def recount_learned(people: Sequence[UUID], modules: Sequence[UUID]) -> list[Bound[Any]]:
    """Set what these people have completed of whatever asks for these modules; their lines are locked first."""
    wanted = {"ids": list(people), "modules": list(modules)}
    return [_LOCK_LEARNED.count(**wanted), _RECOUNT_LEARNED.count(**wanted)]


async def recount_track(session: AsyncSession, track_id: UUID) -> None:
    """Set who has completed a track whose modules changed.

    The lines are locked first: what another module's change, or a completion, has just made of them is then seen.
    """
    if (await session.execute(_LOCK_TRACK_LINES, {"id": track_id})).first() is not None:
        await session.execute(_RECOUNT_TRACK, {"id": track_id})


_DRY_RUN = text(f"""
WITH {_passed("r.id = :id", "TRUE")}
SELECT count(*) AS people, count(*) FILTER (WHERE {is_fresh_sql("passed", ":now")}) AS already_pass
FROM people p JOIN requirements r ON {_MEANT} AND r.id = :id
LEFT JOIN passed ON passed.requirement_id = r.id AND passed.person_id = p.id WHERE p.active
""").bindparams(_ID, _NOW)


async def would_concern(session: AsyncSession, requirement_id: UUID, now: datetime) -> Row[Any]:
    """How many people a requirement concerns, and how many of them pass already."""
    return (await session.execute(_DRY_RUN, {"id": requirement_id, "now": now})).one()


# People of one kind share all their requirements, and there are far fewer kinds than people.
_OVER_CAP = text(f"""
WITH kinds AS (
    SELECT row_number() OVER () AS kind, department, division, location, job_profile, roles, count(*) AS people
    FROM people WHERE active GROUP BY department, division, location, job_profile, roles
), asked AS (
    SELECT p.kind, p.people, m.id, max(m.minutes * greatest(1, 365.0 / coalesce(r.repeat_every_days, 365))) AS minutes
    FROM kinds p JOIN requirements r ON (r.state = 'active' OR r.id = :id) AND {_MEANT} JOIN modules m ON {PART}
    WHERE p.kind IN (SELECT p.kind FROM kinds p JOIN requirements r ON r.id = :id AND {_MEANT})
    GROUP BY p.kind, p.people, m.id
)
SELECT coalesce(sum(people), 0) FROM (
    SELECT people FROM asked GROUP BY kind, people HAVING sum(minutes) > :cap
) AS over
""").bindparams(_ID, bindparam("cap", type_=Integer))


async def people_over_cap(session: AsyncSession, requirement_id: UUID, minutes: int) -> int:
    """How many people would be asked more mandatory minutes a year than the cap, with this requirement added."""
    return int((await session.execute(_OVER_CAP, {"id": requirement_id, "cap": minutes})).scalar_one())


_SUBJECT_CODE = func.coalesce(TRACKS.c.code, MODULES.c.code)
_SUBJECT_TITLE = func.coalesce(TRACKS.c.title, MODULES.c.title)


def _rows() -> Select[Any]:
    """Requirements with what they ask, as columns."""
    return (
        select(*REQUIREMENTS.c, _SUBJECT_CODE.label("subject_code"), _SUBJECT_TITLE.label("subject_title"))
        .outerjoin(TRACKS, TRACKS.c.id == REQUIREMENTS.c.track_id)
        .outerjoin(MODULES, MODULES.c.id == REQUIREMENTS.c.module_id)
    )


LIST = Collection(
    "requirements",
    _rows(),
    key=REQUIREMENTS.c.id,
    sorts={
        "created_at": (By(REQUIREMENTS.c.id),),
        "due_in_days": (By(REQUIREMENTS.c.due_in_days),),
        "subject": (By(sort_key(_SUBJECT_CODE)),),
    },
    default="-created_at",
    filters={
        "state": equals(REQUIREMENTS.c.state, State),
        "track_id": equals(REQUIREMENTS.c.track_id, UUID),
        "module_id": equals(REQUIREMENTS.c.module_id, UUID),
    },
    searched=together(_SUBJECT_CODE, localized_words(_SUBJECT_TITLE), localized_words(REQUIREMENTS.c.reason)),
)
EXEMPTIONS_LIST = Collection(
    "exemptions",
    select(*EXEMPTIONS.c),
    key=EXEMPTIONS.c.id,
    sorts={"granted_at": (By(EXEMPTIONS.c.id),), "until": (By(EXEMPTIONS.c.until),)},
    default="-granted_at",
    filters={"person_id": equals(EXEMPTIONS.c.person_id, UUID)},
    within=EXEMPTIONS.c.requirement_id == bindparam("requirement"),
    personal=True,
)


async def shown(session: AsyncSession, requirement_id: UUID) -> Row[Any]:
    """One requirement as it is answered; 404 when there is none."""
    found: Row[Any] | None = (await session.execute(_rows().where(REQUIREMENTS.c.id == requirement_id))).first()
    if found is None:
        raise Missing
    return found


async def locked(session: AsyncSession, requirement_id: UUID) -> Requirement:
    """One requirement, locked for a move or a change; 404 when there is none."""
    found: Requirement | None = await session.get(
        Requirement, requirement_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise Missing
    return found


async def subject(session: AsyncSession, track_id: UUID | None, module_id: UUID | None) -> Row[Any] | None:
    """The phase of what is asked, and how many modules of it can be taken; None when it is not there."""
    offered = (MODULES.c.state == "published") & (TRACKS.c.state == "published")
    published = func.count().filter(offered).label("published")
    statement = select(TRACKS.c.phase, published).group_by(TRACKS.c.id)
    if module_id is not None:
        statement = statement.join(MODULES, MODULES.c.track_id == TRACKS.c.id).where(MODULES.c.id == module_id)
    else:
        statement = statement.outerjoin(MODULES, MODULES.c.track_id == TRACKS.c.id).where(TRACKS.c.id == track_id)
    return (await session.execute(statement)).first()


# What one person holds is read first, by the person's index: otherwise the planner may read everybody's completions.
_LINES = f"""
WITH held AS MATERIALIZED (
    SELECT c.module_id, max(c.completed_at) AS completed_at
    FROM completions c LEFT JOIN completions taken ON taken.reverses = c.id
    WHERE c.person_id = %(person)s AND c.reverses IS NULL AND taken.id IS NULL
    GROUP BY c.module_id
)
SELECT a.requirement_id, a.assigned_at, a.first_due_at, a.completed_at, a.fresh_from,
    r.track_id, r.module_id, coalesce(r.track_id, r.module_id) AS subject_id,
    r.applies_to, r.due_in_days, r.repeat_every_days,
    r.reason, r.legal_basis, r.sponsor_id,
    coalesce(t.code, s.code) AS subject_code, coalesce(t.title, s.title) AS subject_title,
    (SELECT max(e.until) FROM exemptions e WHERE e.person_id = a.person_id AND e.requirement_id = a.requirement_id)
        AS exempt_until,
    (SELECT coalesce(sum(m.minutes), 0) FROM modules m WHERE {PART} AND NOT EXISTS (
        SELECT FROM held c WHERE c.module_id = m.id
        AND (r.repeat_every_days IS NULL OR {opens_again_sql("c.completed_at")} > %(now)s)
    )) AS minutes
FROM assignments a JOIN requirements r ON r.id = a.requirement_id
LEFT JOIN tracks t ON t.id = r.track_id LEFT JOIN modules s ON s.id = r.module_id
WHERE a.person_id = %(person)s AND (%(due)s::timestamptz IS NULL
    OR (a.first_due_at, a.requirement_id) > (%(due)s::timestamptz, %(after)s::uuid))
ORDER BY a.first_due_at, a.requirement_id LIMIT %(limit)s
"""


class LineRow(NamedTuple):
    """One person's line with its requirement, its subject, and the minutes still to be learned."""

    requirement_id: UUID
    assigned_at: datetime
    first_due_at: datetime
    completed_at: datetime | None
    fresh_from: datetime | None
    track_id: UUID | None
    module_id: UUID | None
    subject_id: UUID
    applies_to: dict[str, Any]
    due_in_days: int
    repeat_every_days: int | None
    reason: dict[str, str]
    legal_basis: str | None
    sponsor_id: UUID | None
    subject_code: str
    subject_title: dict[str, str]
    exempt_until: datetime | None
    minutes: int


async def lines_of(
    connection: psycopg.AsyncConnection[dict[str, Any]],
    person_id: UUID,
    now: datetime,
    *,
    after: tuple[datetime, UUID] | None = None,
    limit: int | None = None,
) -> list[LineRow]:
    """A person's lines, soonest due first: all, or so many after a line's first due moment and requirement."""
    due, line = after or (None, None)
    cursor = connection.cursor(row_factory=tuple_row)
    await cursor.execute(_LINES, {"person": person_id, "now": now, "due": due, "after": line, "limit": limit})
    return [LineRow(*row) for row in await cursor.fetchall()]
