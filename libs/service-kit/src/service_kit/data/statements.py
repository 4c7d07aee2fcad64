"""Statements: declared once on the tables, compiled once, run on the driver's own connection.

    _LATEST = Statement(select(enrolments.c.id).where(enrolments.c.person_id == bindparam("person")))

    known = await run(session, _LATEST.first(person=person.id))
    known, module = await pipeline(session, _LATEST.first(person=person.id), modules.FIND.first(module=module_id))

A statement is Core on SQLModel's tables, so that columns and their types stand in one place. Whatever differs from one
time to the next is a `bindparam` with a name; every other value is written into the text, so that partial indexes are
found. It is compiled at first use, prepared by the server, and its rows are named tuples: no entities, no change
tracking. In a session it runs inside its transaction; on a connection for reads it commits by itself.
"""

import json
import re
from collections import namedtuple
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, overload
from weakref import WeakKeyDictionary

import psycopg
from psycopg import AsyncRawCursor, AsyncRawServerCursor
from pydantic_core import to_json
from sqlalchemy import (
    JSON,
    BindParameter,
    Connection,
    Engine,
    Executable,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import visitors
from sqlalchemy.types import Float, Numeric, TypeEngine

from service_kit.data.lock_texts import Taken, taken_by

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


class Transaction(Protocol):
    """What has a connection of the driver, and something to do before statements run on it: a session."""

    async def driver(self, bounds: Iterable["Bound[Any]"]) -> psycopg.AsyncConnection[Any]:
        """The connection for these statements."""
        ...


Connected = Transaction | psycopg.AsyncConnection[Any]
"""Where a statement runs: in the transaction of a session, or on a connection for reads."""
Rows = list[Any]
_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own
_FLOAT8, _NUMERIC = 701, 1700  # what PostgreSQL calls these types to a driver
_TABLES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+(?:ONLY\s+)?\"?(\w+)\b(?!\()")
round_trips: list[Callable[[Sequence[str]], None]] = []
"""Who hears of every trip to the server, with the texts of the statements it carried; for tests."""
watchers: WeakKeyDictionary[Engine, Callable[[Connection, Iterable[Taken]], None]] = WeakKeyDictionary()
"""Who is to know, by engine, which locks a transaction takes."""


@dataclass(frozen=True, slots=True)
class Bound(Generic[T_co]):
    """A statement with its values, and what its answer is made into; `run` or `pipeline` executes it."""

    statement: "Statement"
    values: Sequence[Any]
    answer: Callable[[psycopg.AsyncCursor[Any], Rows], T_co]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: bytes
    text: str
    names: tuple[str, ...]
    callables: Mapping[str, Callable[[], Any]]
    writers: Sequence[tuple[str, Callable[[Any], Any] | None]]
    row_factory: Any
    locks: tuple[Taken, ...]
    tables: frozenset[str]


class Statement:
    """A Core statement with named parameters. Its methods say what is wanted of the rows, and take the parameters."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: Executable) -> None:
        self.source = source
        self._compiled: _Compiled | None = None

    @property
    def compiled(self) -> _Compiled:
        """As it goes to the driver; compiled at first use."""
        found = self._compiled
        if found is None:
            found = self._compiled = _compile(self.source)
        return found

    @property
    def text(self) -> str:
        """The SQL, with `$1` and so on for its parameters."""
        return self.compiled.text

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables that it reads or writes, as far as its text tells."""
        return self.compiled.tables

    def rows(self, **values: Any) -> Bound[Rows]:
        """All rows."""
        return self._bound(_all, values)

    def first(self, **values: Any) -> Bound[Any | None]:
        """The first row, or None."""
        return self._bound(_first, values)

    def value(self, **values: Any) -> Bound[Any]:
        """The first column of the first row, or None."""
        return self._bound(_value, values)

    def values(self, **values: Any) -> Bound[list[Any]]:
        """The first column of all rows."""
        return self._bound(_values, values)

    def count(self, **values: Any) -> Bound[int]:
        """How many rows it wrote, or read."""
        return self._bound(_count, values)

    def _bound(self, answer: Callable[[psycopg.AsyncCursor[Any], Rows], T], given: Mapping[str, Any]) -> Bound[T]:
        compiled = self.compiled
        if len(given) != len(compiled.names) or any(name not in given for name in compiled.names):
            raise TypeError(f"this statement takes {sorted(compiled.names)}, not {sorted(given)}")
        values = [
            compiled.callables[name]() if name in compiled.callables else write(given[name]) if write else given[name]
            for name, write in compiled.writers
        ]
        return Bound(self, values, answer)


