"""Test doubles: an issuer, siblings, people, a clock, a rolled-back database."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import psycopg
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from psycopg.rows import dict_row, tuple_row
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from service_kit.data.database import AsyncSession, Database, new_id
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.identity import matching
from service_kit.identity.people import Person
from service_kit.settings import ServiceSettings

ISSUER = "https://issuer.test/idp"
AUDIENCE = "urn:kring:api"
KEY_ID = "test-key"


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


class _NotedCursor(psycopg.AsyncCursor[Any]):
    """A cursor that notes what it executes."""

    note: Callable[[str], None]

    async def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        self.note(str(query))
        return await super().execute(query, params, **options)


class _DictRows:
    """The test's one raw connection, with rows as the hot pool gives them; SQLAlchemy goes on using it its own way."""

    def __init__(self, connection: Any, note: Callable[[str], None]) -> None:
        self._connection, self._note = connection, note

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def driver(self, _bounds: Any = ()) -> Any:
        """The connection itself, for statements: they tell what they run."""
        return self._connection

    def cursor(self, **options: Any) -> Any:
        made = _NotedCursor(self._connection, **{"row_factory": dict_row, **options})
        made.note = self._note
        return made

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
        self._whose: asyncio.Task[Any] | None = None
        self.noted: list[Callable[[str], None]] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with (
            self._turns(),
            AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
            session.begin(),
        ):
            yield session
            await session.flush()

    @asynccontextmanager
    async def _turns(self) -> AsyncIterator[None]:
        """One writer at a time; a transaction that the same task opens within its own is a savepoint of it."""
        if self._whose is asyncio.current_task():
            yield
            return
        async with self._turn:
            self._whose = asyncio.current_task()
            try:
                yield
            finally:
                self._whose = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(
            self._connection, expire_on_commit=False, autoflush=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
            # Going back to the savepoint would end the cursor of a file that is still being read.
            if session.in_transaction() and session.is_active:
                await session.commit()

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(
            self._connection, expire_on_commit=False, autoflush=False, join_transaction_mode="rollback_only"
        ) as session:
            yield session

    @asynccontextmanager
    async def hot(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        yield await self._raw(self._note)

    @asynccontextmanager
    async def primary(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        async with self.hot() as connection:
            yield connection

    @asynccontextmanager
    async def identity(self) -> AsyncIterator[psycopg.AsyncConnection[dict[str, Any]]]:
        yield await self._raw(lambda _look_up: None)

    async def _raw(self, note: Callable[[str], None]) -> Any:
        raw = await self._connection.get_raw_connection()
        return _DictRows(raw.driver_connection, note)

    def _note(self, statement: str) -> None:
        for note in self.noted:
            note(statement)

    async def close(self) -> None:
        """The connection belongs to the test."""


class SiblingAnswers:
    """The other services, as a test lets them answer; whatever is not arranged is away (503)."""

    def __init__(self, issuer: Issuer) -> None:
        self._answers: dict[tuple[str, str, str], Any] = {}
        self.asked: list[httpx.Request] = []
        self._issuer = issuer

    def answer(self, name: str, path: str, body: Any, *, method: str = "GET", status: int = 200) -> None:
        """Let `name` answer `body` (JSON, or a callable of the request) at `path`, whatever the query."""
        self._answers[(f"{name}.test", method, path)] = (status, body)

    def told(self, name: str) -> Any:
        """The JSON that `name` was last sent."""
        return json.loads([request for request in self.asked if request.url.host == f"{name}.test"][-1].content)

    def transport(self) -> httpx.MockTransport:
        """A transport for the app's sibling client."""
        return httpx.MockTransport(self._respond)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.host == "issuer.test":
            return httpx.Response(
                200, json={"access_token": self._issuer.token(sub="service", client_id="service"), "expires_in": 300}
            )
        found = self._answers.get((request.url.host, request.method, request.url.path))
        if found is None:
            return httpx.Response(503, json={"code": "Unavailable", "detail": "not arranged"})
        status, body = found
        return httpx.Response(status, json=body(request) if callable(body) else body)


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
            async with self._database.hot() as connection:
                ref = await matching.find_ref(connection, "user_name", name)
            async with self._database.read() as session:
                person = await session.get(Person, ref.id) if ref else None
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


async def plan_of(on: Connected, bound: Bound[Any]) -> str:
    """How the server would run a statement with its values, as EXPLAIN says it."""
    lines: list[Any] = await run(on, _explained(bound))
    return "\n".join(line[0] for line in lines)


def _explained(bound: Bound[Any]) -> Bound[list[Any]]:
    compiled = bound.statement.compiled
    explaining = Statement(text(""))
    explaining._compiled = replace(compiled, sql=b"EXPLAIN " + compiled.sql, row_factory=tuple_row)
    return Bound(explaining, bound.values, lambda _cursor, rows: rows)


class Statements:
    """The SQL statements that ran while this was watching, and the trips to the server that carried them."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.round_trips = 0

    def __len__(self) -> int:
        return len(self.seen)
