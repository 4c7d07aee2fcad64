"""Every statement of an import: its own row, and the set-based ones that compare a file with the directory."""

# ruff: noqa: S608 - statements are put together from constants of this file only

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row
from service_kit.data.database import AsyncSession
from sqlalchemy import Select, delete, select, text

from training_api.directory.imports.comparison import PERSON_COLUMNS, Known
from training_api.directory.imports.rules import Row, RowError
from training_api.directory.imports.tables import PeopleImport, PeopleImportError, PeopleImportFile

IMPORTS = PeopleImport.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
ERRORS = PeopleImportError.__table__  # type: ignore[attr-defined]  # as above
FILES = PeopleImportFile.__table__  # type: ignore[attr-defined]  # as above


def listed() -> Select[Any]:
    """Imports without their errors, which can be many."""
    return select(*(column for column in IMPORTS.c if column.name not in ("errors", "error_codes")))


def errors_of(import_id: UUID, code: str | None) -> Select[Any]:
    """What was wrong with the rows of one file, all or of one kind."""
    statement = select(*ERRORS.c).where(ERRORS.c.import_id == import_id)
    return statement if code is None else statement.where(ERRORS.c.code == code)


async def keep_errors(session: AsyncSession, import_id: UUID, errors: Iterable[RowError]) -> None:
    """Put the errors of a file away by COPY, in the order given."""
    if not (rows := [(import_id, place, *astuple(error)) for place, error in enumerate(errors, 1)]):
        return
    connection = await _raw(session)
    statement = 'COPY people_import_errors (import_id, place, line, "column", code, detail) FROM STDIN'
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)


async def content_of(session: AsyncSession, import_id: UUID) -> bytes | None:
    """The file as it came; None when it has been applied."""
    return (await session.execute(select(FILES.c.content).where(FILES.c.import_id == import_id))).scalar_one_or_none()


async def forget_content(session: AsyncSession, import_id: UUID) -> None:
    """The file is not kept longer than it is needed."""
    await session.execute(delete(FILES).where(FILES.c.import_id == import_id))


async def locked(session: AsyncSession, import_id: UUID) -> PeopleImport | None:
    """The import, locked: only one worker moves it on."""
    return await session.get(PeopleImport, import_id, with_for_update=True, populate_existing=True)


async def _raw(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    raw = await (await session.connection()).get_raw_connection()
    return cast("psycopg.AsyncConnection[Any]", raw.driver_connection)


_DIRECTORY = """
SELECT p.employee_number, p.user_name, p.given_name, p.family_name, p.email, p.locale, p.department, p.division,
    p.job_profile, m.employee_number, p.location, p.active, p.id::text
FROM people p LEFT JOIN people m ON m.id = p.manager_id
"""


async def directory(session: AsyncSession) -> dict[str, Known]:
    """Everybody by employee number. Plain psycopg: this is the largest read there is."""
    async with (await _raw(session)).cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(_DIRECTORY)
        return {row[0]: Known(*row) for row in await cursor.fetchall()}


def copied(rows: Iterable[Row], ids: Mapping[str, str], leads: Collection[str], now: datetime) -> str:
    """The rows as CSV for COPY, with ids instead of numbers; an empty value is NULL."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")  # so that it quotes a value with either of them in it
    moment = now.isoformat()
    for row in rows:
        manager = ids[row.manager] if row.manager else None
        roles = "{employee,manager}" if row.employee_number in leads else "{employee}"
        writer.writerow([ids[row.employee_number], *row[1:10], manager, row.location, row.active, roles, moment])
    return lines.getvalue()


_COLUMNS = f"id, {', '.join(PERSON_COLUMNS)}, roles, updated_at"
_STAGE = (
    "DROP TABLE IF EXISTS changed_people",
    f"CREATE TEMPORARY TABLE changed_people ON COMMIT DROP AS SELECT {_COLUMNS} FROM people WITH NO DATA",
)
_UPDATE = f"""
UPDATE people p SET {", ".join(f"{name} = s.{name}" for name in PERSON_COLUMNS)},
    version = p.version + 1, updated_at = s.updated_at
FROM changed_people s WHERE p.id = s.id
"""
# New words gather in the search index's pending list and are sorted in at once, instead of every 4 MB.
_GATHER_WORDS = "SET LOCAL gin_pending_list_limit = 131072"
_SORT_WORDS_IN = """
SELECT gin_clean_pending_list(oid) FROM pg_class
WHERE relname IN ('ix_people_searched', 'ix_people_names_searched') AND pg_has_role(relowner, 'USAGE')
"""


async def _copy(session: AsyncSession, table: str, rows: str) -> None:
    connection = await _raw(session)
    async with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({_COLUMNS}) FROM STDIN (FORMAT csv)") as copy:
        await copy.write(rows)


async def add(session: AsyncSession, rows: str) -> None:
    """Bring new people into the directory by COPY."""
    await session.execute(text(_GATHER_WORDS))
    await _copy(session, "people", rows)


async def change(session: AsyncSession, rows: str) -> None:
    """Bring changed people in by COPY, and update them in one statement."""
    for statement in _STAGE:
        await session.execute(text(statement))
    await _copy(session, "changed_people", rows)
    await session.execute(text("ANALYZE changed_people"))
    await session.execute(text(_UPDATE))


async def sort_words_in(connection: psycopg.AsyncConnection[Any]) -> None:
    """Make searching quick again after many people came; where another role owns the index, the vacuum does it."""
    await connection.execute(_SORT_WORDS_IN)


PROGRESS = "UPDATE people_imports SET done = %s, total = %s WHERE id = %s"
