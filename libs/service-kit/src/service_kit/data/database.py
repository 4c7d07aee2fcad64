"""Sessions and connections: endpoints get them, and only the kit commits."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import psycopg
import uuid_utils
from fastapi import Depends, Request
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Column, DateTime, MetaData, Text, bindparam, event, func, make_url, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from service_kit.data.sessions import AsyncSession as AsyncSession
from service_kit.data.statements import Bound, Statement, run
from service_kit.settings import ServiceSettings
from service_kit.work.pulse import Pulse, WatchedConnection

# What a connection once carried, its client's buffers and the server's process keep room for: the largest file, the
# largest answer, every plan. So none lives long, and those of the raw pools that nobody needs are closed.
LONGEST_LIFE_SECONDS = 300
UNUSED_SECONDS = 60.0
LONG_REQUEST_SECONDS = 50
"""The longest statement of a request that stores a large file or concerns everybody: the gateway waits 60 s for it."""
RECONNECT_SECONDS = 2.0  # after this long, opening a connection is given up; the next caller opens another
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_registry() -> registry:
    """A registry and metadata of its own with our names for constraints, so that no two services share tables.

    Each service has one: `class Table(SQLModel, registry=new_registry())` in its `database.py`.
    """
    return registry(metadata=MetaData(naming_convention=NAMING))


class KitTable(SQLModel, registry=new_registry()):
    """The rows that every service has."""


kit_metadata: MetaData = KitTable.metadata


def new_id() -> UUID:
    """A UUIDv7: unique, and ordered by the moment it was made."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def instant_column(*, index: bool = False, default_now: bool = False, nullable: bool = False) -> Any:
    """A `timestamptz` column; one per field, since columns cannot be shared."""
    return Field(
        default=None,
        sa_column=Column(
            DateTime(timezone=True),
            nullable=nullable,
            index=index,
            server_default=func.now() if default_now else None,
        ),
    )


def json_column(*, nullable: bool = False) -> Any:
    """A `jsonb` column, None as SQL NULL."""
    return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=nullable))


