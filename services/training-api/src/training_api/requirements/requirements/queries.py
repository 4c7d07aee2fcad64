"""Every statement on requirements; whoever is meant is found in SQL, for one person and for all of them alike."""

# ruff: noqa: S608 - statements are put together from constants of this file only

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, pipeline, run
from service_kit.domain.audience import means_sql
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, sort_key, together
from service_kit.web.errors import present
from sqlalchemy import Select, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import DateTime, Integer, Uuid

from training_api.catalogue.tracks.rules import State as CatalogueState
from training_api.requirements.requirements.rules import State
from training_api.requirements.requirements.tables import MODULES, TRACKS, Assignment, Requirement

REQUIREMENTS = Requirement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
ASSIGNMENTS = Assignment.__table__  # type: ignore[attr-defined]  # as above

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


def renews_sql(fresh_from: str) -> str:
    """When what was learned from then on is to be repeated, in hours as above; null for what is done once."""
    return f"{fresh_from} + make_interval(hours => 24 * r.repeat_every_days)"


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
    INSERT INTO assignments (person_id, requirement_id, assigned_at, first_due_at, completed_at, fresh_from, renews_at)
    SELECT p.id, r.id, :now, {first_due_sql(":now")},
        passed.completed_at, passed.fresh_from, {renews_sql("passed.fresh_from")}
    FROM people p JOIN requirements r ON {_MEANT} AND {requirements}
    LEFT JOIN passed ON passed.requirement_id = r.id AND passed.person_id = p.id
    WHERE p.active AND {people} ON CONFLICT DO NOTHING"""


def _recount(requirements: str, lines: str, completions: str) -> str:
    return f"""
    WITH {_passed(requirements, completions)}
    UPDATE assignments a SET completed_at = passed.completed_at, fresh_from = passed.fresh_from,
        renews_at = {renews_sql("passed.fresh_from")}
    FROM assignments line JOIN requirements r ON r.id = line.requirement_id
    LEFT JOIN passed USING (requirement_id, person_id)
    WHERE a.person_id = line.person_id AND a.requirement_id = line.requirement_id AND {lines}
    AND (a.completed_at, a.fresh_from) IS DISTINCT FROM (passed.completed_at, passed.fresh_from)"""


_IDS = bindparam("ids", type_=ARRAY(Uuid))
_ID = bindparam("id", type_=Uuid)
_NOW = bindparam("now", type_=DateTime(timezone=True))
_THEIRS = "r.id IN (SELECT requirement_id FROM assignments WHERE person_id = ANY(:ids))"

_RELEASE_PEOPLE = Statement(
    text(f"""
DELETE FROM assignments a USING people p, requirements r
WHERE a.person_id = ANY(:ids) AND p.id = a.person_id AND r.id = a.requirement_id
AND NOT (p.active AND r.state = 'active' AND {_MEANT})
""").bindparams(_IDS)
)
_ASSIGN_PEOPLE = Statement(
    text(_insert("r.state = 'active'", "p.id = ANY(:ids)", "c.person_id = ANY(:ids)")).bindparams(_IDS, _NOW)
)
_ASSIGN_REQUIREMENT = Statement(text(_insert("r.id = :id", "TRUE", "TRUE")).bindparams(_ID, _NOW))
_RELEASE_REQUIREMENT = Statement(text("DELETE FROM assignments WHERE requirement_id = :id").bindparams(_ID))
_LOCK_LINES = Statement(
    text(
        "SELECT 1 FROM assignments WHERE person_id = ANY(:ids) ORDER BY person_id, requirement_id FOR UPDATE"
    ).bindparams(_IDS)
)
_LOCK_TRACK_LINES = Statement(
    text("""
SELECT 1 FROM assignments
WHERE requirement_id IN (SELECT id FROM requirements WHERE state = 'active' AND track_id = :id)
ORDER BY person_id, requirement_id FOR UPDATE
""").bindparams(_ID)
)
_RECOUNT_PEOPLE = Statement(
    text(_recount(_THEIRS, "a.person_id = ANY(:ids)", "c.person_id = ANY(:ids)")).bindparams(_IDS)
)
_RECOUNT_TRACK = Statement(
    text(
        _recount(
            "r.state = 'active' AND r.track_id = :id",
            "a.requirement_id IN (SELECT id FROM requirements WHERE state = 'active' AND track_id = :id)",
            "TRUE",
        )
    ).bindparams(_ID)
)


_ANY_ACTIVE = Statement(text("SELECT EXISTS (SELECT FROM requirements WHERE state = 'active')"))


async def any_active(session: AsyncSession) -> bool:
    """Whether anything is required of anybody; the caller keeps the set of active requirements as it is."""
    return bool(await run(session, _ANY_ACTIVE.value()))


async def reassign(session: AsyncSession, people: Sequence[UUID], now: datetime) -> None:
    """Take away what no longer concerns these people, and give them what does; all lines are locked in one order."""
    theirs = list(people)
    await pipeline(
        session,
        _LOCK_LINES.count(ids=theirs),
        _RELEASE_PEOPLE.count(ids=theirs),
        _ASSIGN_PEOPLE.count(ids=theirs, now=now),
    )


async def assign_to_all(session: AsyncSession, requirement_id: UUID, now: datetime) -> None:
    """Give a requirement to everybody it concerns, in one statement."""
    await run(session, _ASSIGN_REQUIREMENT.count(id=requirement_id, now=now))


async def release_all(session: AsyncSession, requirement_id: UUID) -> None:
    """Take a requirement from everybody."""
    await run(session, _RELEASE_REQUIREMENT.count(id=requirement_id))


async def recount_people(session: AsyncSession, people: Sequence[UUID]) -> None:
    """Set what these people have completed, from their completions.

    Their lines are locked first: of two completions recorded at once the second counts after the first has committed.
    """
    await pipeline(session, _LOCK_LINES.count(ids=list(people)), _RECOUNT_PEOPLE.count(ids=list(people)))


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
    await pipeline(session, _LOCK_TRACK_LINES.count(id=track_id), _RECOUNT_TRACK.count(id=track_id))


_DRY_RUN = Statement(
    text(f"""
