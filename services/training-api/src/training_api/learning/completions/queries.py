"""Every SELECT on completions; `visible_to` is here. What was reversed does not count, its entries stay."""

from collections.abc import Collection as Several
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.events.feed_state import INSTANT, Things
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.people import Person
from sqlalchemy import ColumnElement, Row, Select, or_, select, true
from sqlmodel import col

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.tracks.rules import State
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.directory.people.queries import own_or_reports
from training_api.learning.completions import rules
from training_api.learning.completions.tables import Completion

completions = Completion.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
taken_back = completions.alias("taken_back")

TRANSCRIPT = """
SELECT c.id, c.module_id, m.code AS module_code, m.title AS module_title, c.edition, c.score, c.minutes, c.credits,
       c.offline, c.source, c.reverses, r.id AS reversed_by, c.reason, c.completed_at
FROM completions c JOIN modules m ON m.id = c.module_id LEFT JOIN completions r ON r.reverses = c.id
WHERE c.person_id = %(person)s AND (%(before)s::uuid IS NULL OR c.id < %(before)s)
ORDER BY c.id DESC LIMIT %(limit)s
"""

TOTALS = """
SELECT count(*) AS modules, coalesce(sum(credits), 0) AS credits, coalesce(sum(minutes), 0) AS minutes,
       coalesce(sum(credits) FILTER (WHERE offline), 0) AS offline_credits
FROM (SELECT DISTINCT ON (c.module_id) c.credits, c.minutes, c.offline FROM completions c
      WHERE c.person_id = %(person)s AND c.reverses IS NULL
        AND NOT EXISTS (SELECT FROM completions r WHERE r.reverses = c.id)
      ORDER BY c.module_id, c.completed_at DESC) AS latest
"""

CHECK = """
SELECT m.id AS module_id, m.code AS module_code, c.id AS completion_id, c.completed_at, c.score
FROM modules m LEFT JOIN LATERAL (
    SELECT c.id, c.completed_at, c.score FROM completions c
    WHERE c.person_id = %(person)s AND c.module_id = m.id AND c.reverses IS NULL
      AND NOT EXISTS (SELECT FROM completions r WHERE r.reverses = c.id)
    ORDER BY c.completed_at DESC LIMIT 1) c ON true
WHERE m.code = %(module)s OR m.id::text = %(module)s
"""


# What followers keep of a completion; the entry that takes one back is told as a fact of the first.
REPLICATED = Things(
    kind="completion",
    source="completions c JOIN modules m ON m.id = c.module_id LEFT JOIN completions r ON r.reverses = c.id",
    key="c.id",
    where="c.reverses IS NULL",
    facts=f"jsonb_build_array(c.person_id, c.module_id, {INSTANT.format('c.completed_at')}, r.id IS NOT NULL)",
)
REPLICATED_COLUMNS = (
    "c.id, c.person_id, c.module_id, m.code AS module_code, c.credits, c.minutes, c.source, c.completed_at, "
    "c.recorded_at, r.recorded_at AS reversed_at"
)


async def transcript(
    connection: AsyncConnection[dict[str, Any]], person_id: UUID, *, before: UUID | None, limit: int
) -> list[dict[str, Any]]:
    wanted = {"person": person_id, "before": before, "limit": limit}
    return await (await connection.execute(TRANSCRIPT, wanted)).fetchall()


async def totals(connection: AsyncConnection[dict[str, Any]], person_id: UUID) -> dict[str, Any] | None:
    return await (await connection.execute(TOTALS, {"person": person_id})).fetchone()


async def check(connection: AsyncConnection[dict[str, Any]], person_id: UUID, module: str) -> dict[str, Any] | None:
    """The latest completion of a module, named by code or id; None when there is no such module."""
    return await (await connection.execute(CHECK, {"person": person_id, "module": module})).fetchone()


async def modules_done(session: AsyncSession, person_id: UUID) -> set[UUID]:
    """Modules the person has completed, whenever."""
    statement = (
        select(completions.c.module_id)
        .distinct()
        .where(
            completions.c.person_id == person_id,
            completions.c.reverses.is_(None),
            ~select(taken_back.c.id).where(taken_back.c.reverses == completions.c.id).exists(),
        )
    )
    return set((await session.execute(statement)).scalars())


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who keep completions see all, managers also their reports', everyone their own."""
    if rules.keeps_completions(actor):
        return true()
    return own_or_reports(actor, completions.c.person_id)


def _coded(code: Any) -> ColumnElement[UUID]:
    """The module's id, found first: the index on it has the order of the list."""
    return select(modules.c.id).where(modules.c.code == code).scalar_subquery()


WHOLE: Select[Any] = (
    select(
        *completions.c,
        modules.c.code.label("module_code"),
        modules.c.title.label("module_title"),
        taken_back.c.id.label("reversed_by"),
    )
    .join(modules, modules.c.id == completions.c.module_id)
    .outerjoin(taken_back, taken_back.c.reverses == completions.c.id)
)
LIST = Collection(
    "completions",
    WHOLE,
    key=completions.c.id,
    sorts={"recorded_at": (By(completions.c.id),)},
    default="-recorded_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(completions.c.person_id, UUID),
        "module": selects(lambda code: completions.c.module_id == _coded(code), SoughtCode, "The module's code."),
    },
    personal=True,
)
# As a file; its pages are TRANSCRIPT, which is hot.
MINE = replace(
    LIST, name="transcript", visible_to=lambda asking: completions.c.person_id == asking.actor.person_id, filters={}
)


async def recorded(session: AsyncSession, completion_id: UUID) -> Row[Any]:
    """What this transaction has just written."""
    row: Row[Any] = (await session.execute(WHOLE.where(completions.c.id == completion_id))).one()
    return row


async def known_by_external_id(session: AsyncSession, recorded_by: str, external_id: str) -> UUID | None:
    statement = select(completions.c.id).where(
        completions.c.recorded_by == recorded_by, completions.c.external_id == external_id
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def people_by(
    session: AsyncSession, ids: Several[UUID], numbers: Several[str]
) -> tuple[set[UUID], dict[str, UUID]]:
    """Which of these people the directory knows, and the ids behind these employee numbers."""
    statement = select(col(Person.id), col(Person.employee_number)).where(
        or_(col(Person.id).in_(ids), col(Person.employee_number).in_(numbers))
    )
    rows = (await session.execute(statement)).all()
    return {row.id for row in rows}, {row.employee_number: row.id for row in rows}


async def shown_modules(session: AsyncSession, ids: Several[UUID], codes: Several[str]) -> dict[str, Mapping[str, Any]]:
    """Modules that are or were published, by id and by code."""
    statement = select(
        modules.c.id,
        modules.c.code,
        modules.c.edition,
        modules.c.minutes,
        modules.c.credits,
        modules.c.offline,
    ).where(or_(modules.c.id.in_(ids), modules.c.code.in_(codes)), modules.c.state != State.DRAFT)
    rows = [dict(row) for row in (await session.execute(statement)).mappings()]
    return {key: row for row in rows for key in (str(row["id"]), row["code"])}


async def may_see(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """The same question as `visible_to`, about a person."""
    if rules.may_see_how(actor, person_id):  # needs no statement
        return True
    statement = select(col(Person.id)).where(col(Person.id) == person_id, own_or_reports(actor, col(Person.id)))
    return (await session.execute(statement)).first() is not None
