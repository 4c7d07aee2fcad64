"""One backup set of several databases at one named moment, while people work.

A follower's cursor must not be ahead of its publisher in a set. So `feed_cursors` is locked in every database against
writing, which holds back followers and nobody else, until each database has exported its snapshot; the dumps then read
those snapshots at leisure. The lock ends with its connection, and the server ends that connection when we freeze.
"""

import argparse
import asyncio
import importlib.metadata
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from service_kit.commands import CommandRefused, run_command, say
from service_kit.data import backup_files, backup_set, digest
from service_kit.data.backup_set import Manifest, ServicePart
from service_kit.data.backup_settings import BackupSettings
from service_kit.data.database import plain_url
from service_kit.data.postgres_programs import find_program, run_on
from service_kit.work import clock
from service_kit.work.background import start_shared

# Together two seconds: the longest that followers wait, also when this process is killed or frozen. A lock that is had
# at once waits idle for the slowest of the others, so the second is the longer one.
LOCK_MILLISECONDS = 900
IDLE_MILLISECONDS = 1100
TRIES = 20
BETWEEN_TRIES_SECONDS = (0.5, 1.5)
COMPRESSION = "1"
_LOCK = (
    f"BEGIN; SET LOCAL lock_timeout = {LOCK_MILLISECONDS};"
    f" SET LOCAL idle_in_transaction_session_timeout = {IDLE_MILLISECONDS}; LOCK TABLE feed_cursors IN SHARE MODE"
)
# The dump may take hours, in which this transaction has nothing to do but to keep the snapshot.
_OPEN = (
    "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0;"
    " BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
)
_EXPORT = "SELECT pg_export_snapshot()"
_FACTS = """
SELECT (SELECT coalesce(max(position), 0) FROM events),
    (SELECT coalesce(json_object_agg(source, position ORDER BY source), '{}') FROM feed_cursors),
    (SELECT version_num FROM kit_version), (SELECT version_num FROM alembic_version),
    to_regclass('feed_epochs') IS NOT NULL
"""
_EPOCH = "SELECT epoch FROM feed_epochs ORDER BY number DESC LIMIT 1"
Connection = psycopg.AsyncConnection[Any]


@dataclass(frozen=True)
class Snapshot:
    """One database as of the moment of the set; it stays readable as long as its connection is open."""

    name: str
    url: str
    connection: Connection
    exported: str


@dataclass(frozen=True)
class Moment:
    """The moment of a set: everything committed before `at` is in it. Followers waited `paused` seconds."""

    at: datetime
    paused: float
    snapshots: Sequence[Snapshot]


def run(arguments: Sequence[str]) -> None:
    """The command: one set of every database that the environment names."""
    parser = argparse.ArgumentParser(prog="service_kit backup", description=run.__doc__)
    parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="a new or an empty folder")
    given = parser.parse_args(arguments)
    settings = BackupSettings()
    if not settings.databases:
        raise SystemExit("✗ No database is named. Set TRAINING_DATABASE_URL and those of the other services.")
    run_command(back_up(settings.databases, given.to, files=settings.files))


async def back_up(databases: Mapping[str, str], folder: Path, *, files: Mapping[str, str] | None = None) -> Manifest:
    """Write one set into a new or empty folder; answers its manifest. Whatever fails leaves nothing behind.

    `files` are the addresses where services keep theirs, by name.
    """
    began = time.monotonic()
    fingerprint = backup_set.fingerprint_of_key(BackupSettings().secrets_key)
    places = {name: backup_files.place_of(url) for name, url in (files or {}).items()}
    say(f"Backup of {', '.join(databases)} to {folder}")
    async with _moment_of(databases) as moment:
        with backup_set.new_folder(folder):
            manifest = await _write_set(folder, moment, places, fingerprint)
    size, seconds = backup_set.size_of(folder) / 1e6, time.monotonic() - began
    say(f"✓ The set {manifest.set} is complete: {folder} ({size:.1f} MB, {seconds:.1f} s)")
    return manifest


async def _write_set(folder: Path, moment: Moment, places: Mapping[str, Any], fingerprint: str | None) -> Manifest:
    say(f"  the moment is {moment.at.isoformat(timespec='milliseconds')}; followers waited {moment.paused:.2f} s")
    try:
        parts = [await _write_part(folder, snapshot) for snapshot in moment.snapshots]
    except psycopg.Error as fault:
        raise CommandRefused(f"A database stopped answering: {_reason(fault)}") from fault
    for snapshot in moment.snapshots:  # copying files may take long, and needs none of them
        await snapshot.connection.close()
    manifest = Manifest.sealed(
        at=moment.at,
        version=importlib.metadata.version("service-kit"),
        services=parts,
        files=await backup_files.copy_files(places, folder),
        secrets_key_fingerprint=fingerprint,
    )
    _tell_of_cursors_ahead(manifest)
    backup_set.write_manifest(folder, manifest)
    return manifest


