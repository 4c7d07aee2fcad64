"""A database that keeps its connections open and says nothing is noticed; one that is slow is waited for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout
from service_kit.data.database import Database, allow, bounded_url, plain_url
from service_kit.data.faults import Outage, outage_of
from service_kit.service import Service
from service_kit.testing.plugin import MigratedDatabases, new_database, settings_for
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

QUICK = {"database_patience_seconds": 0.2, "database_answer_seconds": 1.0, "database_connect_seconds": 5}


class Line:
    """A line to the database that can be frozen: connections stay open, nothing passes."""

    def __init__(self, url: str) -> None:
        given = conninfo_to_dict(plain_url(url))
        self._socket = f"{given['host']}/.s.PGSQL.{given.get('port', 5432)}"
        self._host, self._port = str(given["host"]), int(given.get("port") or 5432)
        self._given = given
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Line":
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    @property
    def url(self) -> str:
        assert self._server is not None
        port, given = self._server.sockets[0].getsockname()[1], self._given
        return f"postgresql://{given['user']}:{given.get('password', '')}@127.0.0.1:{port}/{given['dbname']}"

    async def hang_up(self) -> None:
        """Close every connection and take no new one."""
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()

    def freeze(self) -> None:
        self._open.clear()

    def thaw(self) -> None:
        self._open.set()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._host.startswith("/"):
            inside = await asyncio.open_unix_connection(self._socket)
        else:
            inside = await asyncio.open_connection(self._host, self._port)
        self._writers |= {writer, inside[1]}
        for source, target in ((reader, inside[1]), (inside[0], writer)):
            self._tasks.add(asyncio.create_task(self._pass(source, target)))

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while content := await source.read(65_536):
                await self._open.wait()
                target.write(content)
                await target.drain()
        target.close()


@pytest_asyncio.fixture
async def line(database_server: str, service: Service, migrated_databases: MigratedDatabases) -> AsyncIterator[Line]:
    """A line to a database of its own."""
    async with (
        new_database(database_server, await migrated_databases.template_of(service)) as url,
        Line(url) as line,
    ):
        yield line


@pytest_asyncio.fixture
async def database(line: Line, service: Service) -> AsyncIterator[Database]:
    """The database at the end of the line, asked soon whether it still answers."""
    database = Database(settings_for(service, line.url, **QUICK))
    await database.open()
    yield database
    line.thaw()
    await database.close()


async def ask(database: Database, kind: str, statement: str = "SELECT 1") -> Any:
    """One statement by one of the ways to the database."""
    if kind in {"read", "write"}:
        async with getattr(database, kind)() as session:
            return (await session.execute(text(statement))).scalar()
    async with getattr(database, kind)() as connection:
        return await connection.execute(statement)


@pytest.mark.parametrize("kind", ["read", "write", "hot", "primary", "identity"])
async def test_whoever_waits_for_a_frozen_database_is_let_go(database: Database, line: Line, kind: str) -> None:
    await ask(database, kind)
    line.freeze()
    waiting = [ask(database, kind) for _ in range(30)]  # more than there are connections: some wait for one
    async with asyncio.timeout(120):
        faults = await asyncio.gather(*waiting, return_exceptions=True)
    assert {outage_of(fault) for fault in faults if isinstance(fault, BaseException)} <= {Outage.AWAY, Outage.BUSY}
    assert all(isinstance(fault, BaseException) for fault in faults)
    assert database.pulse.silent
    with pytest.raises((psycopg.OperationalError, DBAPIError)):
        await ask(database, kind)
    line.thaw()
    async with asyncio.timeout(120):
        while database.pulse.silent:
            await asyncio.sleep(0.05)
        while True:
            with contextlib.suppress(psycopg.OperationalError, DBAPIError):
                await ask(database, kind)
                break


@pytest.mark.parametrize("kind", ["read", "write", "hot", "identity"])
async def test_nobody_waits_long_for_a_database_that_takes_no_connections(
    database: Database, line: Line, kind: str
) -> None:
    await ask(database, kind)
    await line.hang_up()
    async with asyncio.timeout(120):
        for _ in range(10):
            with pytest.raises((psycopg.OperationalError, DBAPIError)) as refused:
                await ask(database, kind)
    assert outage_of(refused.value) is Outage.AWAY
    assert not isinstance(refused.value, PoolTimeout)
    assert not database.pulse.silent


@pytest.mark.parametrize("kind", ["read", "write", "hot", "primary", "identity"])
async def test_nobody_is_lent_a_connection_that_a_returned_database_has_ended(database: Database, kind: str) -> None:
    at_once = ["SELECT pg_sleep(0.1)"] * 3
    await asyncio.gather(*(ask(database, kind, statement) for statement in at_once))
    async with await psycopg.AsyncConnection.connect(plain_url(database.url), autocommit=True) as other:
        await other.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await asyncio.sleep(0.1)  # the line between them passes the end on
    await asyncio.gather(*(ask(database, kind, statement) for statement in at_once))


async def test_a_slow_statement_is_waited_for_while_the_database_answers_others(database: Database) -> None:
    await ask(database, "write", "SELECT pg_sleep(2)")
    assert not database.pulse.silent


async def test_a_lock_and_a_statement_have_their_limits_in_a_request(service: Service, line: Line) -> None:
    limits = {"database_lock_seconds": 0.2, "database_statement_seconds": 0.4}
    database = Database(settings_for(service, line.url, **limits))
    async with database.write() as holder:
        await holder.execute(text("LOCK TABLE notes"))
        with pytest.raises(DBAPIError) as refused:
            await ask(database, "write", "LOCK TABLE notes")
    assert outage_of(refused.value) is Outage.BUSY
    with pytest.raises(DBAPIError) as refused:
        await ask(database, "read", "SELECT pg_sleep(60)")
    assert outage_of(refused.value) is Outage.BUSY
    async with database.write() as session:
        await allow(session, 30)
        await session.execute(text("SELECT pg_sleep(1)"))
    async with database.read() as session:
        assert (await session.execute(text("SHOW statement_timeout"))).scalar() == "400ms"
    await database.close()


async def test_background_work_has_limits_of_its_own(service: Service, line: Line) -> None:
    settings = settings_for(service, line.url, database_statement_seconds=1, job_statement_seconds=120)
    database = Database(settings, for_work=True)
    async with database.read() as session:
        assert (await session.execute(text("SHOW statement_timeout"))).scalar() == "2min"
    await database.close()


def test_an_address_keeps_what_it_says_itself(service: Service) -> None:
    url = "postgresql://someone:p%40ss@db.test:6432/notes?options=-c%20statement_timeout%3D1&connect_timeout=9"
    given = conninfo_to_dict(bounded_url(url, settings_for(service, url)))
    assert (given["password"], given["connect_timeout"], given["port"]) == ("p@ss", "9", "6432")
    assert str(given["options"]).endswith("-c statement_timeout=1")  # the later one wins
