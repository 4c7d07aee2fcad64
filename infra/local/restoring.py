"""One restore into a stack: each database is filled beside the present one, and takes its place when all are whole."""

import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from service_kit import service as services
from service_kit.data import backup_set, restore
from service_kit.settings import ServiceSettings
from sqlalchemy import make_url

from infra.local import postgres, stack
from infra.local.process_definitions import files_secret, files_urls
from infra.local.processes import say
from infra.local.settings import SERVICES, Refused, Settings
from infra.local.state import State

FILLING = "_restoring"
EMPTIES_WITHIN = 30.0
HOLDS_TABLES = (
    "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))"
)
READ_OF = "SELECT coalesce(max(position), 0) FROM feed_cursors WHERE source = %s"
NEWEST = "SELECT coalesce(max(position), 0) FROM events"


class Restoration:
    """What is restored, from where, to where."""

    def __init__(self, settings: Settings, folder: Path, only: str | None, *, aside: bool) -> None:
        self._settings = settings
        self._folder = folder
        self._aside = aside
        self._manifest = backup_set.read_manifest(folder)
        chosen = [self._manifest.part_of(only)] if only else self._manifest.services
        self._names = [part.name for part in chosen]
        self._is_whole = set(self._names) == set(SERVICES)
        self._services = {name: services.load(f"{name}_api") for name in self._names}
        self._checked: dict[str, restore.CheckedPart] = {}

    async def check(self) -> None:
        """Refuse a set that is not whole, before anything is started or made."""
        restore.refuse_another_key(self._manifest)
        for name, service in self._services.items():
            self._checked[name] = await restore.check_part(service, self._manifest, self._folder)
        say(f"The set {self._manifest.set} is whole: {', '.join(self._names)} as of {self._manifest.at.isoformat()}")

    async def run(self) -> None:
        """Fill, compare, begin a new history, and put in place."""
        began = time.monotonic()
        embedded = [name for name in self._names if self._settings.database_url(name) is None]
        full = [name for name in embedded if await self._holds_tables(name)]
        if full and not self._aside:
            raise Refused(
                f"{self._settings.data} holds data of {' and '.join(full)} already. Restore into another folder with"
                " INTO=<folder>, or add ASIDE=1: the present database is then kept under another name."
            )
        for name in set(self._names) - set(embedded):
            await restore.require_empty(self._services[name], self._told(name).database_url)
        try:
            for name in embedded:
                await self._make_room(name)
            for name in self._names:
                await restore.load_part(self._services[name], self._told(name), self._checked[name])
            for name in self._names:
                await restore.bring_files(self._services[name], self._told(name), self._checked[name])
            for name in self._names:
                above = await self._highest_known(name)
                await restore.tell_restored(self._services[name], self._told(name), self._manifest, above=above)
            if embedded:
                await self._put_in_place(embedded, full)
        finally:
            for name in embedded:
                await self._clear(name)
        if self._is_whole:
            for mark in (stack.SEEDED, stack.STARTED):  # the demo is for a stack without people
                (self._settings.data / mark).touch()
        self._start_anew()
        say(f"✓ {', '.join(self._names)}: as of {self._manifest.at.isoformat()} ({time.monotonic() - began:.1f} s)")

    def _told(self, name: str) -> ServiceSettings:
        """The settings with which one service is filled; siblings are asked in their databases."""
        url = self._settings.database_url(name) or self._beside(name, name + FILLING)
        others: dict[str, Any] = {f"sibling_{sibling}_url": None for sibling in SERVICES}
        return self._services[name].settings(
            database_url=url,
            oidc_issuer="https://issuer.invalid",
            files_url=files_urls(self._settings)[name],
            files_secret=files_secret(self._settings, name),
            **others,
        )

    def _beside(self, role: str, database: str) -> str:
        """The address of another database of the embedded server, for a service's role."""
        url = make_url(postgres.service_urls(self._settings)[role]).set(database=database)
        return url.render_as_string(hide_password=False)

    async def _superuser(self, database: str = "postgres") -> psycopg.AsyncConnection[Any]:
        url = make_url(postgres.superuser_url(self._settings)).set(database=database)
        return await psycopg.AsyncConnection.connect(url.render_as_string(hide_password=False), autocommit=True)

    async def _holds_tables(self, name: str) -> bool:
        async with await self._superuser(name) as connection:
            row = await (await connection.execute(HOLDS_TABLES)).fetchone()
        return bool(row and row[0])

    async def _make_room(self, name: str) -> None:
        await self._clear(name)  # of a restore that was killed
        filling = sql.Identifier(name + FILLING)
        async with await self._superuser() as connection:
            await connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(filling, sql.Identifier(name)))
            await connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(filling))

    async def _clear(self, name: str) -> None:
        """What was not put in place is taken away again."""
        async with await self._superuser() as connection:
            filling = sql.Identifier(name + FILLING)
            await connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(filling))

    async def _highest_known(self, name: str) -> int:
        """The highest position of a feed that the set, the present database, or a sibling that stays knows."""
        known = [self._manifest.highest_position(name)]
        for other, url in postgres.service_urls(self._settings).items():
            try:
                async with await psycopg.AsyncConnection.connect(url, connect_timeout=5) as connection:
                    reading = (NEWEST, ()) if other == name else (READ_OF, (name,))
                    row = await (await connection.execute(*reading)).fetchone()
                    known.append(int(row[0]) if row else 0)
            except psycopg.errors.UndefinedTable:
                continue  # an empty database knows nothing
            except psycopg.OperationalError as fault:
                raise Refused(
                    f"The database of {other} does not answer, so what it has read of {name} is not known."
                ) from fault
        return max(known)

    async def _put_in_place(self, embedded: list[str], full: list[str]) -> None:
        """Give the filled databases the names of the present ones, all in one transaction."""
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime())
        old_names = {name: f"{name}_aside_{stamp}" if name in full else f"{name}_empty" for name in embedded}
        deadline = time.monotonic() + EMPTIES_WITHIN
        async with await self._superuser() as connection:
            while True:
                try:
                    async with connection.transaction():
                        for name, old in old_names.items():
                            await _rename(connection, name, old)
                            await _rename(connection, name + FILLING, name)
                    break
                except psycopg.errors.ObjectInUse as fault:  # a new session came between the two steps of a rename
                    if time.monotonic() > deadline:
                        raise Refused("The databases are in use. Stop the stack first: make down") from fault
            for name, old in old_names.items():
                if name in full:
                    say(f"  {name:<12} the database from before is kept as {old}")
                else:
                    await connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))

    def _start_anew(self) -> None:
        """End the processes of what was restored; the supervisor starts them again with nothing in their memory."""
        state = State.read(self._settings.data)
        if not state.is_running:
            return
        for name in self._names:
            for part in (f"{name}-api", f"{name}-worker"):
                running = state.parts.get(part)
                process = running.process() if running else None
                if process is not None:
                    process.terminate()
                    say(f"  {part} starts again")


async def _rename(connection: psycopg.AsyncConnection[Any], old: str, new: str) -> None:
    """End a database's sessions and rename it; the rename itself locks new ones out and waits for those that end."""
    await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (old,))
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    await connection.execute(statement.format(sql.Identifier(old), sql.Identifier(new)))