WITH {_passed("r.id = :id", "TRUE")}
SELECT count(*) AS people, count(*) FILTER (WHERE {is_fresh_sql("passed", ":now")}) AS already_pass
FROM people p JOIN requirements r ON {_MEANT} AND r.id = :id
LEFT JOIN passed ON passed.requirement_id = r.id AND passed.person_id = p.id WHERE p.active
""").bindparams(_ID, _NOW)
)


async def would_concern(on: Connected, requirement_id: UUID, now: datetime) -> Any:
    """How many people a requirement concerns, and how many of them pass already."""
    return await run(on, _DRY_RUN.first(id=requirement_id, now=now))


# People of one kind share all their requirements, and there are far fewer kinds than people.
_OVER_CAP = Statement(
    text(f"""
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
)


async def people_over_cap(session: AsyncSession, requirement_id: UUID, minutes: int) -> int:
    """How many people would be asked more mandatory minutes a year than the cap, with this requirement added."""
    return int(await run(session, _OVER_CAP.value(id=requirement_id, cap=minutes)))


SUBJECT_CODE = func.coalesce(TRACKS.c.code, MODULES.c.code)
SUBJECT_TITLE = func.coalesce(TRACKS.c.title, MODULES.c.title)


_ROWS: Select[Any] = (
    select(*REQUIREMENTS.c, SUBJECT_CODE.label("subject_code"), SUBJECT_TITLE.label("subject_title"))
    .outerjoin(TRACKS, TRACKS.c.id == REQUIREMENTS.c.track_id)
    .outerjoin(MODULES, MODULES.c.id == REQUIREMENTS.c.module_id)
)
"""Requirements with what they ask, as columns."""


LIST = Collection(
    "requirements",
    _ROWS,
    key=REQUIREMENTS.c.id,
    sorts={
        "created_at": (By(REQUIREMENTS.c.id),),
        "due_in_days": (By(REQUIREMENTS.c.due_in_days),),
        "subject": (By(sort_key(SUBJECT_CODE)),),
    },
    default="-created_at",
    filters={
        "state": equals(REQUIREMENTS.c.state, State),
        "track_id": equals(REQUIREMENTS.c.track_id, UUID),
        "module_id": equals(REQUIREMENTS.c.module_id, UUID),
    },
    searched=together(SUBJECT_CODE, localized_words(SUBJECT_TITLE), localized_words(REQUIREMENTS.c.reason)),
)


_LOCKED = Statement(select(*REQUIREMENTS.c).where(REQUIREMENTS.c.id == _ID).with_for_update())
_SHOWN = Statement(_ROWS.where(REQUIREMENTS.c.id == _ID))


async def shown(on: Connected, requirement_id: UUID) -> Any:
    """One requirement as it is answered; 404 when there is none."""
    return present(await run(on, _SHOWN.first(id=requirement_id)))


async def locked(session: AsyncSession, requirement_id: UUID) -> Requirement:
    """One requirement, locked for a move or a change; 404 when there is none."""
    return session.edit(Requirement, present(await run(session, _LOCKED.first(id=requirement_id))))


_OFFERED = (
    select(
        TRACKS.c.phase,
        func.count()
        .filter(MODULES.c.state == CatalogueState.PUBLISHED, TRACKS.c.state == CatalogueState.PUBLISHED)
        .label("published"),
    )
    .outerjoin(MODULES, MODULES.c.track_id == TRACKS.c.id)
    .group_by(TRACKS.c.id)
)
_OFFERED_BY_TRACK = Statement(_OFFERED.where(TRACKS.c.id == _ID))
_OFFERED_AS_MODULE = Statement(_OFFERED.where(MODULES.c.id == _ID))


async def subject(session: AsyncSession, track_id: UUID | None, module_id: UUID | None) -> Any | None:
    """The phase of what is asked, and how many modules of it can be taken; None when it is not there."""
    asked = _OFFERED_BY_TRACK if module_id is None else _OFFERED_AS_MODULE
    return await run(session, asked.first(id=module_id or track_id))


_BY_WHAT = (
    select(MODULES.c.id, MODULES.c.code, MODULES.c.completion_rule)
    .where(MODULES.c.state == CatalogueState.PUBLISHED)
    .order_by(MODULES.c.code)
)
_COMPLETED_BY_OF_TRACK = Statement(_BY_WHAT.where(MODULES.c.track_id == _ID))
_COMPLETED_BY_OF_MODULE = Statement(_BY_WHAT.where(MODULES.c.id == _ID))


async def asked_modules(session: AsyncSession, requirement: Requirement) -> list[tuple[UUID, str, str | None]]:
    """Of what is asked, each module that can be taken: its id, its code and by what it is completed."""
    asked = _COMPLETED_BY_OF_TRACK if requirement.module_id is None else _COMPLETED_BY_OF_MODULE
    rows = await run(session, asked.rows(id=requirement.module_id or requirement.track_id))
    return [(row.id, row.code, row.completion_rule) for row in rows]
