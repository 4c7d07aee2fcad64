"""Every statement of an import: its own row, and the set-based ones that compare a file with the directory."""

# ruff: noqa: S608 - statements are put together from constants of this file only

import csv
import io
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb
from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.web.errors import Missing
from sqlalchemy import bindparam, delete, select, text

from training_api.directory.imports.rules import Known, Row, RowError, Status
from training_api.directory.imports.tables import PeopleImport, PeopleImportError, PeopleImportFile
from training_api.directory.people import rules as people
from training_api.directory.people.rules import Carried

IMPORTS = PeopleImport.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
ERRORS = PeopleImportError.__table__  # type: ignore[attr-defined]  # as above
FILES = PeopleImportFile.__table__  # type: ignore[attr-defined]  # as above


LIST = Collection(
    "people-imports",
    # Without their errors, which can be many.
    select(*(column for column in IMPORTS.c if column.name not in ("errors", "error_codes"))),
    key=IMPORTS.c.id,
    sorts={"requested_at": (By(IMPORTS.c.id),)},
    default="-requested_at",
    filters={"status": equals(IMPORTS.c.status, Status), "dry_run": equals(IMPORTS.c.dry_run, bool)},
)
ERRORS_LIST = Collection(
    "people-import-errors",
    select(*ERRORS.c),
    key=ERRORS.c.place,
    sorts={"line": (By(ERRORS.c.place),)},
    default="line",
    filters={"code": equals(ERRORS.c.code, Annotated[str, Field(max_length=64)], "Only errors of this kind.")},
    within=ERRORS.c.import_id == bindparam("import"),
    personal=True,
)


async def found(session: AsyncSession, import_id: UUID) -> PeopleImport:
    """One import; 404 when there is none."""
    known = await session.get(PeopleImport, import_id)
    if known is None:
        raise Missing
    return known


async def keep_errors(session: AsyncSession, import_id: UUID, errors: Iterable[RowError]) -> None:
    """Put the errors of a file away by COPY, in the order given."""
    rows = [
        (import_id, place, error.line, error.column, error.code, Jsonb(dict(error.parameters)))
        for place, error in enumerate(errors, 1)
    ]
    if not rows:
        return
    connection = await _raw(session)
    statement = 'COPY people_import_errors (import_id, place, line, "column", code, parameters) FROM STDIN'
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


def _directory_sql(carried: Carried) -> str:
    values = ("m.employee_number" if column.of_a_person else f"p.{column.name}" for column in carried.columns)
    return f"SELECT p.id::text, {', '.join(values)} FROM people p LEFT JOIN people m ON m.id = p.manager_id"


async def directory(session: AsyncSession) -> dict[str, Known]:
    """Everybody by employee number. Plain psycopg: this is the largest read there is."""
    carried = people.CARRIED
    async with (await _raw(session)).cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(_directory_sql(carried))
        everybody = (Known(person_id, carried.values(*values)) for person_id, *values in await cursor.fetchall())
        return {known.person.employee_number: known for known in everybody}


def copied(rows: Iterable[Row], ids: Mapping[str, str], leads: Container[str | None], now: datetime) -> str:
    """The rows as CSV for COPY, with ids instead of numbers; an empty value is NULL."""
    carried = people.CARRIED
    refers = [place for place, column in enumerate(carried.columns) if column.of_a_person]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")  # so that it quotes a value with either of them in it
    moment = now.isoformat()
    for row in rows:
        values: list[Any] = list(row.person)  # type: ignore[call-overload]  # the values are a named tuple
        for place in refers:
            values[place] = ids[values[place]] if values[place] else None
        number = row.person.employee_number
        roles = "{employee,manager}" if number in leads else "{employee}"
        writer.writerow([ids[number], *values, roles, moment])
    return lines.getvalue()


def _copied_columns(carried: Carried) -> str:
    return ", ".join(("id", *carried.names, "roles", "updated_at"))


def _update_sql(carried: Carried) -> str:
    return (
        f"UPDATE people p SET {', '.join(f'{name} = s.{name}' for name in carried.names)}, version = p.version + 1, "
        "updated_at = s.updated_at FROM changed_people s WHERE p.id = s.id"
    )


# New words gather in the search index's pending list and are sorted in at once, instead of every 4 MB.
_GATHER_WORDS = "SET LOCAL gin_pending_list_limit = 131072"
_SORT_WORDS_IN = """
SELECT gin_clean_pending_list(oid) FROM pg_class
WHERE relname IN ('ix_people_searched', 'ix_people_names_searched') AND pg_has_role(relowner, 'USAGE')
"""


async def _copy(session: AsyncSession, table: str, rows: str) -> None:
    connection = await _raw(session)
    statement = f"COPY {table} ({_copied_columns(people.CARRIED)}) FROM STDIN (FORMAT csv)"
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(rows)


async def add(session: AsyncSession, rows: str) -> None:
    """Bring new people into the directory by COPY."""
    await session.execute(text(_GATHER_WORDS))
    await _copy(session, "people", rows)


async def change(session: AsyncSession, rows: str) -> None:
    """Bring changed people in by COPY, and update them in one statement."""
    columns = _copied_columns(people.CARRIED)
    await session.execute(text("DROP TABLE IF EXISTS changed_people"))
    await session.execute(
        text(f"CREATE TEMPORARY TABLE changed_people ON COMMIT DROP AS SELECT {columns} FROM people WITH NO DATA")
    )
    await _copy(session, "changed_people", rows)
    await session.execute(text("ANALYZE changed_people"))
    await session.execute(text(_update_sql(people.CARRIED)))


async def sort_words_in(connection: psycopg.AsyncConnection[Any]) -> None:
    """Make searching quick again after many people came; where another role owns the index, the vacuum does it."""
    await connection.execute(_SORT_WORDS_IN)


PROGRESS = "UPDATE people_imports SET done = %s, total = %s WHERE id = %s"
