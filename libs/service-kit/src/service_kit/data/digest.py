"""Rows and a hash per table, in a fixed order: two databases with the same digest hold the same."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from service_kit.commands import CommandRefused, run_command, say
from service_kit.data.database import plain_url
from service_kit.service import Service

TOTAL = "total"
# How values are written must not depend on the role or the server they are read through.
_ONE_WRITING = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'iso_8601';"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL search_path = public, pg_catalog"
)
_TABLES = """
SELECT t.relname AS name, array_remove(array_agg(a.attname ORDER BY place.nr), NULL) AS key,
    array_remove(array_agg(a.attcollation <> 0 ORDER BY place.nr) FILTER (WHERE a.attname IS NOT NULL), NULL) AS is_text
FROM pg_class t
LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
LEFT JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS place(attnum, nr) ON true
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = place.attnum
WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
GROUP BY t.relname ORDER BY t.relname COLLATE "C"
"""


@dataclass(frozen=True)
class TableDigest:
    """One table: how many rows it holds, and the SHA-256 of them in the order of its key."""

    table: str
    rows: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.table:<40} {self.rows:>12} {self.sha256}"


class DigestUnreadable(Exception):
    """A written digest is cut short or was altered."""


async def read_digest(connection: psycopg.AsyncConnection[Any]) -> list[TableDigest]:
    """The digest of every table of the schema `public`, by name; in the transaction that the connection is in.

    Rows are read as a stream, so that memory does not grow with them.
    """
    await connection.execute(_ONE_WRITING)
    tables = await (await connection.execute(_TABLES)).fetchall()
    return [await _of_table(connection, name, key, is_text) for name, key, is_text in tables]


async def _of_table(
    connection: psycopg.AsyncConnection[Any], name: str, key: Sequence[str], is_text: Sequence[bool] | None
) -> TableDigest:
    # Text sorts by bytes: the order of a collation may differ from one server to the next.
    columns = [
        sql.Identifier(column) + sql.SQL(' COLLATE "C"' if by_bytes else "")
        for column, by_bytes in zip(key, is_text or (), strict=True)
    ] or [sql.Composed([sql.SQL('one::text COLLATE "C"')])]
    reading = sql.SQL("COPY (SELECT * FROM {} AS one ORDER BY {}) TO STDOUT").format(
        sql.Identifier(name), sql.SQL(", ").join(columns)
    )
    rows, digest = 0, hashlib.sha256()
    async with connection.cursor().copy(reading) as copied:
        async for row in copied:
            digest.update(row)
            rows += 1
    return TableDigest(name, rows, digest.hexdigest())


def write_digest(tables: Sequence[TableDigest]) -> str:
    """A line per table and a last one for all: the sum of the rows, and the hash of the lines above it."""
    lines = "".join(f"{table}\n" for table in tables)
    total = TableDigest(TOTAL, sum(table.rows for table in tables), hashlib.sha256(lines.encode()).hexdigest())
    return f"{lines}{total}\n"


def parse_digest(text: str) -> list[TableDigest]:
    """What `write_digest` wrote; refuses with `DigestUnreadable` when a line does not fit the last one."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) != 3 or not words[1].isdigit():
            raise DigestUnreadable(line[:100])
        found.append(TableDigest(words[0], int(words[1]), words[2]))
    if write_digest(found[:-1]) != text:
        raise DigestUnreadable("the last line does not fit the lines above it")
    return found[:-1]


def differences(before: Sequence[TableDigest], after: Sequence[TableDigest]) -> list[str]:
    """The names of the tables that are not in both, or not the same in both."""
    return sorted({table.table for table in set(before) ^ set(after)})


async def digest_of(url: str) -> list[TableDigest]:
    """The digest of a database at one moment."""
    connection: psycopg.AsyncConnection[Any] = await psycopg.AsyncConnection.connect(
        plain_url(url), autocommit=True, connect_timeout=5, application_name="digest"
    )
    async with connection:
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return await read_digest(connection)


def print_digest(service: Service) -> None:
    """Print the digest of the database that the environment names; nothing else of the settings is needed."""
    run_command(_print(service.settings(oidc_issuer="https://issuer.invalid").database_url))


async def _print(url: str) -> None:
    try:
        say(write_digest(await digest_of(url)).rstrip("\n"))
    except psycopg.Error as fault:
        raise CommandRefused(f"The database does not answer: {' '.join(str(fault).split())}") from fault
