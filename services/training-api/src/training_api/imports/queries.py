"""Every statement of an import: its own row, and the set-based ones that compare a file with the directory."""

# ruff: noqa: S608 - statements are put together from constants of this file only

import csv
import io
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import psycopg
from service_kit.database import AsyncSession
from service_kit.people import COLUMNS
from sqlalchemy import Select, delete, select, text

from training_api.imports.rules import Known, Row
from training_api.imports.tables import PeopleImport, PeopleImportFile

IMPORTS = PeopleImport.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
FILES = PeopleImportFile.__table__  # type: ignore[attr-defined]  # as above

FROM_FILE = (
    "employee_number",
    "user_name",
    "given_name",
    "family_name",
    "email",
    "locale",
    "department",
    "division",
    "job_profile",
    "manager_id",
    "location",
    "active",
)
"""The person's columns that a file sets."""


def listed() -> Select[Any]:
    """Imports without their errors, which can be many."""
    return select(*(column for column in IMPORTS.c if column.name != "errors"))


async def content_of(session: AsyncSession, import_id: UUID) -> bytes | None:
    """The file as it came; None when it has been applied."""
    return (await session.execute(select(FILES.c.content).where(FILES.c.import_id == import_id))).scalar_one_or_none()


async def forget_content(session: AsyncSession, import_id: UUID) -> None:
    """The file is not kept longer than it is needed."""
    await session.execute(delete(FILES).where(FILES.c.import_id == import_id))


async def locked(session: AsyncSession, import_id: UUID) -> PeopleImport | None:
    """The import, locked: only one worker moves it on."""
    return await session.get(PeopleImport, import_id, with_for_update=True, populate_existing=True)


async def directory(session: AsyncSession) -> tuple[list[Known], dict[str, UUID]]:
    """What a file can collide with, and everyone's id by employee number."""
    statement = text(
        "SELECT p.id, p.employee_number, p.user_name, m.employee_number AS manager "
        "FROM people p LEFT JOIN people m ON m.id = p.manager_id"
    )
    rows = (await session.execute(statement)).all()
    return [Known(*row[1:]) for row in rows], {row[1]: row[0] for row in rows}


def staged_text(rows: Sequence[Row], ids: dict[str, UUID]) -> str:
    """The rows as CSV for COPY, in the order given, with ids instead of numbers; an empty value is NULL."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for place, row in enumerate(rows):
        manager = ids[row.manager] if row.manager else None
        writer.writerow([place, ids[row.employee_number], *row[1:10], manager, row.location, row.active])
    return lines.getvalue()


_STAGE = (
    "DROP TABLE IF EXISTS staged_people, planned_people",
    f"""CREATE TEMPORARY TABLE staged_people ON COMMIT DROP AS
    SELECT 0 AS place, id, {", ".join(FROM_FILE)} FROM people WITH NO DATA""",
)
_COPY = f"COPY staged_people (place, id, {', '.join(FROM_FILE)}) FROM STDIN (FORMAT csv)"
_DIFFERENCES = ", ".join(f"CASE WHEN p.{name} IS DISTINCT FROM s.{name} THEN '{name}' END" for name in FROM_FILE)
_PLAN = f"""
CREATE TEMPORARY TABLE planned_people ON COMMIT DROP AS
SELECT s.*, p.id IS NULL AS is_new, p.active AS was_active, p.manager_id AS former_manager_id,
    CASE WHEN p.id IS NULL THEN string_to_array('{",".join(COLUMNS)}', ',')
    ELSE array_remove(ARRAY[{_DIFFERENCES}], NULL) END AS changed
FROM staged_people s LEFT JOIN people p ON p.id = s.id
WHERE p.id IS NULL
OR ({", ".join(f"p.{name}" for name in FROM_FILE)}) IS DISTINCT FROM ({", ".join(f"s.{name}" for name in FROM_FILE)})
"""


async def stage(session: AsyncSession, staged: str) -> None:
    """Bring the rows in by COPY, and plan what differs from the directory."""
    for statement in _STAGE:
        await session.execute(text(statement))
    raw = await (await session.connection()).get_raw_connection()
    connection: psycopg.AsyncConnection[Any] = raw.driver_connection  # type: ignore[assignment]  # ours is psycopg
    async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        await copy.write(staged)
    await session.execute(text("ANALYZE staged_people"))
    await session.execute(text(_PLAN))


async def planned(session: AsyncSession) -> tuple[int, int, int]:
    """How many the plan creates, updates and deactivates; each person counts once."""
    statement = text(
        "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new AND NOT (was_active AND NOT active)),"
        " count(*) FILTER (WHERE NOT is_new AND was_active AND NOT active) FROM planned_people"
    )
    created, updated, deactivated = (await session.execute(statement)).one()
    return created, updated, deactivated


async def changed(session: AsyncSession) -> dict[UUID, Collection[str]]:
    """Whom the plan touches and in which columns, managers before those who report to them."""
    rows = await session.execute(text("SELECT id, changed FROM planned_people ORDER BY place"))
    return {row.id: row.changed for row in rows}


async def superiors(session: AsyncSession) -> set[UUID]:
    """Who gains or loses a report by the plan."""
    statement = text(
        "SELECT DISTINCT superior FROM planned_people, unnest(ARRAY[manager_id, former_manager_id]) AS superior "
        "WHERE superior IS NOT NULL AND (is_new OR changed && ARRAY['manager_id', 'active'])"
    )
    return set((await session.execute(statement)).scalars())


_INSERT = f"""
INSERT INTO people (id, {", ".join(FROM_FILE)}, updated_at)
SELECT id, {", ".join(FROM_FILE)}, :now FROM planned_people WHERE is_new AND place >= :first AND place < :beyond
ORDER BY place
"""
_UPDATE = f"""
UPDATE people p SET {", ".join(f"{name} = s.{name}" for name in FROM_FILE)}, version = p.version + 1, updated_at = :now
FROM planned_people s WHERE p.id = s.id AND NOT s.is_new AND s.place >= :first AND s.place < :beyond
"""


async def apply(session: AsyncSession, first: int, beyond: int, now: Any) -> None:
    """Carry out the plan for the rows of these places."""
    places = {"first": first, "beyond": beyond, "now": now}
    await session.execute(text(_UPDATE), places)
    await session.execute(text(_INSERT), places)


PROGRESS = "UPDATE people_imports SET done = %s, total = %s WHERE id = %s"