def _all(_cursor: psycopg.AsyncCursor[Any], rows: Rows) -> Rows:
    return rows


def _first(_cursor: psycopg.AsyncCursor[Any], rows: Rows) -> Any | None:
    return rows[0] if rows else None


def _value(_cursor: psycopg.AsyncCursor[Any], rows: Rows) -> Any:
    return rows[0][0] if rows else None


def _values(_cursor: psycopg.AsyncCursor[Any], rows: Rows) -> list[Any]:
    return [row[0] for row in rows]


def _count(cursor: psycopg.AsyncCursor[Any], _rows: Rows) -> int:
    return cursor.rowcount


def _compile(source: Executable) -> _Compiled:
    callables: dict[str, Callable[[], Any]] = {}

    def written(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        if element.callable is not None:
            callables[element.key] = element.callable
            return bindparam(element.key, type_=element.type)
        if not element.unique and element.value is None:
            return None
        if isinstance(element.type, JSON) and element.value is not None:
            quoted = json.dumps(element.value).replace("'", "''")
            return literal_column(f"'{quoted}'::jsonb", element.type)
        return element.render_literal_execute()

    whole: Any = source
    statement: Any = visitors.replacement_traverse(whole, {}, written)
    compiled = statement.compile(dialect=_DIALECT)
    state = compiled.construct_expanded_state({name: None for name, value in compiled.params.items() if value is None})
    order = tuple(state.positiontup or ())
    writers = [(name, state.processors.get(name) or compiled._bind_processors.get(name)) for name in order]
    # What an update reads from beside its table is not reached above: its values go along each time.
    for name, write in writers:
        if name not in callables and (value := state.parameters.get(name)) is not None:
            callables[name] = partial(write, value) if write else partial(_same, value)
    return _Compiled(
        sql=state.statement.encode(),
        text=state.statement,
        names=tuple(dict.fromkeys(name for name in order if name not in callables)),
        callables=callables,
        writers=writers,
        row_factory=_row_factory(compiled),
        locks=taken_by(state.statement),
        tables=frozenset(_TABLES.findall(state.statement)),
    )


def _same(value: Any) -> Any:
    return value


def _row_factory(compiled: Any) -> Any:
    """How psycopg makes a row: a named tuple of the selected columns, made once."""
    columns = compiled._result_columns
    if not columns:
        return psycopg.rows.namedtuple_row  # a text whose columns the server names
    names = [column.keyname for column in columns]
    if len(set(names)) != len(names):
        raise ValueError(f"two columns have one name: {names}")
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # the names are the statement's
    make: Callable[[Sequence[Any]], Any] = row._make
    readers = [
        (place, reader) for place, column in enumerate(columns) if (reader := _reader_of(column.type)) is not None
    ]
    if not readers:
        return lambda _cursor: make

    def read(values: Sequence[Any]) -> Any:
        changed = list(values)
        for place, reader in readers:
            changed[place] = reader(changed[place])
        return make(changed)

    return lambda _cursor: read


def _reader_of(type_: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """What makes a value of this type of what the driver gives, which is mostly that value already."""
    sent = _FLOAT8 if isinstance(type_, Float) else _NUMERIC if isinstance(type_, Numeric) else None
    return type_.dialect_impl(_DIALECT).result_processor(_DIALECT, sent)


async def run(on: Connected, bound: Bound[T]) -> T:
    """Run a statement: one trip to the server.

    Raises psycopg's errors: a broken constraint becomes its refusal where the service names one.
    """
    driver = await _connection(on, (bound,))
    for hear in round_trips:
        hear([bound.statement.text])
    compiled = bound.statement.compiled
    cursor: AsyncRawCursor[Any] = AsyncRawCursor(driver, row_factory=compiled.row_factory)
    await cursor.execute(compiled.sql, bound.values, prepare=_is_prepared_on(driver))
    return bound.answer(cursor, await cursor.fetchall() if cursor.description else [])


def _is_prepared_on(driver: psycopg.AsyncConnection[Any]) -> bool:
    """Not where `prepare_threshold` is None: behind a pooler that gives each transaction another connection."""
    return driver.prepare_threshold is not None


@overload
async def pipeline(on: Connected, first: Bound[A], second: Bound[B], /) -> tuple[A, B]: ...
@overload
async def pipeline(on: Connected, first: Bound[A], second: Bound[B], third: Bound[C], /) -> tuple[A, B, C]: ...
@overload
async def pipeline(
    on: Connected, first: Bound[A], second: Bound[B], third: Bound[C], fourth: Bound[D], /
) -> tuple[A, B, C, D]: ...
@overload
async def pipeline(on: Connected, /, *bounds: Bound[Any]) -> tuple[Any, ...]: ...
async def pipeline(on: Connected, /, *bounds: Bound[Any]) -> tuple[Any, ...]:
    """Run statements that do not depend on each other's answers, in their order: one trip to the server for all.

    Where one fails, those after it are not run.
    """
    if not bounds:
        return ()
    driver = await _connection(on, bounds)
    for hear in round_trips:
        hear([bound.statement.text for bound in bounds])
    cursors: list[AsyncRawCursor[Any]] = []
    async with driver.pipeline():
        for bound in bounds:
            compiled = bound.statement.compiled
            cursor: AsyncRawCursor[Any] = AsyncRawCursor(driver, row_factory=compiled.row_factory)
            await cursor.execute(compiled.sql, bound.values, prepare=_is_prepared_on(driver))
            cursors.append(cursor)
    answers = []
    for bound, cursor in zip(bounds, cursors, strict=True):
        answers.append(bound.answer(cursor, await cursor.fetchall() if cursor.description else []))
    return tuple(answers)


async def in_parts(on: Transaction, bound: Bound[Rows], size: int) -> AsyncGenerator[Rows, None]:
    """The rows of a statement, at most `size` at once, read from the server as they are wanted; in a transaction."""
    driver = await on.driver((bound,))
    compiled = bound.statement.compiled
    for hear in round_trips:
        hear([compiled.text])
    async with AsyncRawServerCursor(driver, "in_parts", row_factory=compiled.row_factory) as cursor:
        await cursor.execute(compiled.sql, bound.values)
        while rows := await cursor.fetchmany(size):
            yield rows


async def _connection(on: Connected, bounds: Iterable[Bound[Any]]) -> psycopg.AsyncConnection[Any]:
    return on if isinstance(on, psycopg.AsyncConnection) else await on.driver(bounds)


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows for a statement that takes many at once: see `given`."""
    return to_json(rows).decode()


def given(name: str, *columns: Any) -> Any:
    """Rows that a statement takes as JSON in its parameter `name` (see `as_json`), as something to select from.

    The columns may be those of a table: their names and types are taken. A member that a row lacks is NULL.
    """
    recordset = func.jsonb_to_recordset(cast(bindparam(name, type_=Text), JSONB))
    typed = [column(one.name, one.type) for one in columns]
    return recordset.table_valued(*typed).render_derived(f"given_{name}", with_types=True)


def updating(table: Any, *names: str) -> Statement:
    """To write these columns of locked rows: as JSON in its parameter `rows`, each with its primary key."""
    keys = [one.name for one in table.primary_key]
    rows = given("rows", *(table.c[name] for name in (*keys, *names)))
    same = and_(*(table.c[key] == rows.c[key] for key in keys))
    return Statement(update(table).where(same).values({name: rows.c[name] for name in names}))


def inserting(table: Any) -> Statement:
    """To add whole rows: as JSON in its parameter `rows`, each with every column of the table."""
    rows = given("rows", *table.c)
    return Statement(insert(table).from_select(rows.c.keys(), select(*rows.c), include_defaults=False))
