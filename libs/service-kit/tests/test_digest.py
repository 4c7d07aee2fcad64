"""A digest says whether two databases hold the same, table by table."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from service_kit.data.digest import DigestUnreadable, TableDigest, differences, digest_of, parse_digest, write_digest
from service_kit.testing.plugin import new_database

SAMPLE = Path(__file__).parent / "sample" / "src"
TABLES = """
CREATE TABLE numbers (id int PRIMARY KEY, word text);
CREATE TABLE words (word text, nr int, PRIMARY KEY (word, nr));
CREATE TABLE loose (at timestamptz, word text);
CREATE TABLE months (at date PRIMARY KEY) PARTITION BY RANGE (at);
CREATE TABLE months_of_2026 PARTITION OF months FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO months VALUES ('2026-11-29');
"""
ROWS = [
    "INSERT INTO numbers VALUES (1, 'one'), (2, E'two\nlines'), (3, NULL)",
    "INSERT INTO words VALUES ('Z', 1), ('a', 2), ('é', 3), ('B', 4)",
    "INSERT INTO loose VALUES ('2026-11-29T08:00Z', 'x'), ('2026-11-29T08:00Z', 'x'), (NULL, 'a')",
]


@pytest_asyncio.fixture
async def two(database_server: str) -> AsyncIterator[tuple[str, str]]:
    """Two databases with the same rows, written in another order and read in another zone."""
    async with new_database(database_server) as first, new_database(database_server) as second:
        for url, rows in ((first, ROWS), (second, ROWS[::-1])):
            async with await psycopg.AsyncConnection.connect(url) as connection:
                await connection.execute(TABLES)
                for statement in rows:
                    await connection.execute(statement)
                if url == second:
                    await connection.execute("DELETE FROM numbers WHERE id = 1")
                    await connection.execute("INSERT INTO numbers VALUES (1, 'one')")
                    name = connection.info.dbname
                    await connection.execute(f"ALTER DATABASE {name} SET timezone = 'Asia/Kolkata'")
                    await connection.execute(f"ALTER DATABASE {name} SET datestyle = 'German'")
        yield first, second


async def test_the_same_rows_have_the_same_digest_whatever_their_order(two: tuple[str, str]) -> None:
    first, second = [await digest_of(url) for url in two]
    assert [(table.table, table.rows) for table in first] == [("loose", 3), ("months", 1), ("numbers", 3), ("words", 4)]
    assert write_digest(first) == write_digest(second)


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE numbers SET word = '' WHERE id = 3", "numbers"),
        ("DELETE FROM loose WHERE ctid = (SELECT min(ctid) FROM loose WHERE word = 'x')", "loose"),
        ("UPDATE months SET at = '2026-11-30'", "months"),
        ("UPDATE words SET word = 'É' WHERE nr = 3", "words"),
    ],
)
async def test_a_changed_row_shows_in_its_table_alone(two: tuple[str, str], change: str, table: str) -> None:
    async with await psycopg.AsyncConnection.connect(two[1]) as connection:
        await connection.execute(change)
    assert differences(*[await digest_of(url) for url in two]) == [table]


async def command(url: str) -> tuple[int | None, str, str]:
    """What the command prints, in an environment that names the database and nothing else."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service_kit", "digest", "sample"),
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "PYTHONPATH": str(SAMPLE)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, error = await process.communicate()
    return process.returncode, out.decode(), error.decode()


async def test_the_command_prints_what_a_set_holds(two: tuple[str, str]) -> None:
    assert await command(two[0]) == (0, write_digest(await digest_of(two[0])), "")


async def test_a_database_that_is_away_is_one_line() -> None:
    code, out, error = await command("postgresql://nobody:very-secret@127.0.0.1:1/nowhere")
    assert (code, out, error.count("\n")) == (1, "", 1)
    assert "The database does not answer" in error
    assert "very-secret" not in error


def test_a_written_digest_is_read_back_and_an_altered_one_refused() -> None:
    tables = [TableDigest("a" * 60, 12, "0f"), TableDigest("b", 0, "1e")]
    text = write_digest(tables)
    assert parse_digest(text) == tables
    assert text.splitlines()[-1].split()[:2] == ["total", "12"]
    for altered in (text.replace("12", "13"), text.replace("1e", "2e"), text[: text.rindex("total")], "", text + "\n"):
        with pytest.raises(DigestUnreadable):
            parse_digest(altered)
