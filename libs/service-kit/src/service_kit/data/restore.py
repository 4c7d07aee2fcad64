"""Restore one service from a backup set into an empty database: checked, loaded, compared, then told to its feed."""

import argparse
import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from service_kit.commands import CommandRefused, run_command, say
from service_kit.data import backup_files, backup_set, digest, migrate
from service_kit.data.backup_files import KeptFile
from service_kit.data.backup_set import Manifest, ServicePart
from service_kit.data.backup_settings import BackupSettings
from service_kit.data.database import plain_url
from service_kit.data.postgres_programs import find_program, list_archive, run_on
from service_kit.events.restored import NotSaid, say_restored
from service_kit.service import Service
from service_kit.settings import ServiceSettings

_DUMPED_FROM = re.compile(r"^;\s+Dumped from database version: (\d+)", re.MULTILINE)
_HELD = """
SELECT count(*) FROM pg_class
WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema')
    AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
"""


@dataclass(frozen=True)
class CheckedPart:
    """One service of a set whose dump and digest are whole."""

    manifest: Manifest
    part: ServicePart
    dump: Path
    tables: Sequence[digest.TableDigest]
    folder: Path
    files: Sequence[KeptFile]


def run(service: Service, arguments: Sequence[str]) -> None:
    """The command: restore one service from a set into the empty database that DATABASE_URL names."""
    parser = argparse.ArgumentParser(prog=f"service_kit restore {service.package}", description=run.__doc__)
    parser.add_argument("--from", required=True, type=Path, dest="folder", metavar="FOLDER", help="a backup set")
    parser.add_argument(
        "--above",
        type=int,
        metavar="POSITION",
        help="the highest position of this service's feed that any follower knows, when siblings do not answer",
    )
    given = parser.parse_args(arguments)
    # Of the settings, only the database and the siblings' addresses matter here.
    settings = service.settings(oidc_issuer="https://issuer.invalid")
    run_command(_restore(service, settings, given.folder, given.above))


async def _restore(service: Service, settings: ServiceSettings, folder: Path, above: int | None) -> None:
    manifest = backup_set.read_manifest(folder)
    refuse_another_key(manifest)
    checked = await check_part(service, manifest, folder)
    await load_part(service, settings, checked)
    await bring_files(service, settings, checked)
    await tell_restored(service, settings, manifest, above=above)
    say(f"✓ {service.name} is as it was at {manifest.at.isoformat()}. It may serve.")


def refuse_another_key(manifest: Manifest) -> None:
    """Refuse a set whose encrypted rows the present keys cannot read: `SECRETS_KEY`, or one of `SECRETS_KEYS_OLD`."""
    wanted = manifest.secrets_key_fingerprint
    if wanted is None or wanted in map(backup_set.fingerprint_of_key, BackupSettings().readable_keys):
        return
    raise CommandRefused(
        f"The set was made with the secrets key {wanted}, which is not SECRETS_KEY and not among SECRETS_KEYS_OLD."
        " Give that key."
    )


async def check_part(service: Service, manifest: Manifest, folder: Path) -> CheckedPart:
    """One service of the set, or a refusal that names what is missing, altered or too new for this version."""
    part = manifest.part_of(service.name)
    tables = await asyncio.to_thread(backup_set.read_part, folder, part)
    known = migrate.revisions_of(service)
    for history, table in (("kit", migrate.KIT_VERSIONS), ("service", migrate.SERVICE_VERSIONS)):
        if part.revisions.get(history) not in known[table]:
            raise CommandRefused(
                f"The set holds revision {part.revisions.get(history)} of {service.name}, which this version does not"
                f" know. Restore it with version {manifest.version} or newer."
            )
    kept = await asyncio.to_thread(backup_files.read_files, folder, manifest.files, [part.name])
    return CheckedPart(manifest, part, backup_set.dump_file(folder, part.name), tables, folder, kept)


async def bring_files(service: Service, settings: ServiceSettings, checked: CheckedPart) -> None:
    """The files of a service back to its place; what a restore that is stopped after this leaves is named by no row."""
    url = settings.files_url
    places = {service.name: backup_files.place_of(url)} if url and checked.files else {}
    await backup_files.put_files(checked.folder, checked.files, places)


async def load_part(service: Service, settings: ServiceSettings, checked: CheckedPart) -> None:
    """Fill an empty database from the dump, compare it with the digest, bring it to this version's tables."""
    began, url = time.monotonic(), settings.database_url
    major = await require_empty(service, url)
    pg_restore = await find_program("pg_restore", at_least=major)
    dumped_from = _DUMPED_FROM.search(await list_archive(pg_restore, checked.dump))
    if dumped_from is None or int(dumped_from[1]) > major:
        named = f"PostgreSQL {dumped_from[1]}" if dumped_from else "an unknown version"
        raise CommandRefused(f"{checked.dump} comes from {named}; the target is PostgreSQL {major}. Use a newer one.")

    def progress(seconds: float) -> None:
        say(f"  {service.name:<12} restoring for {seconds:.0f} s")

    # In one transaction: a restore that is stopped half way leaves the target empty.
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(checked.dump)]
    await run_on(url, pg_restore, words, progress)
    if differing := digest.differences(checked.tables, await digest.digest_of(url)):
        raise CommandRefused(
            f"{service.name} differs from the set in {', '.join(differing)}. Do not serve it; empty it."
        )
    rows = sum(checked.part.rows.values())
    say(f"  {service.name:<12} {rows} rows, digest equal, {time.monotonic() - began:.1f} s")
    await migrate.upgrade_async(service, url)
    async with await _connect(url) as connection:
        await connection.execute("ANALYZE")


async def tell_restored(
    service: Service, settings: ServiceSettings, manifest: Manifest, *, above: int | None = None
) -> None:
    """Begin a new history of the feed, after a restore and before serving. Safe to repeat.

    The rows of people who were erased since the set's moment are taken out again here, once there is erasure.
    """
    try:
        history = await say_restored(service, settings, to=manifest.at, above=above)
    except NotSaid as refused:
        raise CommandRefused(str(refused)) from refused
    say(f"  {service.name:<12} a new history of its feed begins at {history.first_position}")


async def require_empty(service: Service, url: str) -> int:
    """The major version of an empty target; refuses one that holds anything, or does not answer."""
    try:
        async with await _connect(url) as connection:
            row = await (await connection.execute(_HELD)).fetchone()
            if row is None or row[0]:
                raise CommandRefused(
                    f"The target of {service.name} holds data already. Name an empty database, or move this one aside."
                )
            return connection.info.server_version // 10_000
    except psycopg.OperationalError as fault:
        raise CommandRefused(f"The target of {service.name} does not answer: {' '.join(str(fault).split())}") from fault


async def _connect(url: str) -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(
        plain_url(url), autocommit=True, connect_timeout=5, application_name="restore"
    )
