"""What a route of the kit saves: `.venv/bin/pytest -s tests/bench/routes.py`.

One endpoint (the actor, a raw connection, the moment, two parameters; one row read), declared on three apps: hot, as
any other route of the kit, and as FastAPI resolves it alone. All are called in one process, in turn; processor time of
this process each answer.
"""

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Annotated, Any
from unittest.mock import patch

import pytest
import pytest_asyncio
from fastapi import FastAPI, Query
from service_kit.data.database import HotConnection, new_id
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.people import Person
from service_kit.service import Service
from service_kit.testing.doubles import Issuer, SiblingAnswers
from service_kit.testing.plugin import _arm, settings_for
from service_kit.web import routes
from service_kit.web.app import build_app
from service_kit.web.hot import hot
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work import clock
from service_kit.work.clock import Now
from training_api.main import SERVICE

ROUNDS, EACH = 15, 200


@pytest.fixture(scope="session")
def service() -> Service:
    """The directory's service, for its people."""
    return SERVICE


WAYS = ("hot", "kit", "framework")


class OneOut(BodyOut):
    """What is read."""

    who: str
    found: int
    now: Instant
    named: str | None


def app_with_one_read(live_database: Any, way: str) -> FastAPI:
    """An app whose one route is made in one of the ways."""
    router = capability_router("/measured", "Measured")
    alone = patch.object(routes, "without_direct", lambda declared: declared)

    async def read_one(
        actor: Annotated[Actor, Needs("people.read")],
        connection: HotConnection,
        now: Now,
        size: Annotated[int, Query(ge=1, le=200)] = 50,
        named: Annotated[str | None, Query(max_length=64)] = None,
    ) -> OneOut:
        found = await (await connection.execute("SELECT 1 AS one")).fetchone()
        assert found
        return OneOut(who=actor.id, found=found["one"] * size, now=now, named=named)

    with alone if way == "framework" else nullcontext():
        router.get("")(hot(read_one) if way == "hot" else read_one)
        app = build_app(SERVICE, settings_for(SERVICE, live_database.url, person_cache_seconds=60), live_database)
        app.router.routes[:0] = router.routes
    return app


async def ask(app: FastAPI, token: str) -> int:
    """The status of one answer; no client stands between."""
    seen: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            seen.append(message["status"])

    headers = [(b"host", b"kring.test"), (b"authorization", f"Bearer {token}".encode())]
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/v1/measured"}
    scope |= {"raw_path": b"/v1/measured", "query_string": b"size=3&named=it", "headers": headers, "root_path": ""}
    scope |= {"server": ("kring.test", 80), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"}, "state": {}}
    await app(scope, receive, send)
    return seen[0]


@pytest_asyncio.fixture
async def every_way(live_database: Any, issuer: Issuer) -> AsyncIterator[tuple[dict[str, FastAPI], str]]:
    """The apps on one database, and somebody's token."""
    apps = {way: app_with_one_read(live_database, way) for way in WAYS}
    for app in apps.values():
        _arm(app, issuer, SiblingAnswers(issuer))
    async with live_database.write() as session:
        session.add(_person())
    yield apps, issuer.token(sub="u", employee_number="E1", preferred_username="e1", name="E One", roles=["employee"])
    for app in apps.values():
        await app.state.siblings.close()


def _person() -> Any:
    return Person(
        id=new_id(), employee_number="E1", user_name="e1", given_name="E", family_name="One", email="e@example.org",
        locale="en", roles=["employee"], version=1, updated_at=clock.now(),
    )  # fmt: skip


async def test_what_a_route_of_the_kit_saves(every_way: tuple[dict[str, FastAPI], str]) -> None:
    """Print the median of the rounds; no assertion on time, all must answer."""
    apps, token = every_way
    spent: dict[str, list[float]] = {name: [] for name in apps}
    for number in range(ROUNDS + 1):
        for name in apps if number % 2 else reversed(apps):
            began = time.process_time()
            for _ in range(EACH):
                assert await ask(apps[name], token) == 200
            if number:  # the first round warms up
                spent[name].append((time.process_time() - began) * 1000 / EACH)
    print("\nprocessor time of an answer:")
    for name, times in spent.items():
        ratio = statistics.median(one / alone for one, alone in zip(times, spent["framework"], strict=True))
        print(f"{name}: {statistics.median(times):.3f} ms, {ratio:.2f} of the framework's")