def sqlalchemy_url(url: str) -> str:
    """The address with the one driver we use."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def plain_url(url: str) -> str:
    """The address as libpq reads it, for raw connections."""
    # Only the scheme is changed: written anew, a blank would become a plus, which libpq takes for one.
    return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)


def bounded_url(url: str, settings: ServiceSettings, *, for_work: bool = False) -> str:
    """The address as libpq reads it, with the limits that the server itself is to keep.

    For requests they lie below the gateway's, so that the caller hears from us and not from it; background work has
    longer ones of its own. An address may still name its own `options`: they win.
    """
    statement = settings.job_statement_seconds if for_work else settings.database_statement_seconds
    lock = settings.job_lock_seconds if for_work else settings.database_lock_seconds
    idle = settings.job_idle_seconds if for_work else settings.database_idle_seconds
    limits = {
        "statement_timeout": statement,
        "lock_timeout": lock,
        "idle_in_transaction_session_timeout": idle,
    }
    given = conninfo_to_dict(plain_url(url))
    options = " ".join(f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items())
    alive = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
    connect = {"connect_timeout": max(2, round(settings.database_connect_seconds))}
    return make_conninfo(
        "", **{**alive, **connect, **given, "options": f"{options} {given.get('options', '')}".strip()}
    )


class Database:
    """The pools of one process: transactions, autocommit reads, and raw connections for hot paths.

    Every wait for the database ends: `for_work` says that this process does background work, whose statements may take
    longer. Statements that must take longer inside a request ask for it with `allow`.
    """

    def __init__(self, settings: ServiceSettings, *, for_work: bool = False) -> None:
        self.url = settings.database_url
        self.settings = self._settings = settings
        self._for_work = for_work
        self.pulse = Pulse(
            self._opener(self.url),
            patience=settings.database_patience_seconds,
            answer_within=settings.database_answer_seconds,
        )
        read_url = settings.read_database_url or settings.database_url
        same = read_url == self.url
        self._read_pulse = (
            self.pulse
            if same
            else Pulse(
                self._opener(read_url),
                patience=settings.database_patience_seconds,
                answer_within=settings.database_answer_seconds,
            )
        )
        self._engine = self._new_engine(self.url, self.pulse)
        readers = self._engine if same else self._new_engine(read_url, self._read_pulse)
        self._streamer: AsyncEngine = readers
        self._reader = readers.execution_options(isolation_level="AUTOCOMMIT")
        self._pool = self._new_pool(read_url, self._read_pulse, settings.hot_pool_size)
        self._primary_pool = self._pool if same else self._new_pool(self.url, self.pulse, settings.hot_pool_size)
        # The caller is looked up while the request may hold a hot connection already: from one pool, requests that each
        # hold one and wait for a second would wait for each other. Whoever just became known is on no replica yet.
        self._identity_pool = self._new_pool(self.url, self.pulse, 2)

    def _opener(self, url: str) -> Any:
        conninfo = bounded_url(url, self._settings, for_work=self._for_work)

        async def connect() -> WatchedConnection:
            try:
                async with asyncio.timeout(self._settings.database_connect_seconds):
                    return await WatchedConnection.connect(conninfo)
            except TimeoutError as late:
                raise psycopg.errors.ConnectionTimeout("the database takes no connection in time") from late

        return connect

    def _new_engine(self, url: str, pulse: Pulse) -> AsyncEngine:
        open_one = self._opener(url)

        async def connect() -> WatchedConnection:
            connection: WatchedConnection = await open_one()
            connection.pulse = pulse
            return connection

        engine = create_async_engine(
            sqlalchemy_url(url),
            async_creator=connect,
            pool_size=self._settings.database_pool_size,
            max_overflow=5,
            pool_timeout=self._settings.database_pool_seconds,
            pool_recycle=LONGEST_LIFE_SECONDS,
        )
        event.listen(engine.sync_engine, "checkout", _refuse_an_ended_one)
        return engine

    def _new_pool(self, url: str, pulse: Pulse, size: int) -> AsyncConnectionPool[WatchedConnection]:
        async def watch(connection: WatchedConnection) -> None:
            connection.pulse = pulse

        return AsyncConnectionPool(
            bounded_url(url, self._settings, for_work=self._for_work),
            connection_class=WatchedConnection,
            configure=watch,
            check=_refuse_ended,
            min_size=0,
            max_size=size,
            timeout=self._settings.database_pool_seconds,
            max_idle=UNUSED_SECONDS,
            max_lifetime=LONGEST_LIFE_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            open=False,
            kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": 0},
        )

    @property
    def conninfo(self) -> str:
        """The address as libpq reads it, with this process's limits, for connections beside the pools."""
        return bounded_url(self.url, self._settings, for_work=self._for_work)

    @property
    def engine(self) -> AsyncEngine:
        """The SQLAlchemy engine, for migrations and checks."""
        return self._engine

    async def open(self) -> None:
        """Make the raw pool ready; the others open by themselves."""
        await self._pool.open(wait=False)
        await self._primary_pool.open(wait=False)
        await self._identity_pool.open(wait=False)

    async def close(self) -> None:
        """Give every connection back to the server."""
        await self._pool.close()
        await self._primary_pool.close()
        await self._identity_pool.close()
        await self.pulse.close()
        await self._read_pulse.close()
        await self._reader.dispose()
        await self._engine.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed at the end, rolled back by any exception."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            async with self.pulse.acquiring():
                await session.connect()
            yield session
            await session.finish()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads: each statement by itself, no transaction to open or close."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            async with self._read_pulse.acquiring():
                await session.connection()
            yield session

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[AsyncSession]:
        """A session to read with, in one transaction, which a server-side cursor needs: for lists as files."""
        async with AsyncSession(self._streamer, expire_on_commit=False, autoflush=False) as session:
            yield session

    def hot(self) -> AbstractAsyncContextManager[psycopg.AsyncConnection[dict[str, Any]]]:
        """A raw autocommit connection, where reads go; statements are prepared at first use, rows come as dicts."""
        return _Lent(self._pool, self._read_pulse)

    def primary(self) -> AbstractAsyncContextManager[psycopg.AsyncConnection[dict[str, Any]]]:
        """As `hot`, where writes go: for a statement that writes, or that must see what was just written."""
        return _Lent(self._primary_pool, self.pulse)

    def identity(self) -> AbstractAsyncContextManager[psycopg.AsyncConnection[dict[str, Any]]]:
        """As `hot`, to look up the caller: a pool of its own, since a request waits for it while it holds another."""
        return _Lent(self._identity_pool, self.pulse)


