"""Every statement of an import: its own row, and the set-based ones that compare a file with the directory."""

import csv
import io
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, pipeline, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.web.errors import present
from sqlalchemy import (
    Boolean,
    ColumnClause,
    Integer,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
    text,
    update,
)

from training_api.directory.imports.rules import Known, Row, Status
from training_api.directory.imports.tables import PeopleImport, PeopleImportError, PeopleImportFile
from training_api.directory.people import rules as people
from training_api.directory.people.rules import Carried
from training_api.directory.spreadsheets.rules import RowError

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
    # The causes, or what follows from the one on a line.
    within=and_(
        ERRORS.c.import_id == bindparam("import"), func.coalesce(ERRORS.c.caused_by, 0) == bindparam("caused_by_line")
    ),
    personal=True,
)


_IMPORT, _NOW_DONE = bindparam("import", type_=Uuid), bindparam("now_done", type_=Integer)
_ONE = Statement(select(*IMPORTS.c).where(IMPORTS.c.id == _IMPORT))
_LOCKED = Statement(select(*IMPORTS.c).where(IMPORTS.c.id == _IMPORT).with_for_update())
_CONTENT = Statement(select(FILES.c.content).where(FILES.c.import_id == _IMPORT))
_FORGET_CONTENT = Statement(delete(FILES).where(FILES.c.import_id == _IMPORT))
_PROGRESS = Statement(
    update(IMPORTS).where(IMPORTS.c.id == _IMPORT).values(done=_NOW_DONE, total=bindparam("of", type_=Integer))
)


def by_id(import_id: UUID) -> Bound[Any | None]:
    """One import."""
    return _ONE.first(**{"import": import_id})


async def found(on: Connected, import_id: UUID) -> Any:
    """One import; 404 when there is none."""
    return present(await run(on, by_id(import_id)))


async def keep_errors(session: AsyncSession, import_id: UUID, errors: Iterable[RowError]) -> None:
    """Put the errors of a file away by COPY, in the order given."""
    rows = [
        (
            *(import_id, place, error.line, error.column, error.code, Jsonb(dict(error.parameters))),
            *(error.effect, error.caused_by, error.consequences),
        )
        for place, error in enumerate(errors, 1)
    ]
    if not rows:
        return
    connection = await session.driver()
    columns = 'import_id, place, line, "column", code, parameters, effect, caused_by, consequences'
    statement = f"COPY people_import_errors ({columns}) FROM STDIN"
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)


async def content_of(session: AsyncSession, import_id: UUID) -> bytes | None:
    """The file as it came; None when it has been applied."""
    content: bytes | None = await run(session, _CONTENT.value(**{"import": import_id}))
    return content


async def forget_content(session: AsyncSession, import_id: UUID) -> None:
    """The file is not kept longer than it is needed."""
    await run(session, _FORGET_CONTENT.count(**{"import": import_id}))


async def locked(session: AsyncSession, import_id: UUID) -> PeopleImport | None:
    """The import, locked: only one worker moves it on."""
    row = await run(session, _LOCKED.first(**{"import": import_id}))
    return None if row is None else session.edit(PeopleImport, row)


@dataclass(frozen=True, slots=True)
class _Bulk:
    """What reads and writes everybody, by the columns that HR's file carries."""

    directory: Statement
    change: Statement
    copied: str


@cache
def _bulk(carried: Carried) -> _Bulk:
    copied = ("id", *carried.names, "roles", "updated_at")
    columns: list[ColumnClause[Any]] = [
        column(name) for name in dict.fromkeys((*copied, "employee_number", "manager_id", "version"))
    ]
    stored, changed = table("people", *columns), table("changed_people", *(column(name) for name in copied))
    manager = stored.alias("manager")
    values = [manager.c.employee_number if one.of_a_person else stored.c[one.name] for one in carried.columns]
    everybody = select(
        cast(stored.c.id, Text).label("person_id"),
        *(value.label(f"value_{place}") for place, value in enumerate(values)),
    ).outerjoin_from(stored, manager, manager.c.id == stored.c.manager_id)
    rewritten = {name: changed.c[name] for name in (*carried.names, "updated_at")}
    change = update(stored).where(stored.c.id == changed.c.id).values(**rewritten, version=stored.c.version + 1)
    return _Bulk(Statement(everybody), Statement(change), ", ".join(copied))


def directory() -> Bound[list[Any]]:
    """Everybody: their id, and the values that a file carries of them."""
    return _bulk(people.CARRIED).directory.rows()


def by_number(everybody: Iterable[Any]) -> dict[str, Known]:
    """What `directory` answers, by employee number."""
    made = people.CARRIED.values
    known = (Known(person_id, made(*values)) for person_id, *values in everybody)
    return {one.person.employee_number: one for one in known}


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


# Core has no words for a temporary table like another, nor for COPY.
_DROP_CHANGED = Statement(text("DROP TABLE IF EXISTS changed_people"))
_MAKE_CHANGED = Statement(text("CREATE TEMPORARY TABLE changed_people ON COMMIT DROP AS TABLE people WITH NO DATA"))
_ANALYZE_CHANGED = Statement(text("ANALYZE changed_people"))
# New words gather in the search index's pending list and are sorted in at once, instead of every 4 MB.
_GATHER_WORDS = Statement(
    select(func.set_config("gin_pending_list_limit", "131072", literal_column("true")).label("limit"))
)
_pg_class = table("pg_class", column("oid"), column("relname", Text), column("relowner"))
_SORT_WORDS_IN = Statement(
    select(func.gin_clean_pending_list(_pg_class.c.oid).label("pages")).where(
        _pg_class.c.relname.in_(["ix_people_searched", "ix_people_names_searched"]),
        func.pg_has_role(_pg_class.c.relowner, "USAGE", type_=Boolean),
    )
)


async def _copy(session: AsyncSession, table: str, rows: str) -> None:
    connection = await session.driver()
    statement = f"COPY {table} ({_bulk(people.CARRIED).copied}) FROM STDIN (FORMAT csv)"
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(rows)


async def add(session: AsyncSession, rows: str) -> None:
    """Bring new people into the directory by COPY."""
    await run(session, _GATHER_WORDS.value())
    await _copy(session, "people", rows)


async def change(session: AsyncSession, rows: str) -> None:
    """Bring changed people in by COPY, and update them in one statement."""
    await pipeline(session, _DROP_CHANGED.count(), _MAKE_CHANGED.count())
    await _copy(session, "changed_people", rows)
    await pipeline(session, _ANALYZE_CHANGED.count(), _bulk(people.CARRIED).change.count())


async def sort_words_in(on: Connected) -> None:
    """Make searching quick again after many people came; where another role owns the index, the vacuum does it."""
    await run(on, _SORT_WORDS_IN.rows())


async def note_progress(on: Connected, import_id: UUID, done: int, total: int) -> None:
    """How far an import has come."""
    await run(on, _PROGRESS.count(**{"import": import_id, "now_done": done, "of": total}))