@asynccontextmanager
async def _moment_of(databases: Mapping[str, str]) -> AsyncIterator[Moment]:
    async with AsyncExitStack() as until_read:
        for attempt in range(1, TRIES + 1):
            async with AsyncExitStack() as until_taken:
                try:
                    moment = await _take(databases, until_read, until_taken)
                except psycopg.OperationalError as fault:
                    raise CommandRefused(f"A database does not answer: {_reason(fault)}") from fault
            if moment is not None:
                break
            say(f"  a follower is at a long piece of work; trying again ({attempt} of {TRIES})")
            await asyncio.sleep(random.uniform(*BETWEEN_TRIES_SECONDS))
        else:
            raise CommandRefused("The followers were busy each time. Try again when the feeds are caught up.")
        yield moment


async def _take(databases: Mapping[str, str], until_read: AsyncExitStack, until_taken: AsyncExitStack) -> Moment | None:
    """Every database as of one moment, or None when a follower could not be held back in time."""
    names, urls = list(databases), list(databases.values())
    locks = [await until_taken.enter_async_context(await _connect(url)) for url in urls]
    readers = [await _reader(url, until_read) for url in urls]
    began = time.monotonic()
    if not await _hold_back(names, locks):
        return None
    at = clock.now()
    exported = await asyncio.gather(*(_export(reader) for reader in readers))
    # A lock whose server gave it up meanwhile held nobody back: then nothing of this counts.
    still = await asyncio.gather(*(lock.execute("COMMIT") for lock in locks), return_exceptions=True)
    if any(isinstance(answer, psycopg.Error) for answer in still):
        return None
    snapshots = [Snapshot(*parts) for parts in zip(names, urls, readers, exported, strict=True)]
    return Moment(at, time.monotonic() - began, snapshots)


async def _connect(url: str) -> Connection:
    connection: Connection = await psycopg.AsyncConnection.connect(
        plain_url(url), autocommit=True, connect_timeout=5, keepalives_idle=5, application_name="backup"
    )
    return connection


async def _reader(url: str, until_read: AsyncExitStack) -> Connection:
    reader = await until_read.enter_async_context(await _connect(url))
    await reader.execute(_OPEN)
    return reader


async def _hold_back(names: Sequence[str], locks: Sequence[Connection]) -> bool:
    taken = await asyncio.gather(*(lock.execute(_LOCK) for lock in locks), return_exceptions=True)
    for name, answer in zip(names, taken, strict=True):
        if isinstance(answer, psycopg.errors.UndefinedTable):
            raise CommandRefused(f"The database of {name} has no tables yet. Migrate it first.")
        if isinstance(answer, BaseException) and not isinstance(
            answer, psycopg.errors.LockNotAvailable | psycopg.errors.IdleInTransactionSessionTimeout
        ):
            raise answer
    return not any(isinstance(answer, BaseException) for answer in taken)


async def _export(reader: Connection) -> str:
    row = await (await reader.execute(_EXPORT)).fetchone()
    return str(row[0]) if row else ""


async def _write_part(folder: Path, snapshot: Snapshot) -> ServicePart:
    began, dump = time.monotonic(), backup_set.dump_file(folder, snapshot.name)
    pg_dump = await find_program("pg_dump", at_least=snapshot.connection.info.server_version // 10_000)
    dump.touch(mode=0o600)
    words = ["--format=custom", f"--compress={COMPRESSION}", f"--snapshot={snapshot.exported}", f"--file={dump}"]

    def progress(seconds: float) -> None:
        say(f"  {snapshot.name:<12} {dump.stat().st_size / 1e6:9.1f} MB after {seconds:.0f} s")

    reading = start_shared("digest", _read_whole(snapshot))
    try:
        await run_on(snapshot.url, pg_dump, words, progress)
        part, tables = await reading
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    backup_set.write_private(backup_set.digest_file(folder, snapshot.name), digest.write_digest(tables))
    sha256 = await asyncio.to_thread(backup_set.hash_of, dump)
    rows = sum(part.rows.values())
    size = dump.stat().st_size / 1e6
    seconds = time.monotonic() - began
    say(f"  {snapshot.name:<12} {size:9.1f} MB, {rows} rows in {len(tables)} tables, {seconds:.1f} s")
    return part.model_copy(update={"sha256": sha256})


async def _read_whole(snapshot: Snapshot) -> tuple[ServicePart, list[digest.TableDigest]]:
    facts = await (await snapshot.connection.execute(_FACTS)).fetchone()
    if facts is None:
        raise CommandRefused(f"The database of {snapshot.name} does not say what it holds.")
    head, cursors, kit, service, has_epochs = facts
    epoch = await (await snapshot.connection.execute(_EPOCH)).fetchone() if has_epochs else None
    tables = await digest.read_digest(snapshot.connection)
    part = ServicePart(
        name=snapshot.name,
        revisions={"kit": kit, "service": service},
        head=head,
        epoch=epoch[0] if epoch else None,
        cursors=cursors,
        rows=backup_set.rows_of(tables),
        sha256="",
    )
    return part, tables


def _tell_of_cursors_ahead(manifest: Manifest) -> None:
    """Only a publisher that was set back before, and not repaired since, is behind its followers here."""
    heads = {part.name: part.head for part in manifest.services}
    for part in manifest.services:
        for source, position in part.cursors.items():
            if position > heads.get(source, position):
                say(f"! {part.name} has read {source}'s feed to {position}, which ends at {heads[source]}: repair it")


def _reason(fault: BaseException) -> str:
    return " ".join(str(fault).split())
