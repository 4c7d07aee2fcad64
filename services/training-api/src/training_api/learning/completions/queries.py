"""Every SELECT on completions. What was reversed does not count, its entries stay."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from service_kit.data.database import AsyncSession
from service_kit.events.feed_state import INSTANT, Things
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import State
from training_api.directory.people.queries import own_or_reports
from training_api.learning.completions.tables import Completion
from training_api.permissions import Permission

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
    taken_back = aliased(Completion)
    statement = (
        select(col(Completion.module_id))
        .distinct()
        .where(
            col(Completion.person_id) == person_id,
            col(Completion.reverses).is_(None),
            ~select(col(taken_back.id)).where(col(taken_back.reverses) == col(Completion.id)).exists(),
        )
    )
    return set((await session.execute(statement)).scalars())


def _keeps(actor: Actor) -> bool:
    return actor.may(Permission.READ_COMPLETIONS) or actor.may(Permission.WRITE_COMPLETIONS)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Those who keep completions see all, managers also their reports', everyone their own."""
    if _keeps(actor):
        return true()
    return own_or_reports(actor, col(Completion.person_id))


def _whole() -> Select[Any]:
    taken_back = aliased(Completion)
    columns = list(Completion.__table__.c)  # type: ignore[attr-defined]  # SQLModel hides __table__
    return (
        select(
            *columns,
            col(Module.code).label("module_code"),
            col(Module.title).label("module_title"),
            col(taken_back.id).label("reversed_by"),
        )
        .join(Module, col(Module.id) == col(Completion.module_id))
        .outerjoin(taken_back, col(taken_back.reverses) == col(Completion.id))
    )


async def visible(session: AsyncSession, actor: Actor, completion_id: UUID) -> Row[Any]:
    statement = _whole().where(and_(col(Completion.id) == completion_id, visible_to(actor)))
    row: Row[Any] | None = (await session.execute(statement)).one_or_none()
    if row is None:
        raise Missing
    return row


async def recorded(session: AsyncSession, completion_id: UUID) -> Row[Any]:
    """What this transaction has just written."""
    row: Row[Any] = (await session.execute(_whole().where(col(Completion.id) == completion_id))).one()
    return row


async def list_visible(
    session: AsyncSession, actor: Actor, page: PageRequest, *, person: UUID | None, module: str | None
) -> tuple[Sequence[Row[Any]], str | None]:
    statement = _whole().where(visible_to(actor))
    if person is not None:
        statement = statement.where(col(Completion.person_id) == person)
    if module is not None:
        statement = statement.where(col(Module.code) == module)
    return await paginate(session, statement, [Key(Completion.id, descending=True)], page)


async def known_by_external_id(session: AsyncSession, recorded_by: str, external_id: str) -> UUID | None:
    statement = select(col(Completion.id)).where(
        col(Completion.recorded_by) == recorded_by, col(Completion.external_id) == external_id
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def people_by(
    session: AsyncSession, ids: Collection[UUID], numbers: Collection[str]
) -> tuple[set[UUID], dict[str, UUID]]:
    """Which of these people the directory knows, and the ids behind these employee numbers."""
    statement = select(col(Person.id), col(Person.employee_number)).where(
        or_(col(Person.id).in_(ids), col(Person.employee_number).in_(numbers))
    )
    rows = (await session.execute(statement)).all()
    return {row.id for row in rows}, {row.employee_number: row.id for row in rows}


async def shown_modules(
    session: AsyncSession, ids: Collection[UUID], codes: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """Modules that are or were published, by id and by code."""
    statement = select(
        col(Module.id),
        col(Module.code),
        col(Module.edition),
        col(Module.minutes),
        col(Module.credits),
        col(Module.offline),
    ).where(or_(col(Module.id).in_(ids), col(Module.code).in_(codes)), col(Module.state) != State.DRAFT)
    rows = [dict(row) for row in (await session.execute(statement)).mappings()]
    return {key: row for row in rows for key in (str(row["id"]), row["code"])}


def may_see_how(actor: Actor, person_id: UUID) -> bool:
    """Score and evidence are between the learner and those who keep completions."""
    return _keeps(actor) or (actor.person is not None and actor.person.id == person_id)


async def may_see(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """The same question as `visible_to`, about a person."""
    if may_see_how(actor, person_id):  # needs no statement
        return True
    statement = select(col(Person.id)).where(col(Person.id) == person_id, own_or_reports(actor, col(Person.id)))
    return (await session.execute(statement)).first() is not None
