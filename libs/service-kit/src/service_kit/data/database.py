"""Sessions and connections: the edge opens them, and the edge alone commits."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import psycopg
import uuid_utils
from fastapi import Depends, Request
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Column, DateTime, MetaData, func, make_url
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as PlainSession
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession as TypedSession

from service_kit.settings import ServiceSettings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class AsyncSession(TypedSession):
    """SQLModel's session with SQLAlchemy's `execute` beside its own `exec`: set-based statements need it."""

    execute = PlainSession.execute  # SQLModel only deprecates it


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
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """The pools of one process: transactions, autocommit reads, and raw connections for hot paths."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings
        self.url = settings.database_url
        read_url = settings.read_database_url or settings.database_url
        options: dict[str, Any] = {"pool_size": settings.database_pool_size, "max_overflow": 5, "pool_timeout": 5}
        self._engine: AsyncEngine = create_async_engine(sqlalchemy_url(self.url), **options)
        same = read_url == self.url
        readers = self._engine if same else create_async_engine(sqlalchemy_url(read_url), **options)
        self._reader = readers.execution_options(isolation_level="AUTOCOMMIT")
        raw: dict[str, Any] = {
            "min_size": 0,
            "timeout": 5,
            "open": False,
            "kwargs": {"autocommit": True, "row_factory": dict_row, "prepare_threshold": 0},
        }
        self._pool = AsyncConnectionPool(plain_url(read_url), max_size=settings.hot_pool_size, **raw)
        self._primary_pool = (
            self._pool if same else AsyncConnectionPool(plain_url(self.url), max_size=settings.hot_pool_size, **raw)
        )
        # Who asks is looked up while the request may hold a hot connection already: from one pool, requests that each
        # hold one and wait for a second would wait for each other. Whoever just became known is on no replica yet.
        self._identity_pool = AsyncConnectionPool(plain_url(self.url), max_size=2, **raw)

    @property
    def engine(self) -> AsyncEngine:
        """The engine beneath, for migrations and checks."""
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
        await self._reader.dispose()
        await self._engine.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed at the end, rolled back by any exception."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads: each statement by itself, no transaction to open or close."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def hot(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        """A raw autocommit connection, where reads go; statements are prepared at first use, rows come as dicts."""
        async with self._pool.connection() as connection:
            yield connection

    @asynccontextmanager
    async def primary(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        """As `hot`, where writes go: for a statement that writes, or that must see what was just written."""
        async with self._primary_pool.connection() as connection:
            yield connection

    @asynccontextmanager
    async def identity(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        """As `hot`, for the one question who asks; it never waits for a request that waits for it."""
        async with self._identity_pool.connection() as connection:
            yield connection


def database_of(request: Request) -> Database:
    """The database of the app that serves this request."""
    database: Database = request.app.state.database
    return database


async def _write_session(request: Request) -> AsyncIterator[AsyncSession]:
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


# scope="function": the exit runs after the endpoint and before the answer leaves. Without it FastAPI would commit
# after the client already holds its 200.
WriteSession = Annotated[AsyncSession, Depends(_write_session, scope="function")]
ReadSession = Annotated[AsyncSession, Depends(read_session, scope="function")]
HotConnection = Annotated[psycopg.AsyncConnection[dict[str, Any]], Depends(hot_connection, scope="function")]


def as_utc(moment: datetime | None) -> str | None:
    """A moment as it stands in events: RFC 3339."""
    return moment.isoformat() if moment else None