# A database that comes back has ended every connection. Lent out, each would fail one request; so a pool looks first.


async def _refuse_ended(connection: WatchedConnection) -> None:
    if connection.has_ended():
        raise psycopg.OperationalError("the database has ended this connection")


def _refuse_an_ended_one(adapted: Any, _record: object, _lent: object) -> None:
    if adapted.driver_connection.has_ended():
        raise InvalidatePoolError


class _Lent:
    """A connection of a pool, for as long as the block runs.

    As the pool's own `connection()`, without its commit at the end: every statement here commits by itself.
    """

    __slots__ = ("_connection", "_pool", "_pulse")

    def __init__(self, pool: AsyncConnectionPool[WatchedConnection], pulse: Pulse) -> None:
        self._pool, self._pulse = pool, pulse

    async def __aenter__(self) -> psycopg.AsyncConnection[dict[str, Any]]:
        came: WatchedConnection | None = None
        try:
            async with self._pulse.acquiring():
                came = await self._pool.getconn()
            self._connection, came = came, None
            return self._connection
        finally:
            if came is not None:  # cut in the moment in which it came
                await self._pool.putconn(came)

    async def __aexit__(self, *_fault: object) -> None:
        await self._pool.putconn(self._connection)


def database_of(request: Request) -> Database:
    """The database of the app that serves this request."""
    database: Database = request.app.state.database
    return database


async def write_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A session in one transaction, committed when the endpoint is done and before its answer leaves."""
    async with database_of(request).write() as session:
        # An Idempotency-Key is taken inside the transaction whose answer it will keep (see concurrency.py).
        if (reservation := getattr(request.state, "reservation", None)) is not None:
            await reservation.take(session)
        yield session


async def read_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A session to read with, for the length of an endpoint."""
    async with database_of(request).read() as session:
        yield session


async def hot_connection(request: Request) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
    """A raw connection, for the length of an endpoint."""
    async with database_of(request).hot() as connection:
        yield connection


_ALLOW = Statement(select(func.set_config("statement_timeout", bindparam("limit", type_=Text), true())))


def allowing(seconds: float) -> Bound[Any]:
    """As `allow`, to stand first in a pipeline."""
    return _ALLOW.value(limit=f"{round(seconds)}s")


async def allow(session: AsyncSession, seconds: float) -> None:
    """Let the statements of this transaction take longer than a request's usually may, at most `seconds` each."""
    await run(session, allowing(seconds))


# scope="function": the exit runs after the endpoint and before the answer leaves. Without it FastAPI would commit
# after the client already holds its 200.
WriteSession = Annotated[AsyncSession, Depends(write_session, scope="function")]
ReadSession = Annotated[AsyncSession, Depends(read_session, scope="function")]
HotConnection = Annotated[psycopg.AsyncConnection[dict[str, Any]], Depends(hot_connection, scope="function")]


def as_utc(moment: datetime | None) -> str | None:
    """A moment as it stands in events: RFC 3339."""
    return moment.isoformat() if moment else None
