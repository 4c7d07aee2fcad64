"""The kit is tested through a small service that uses all of it."""

import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from service_kit.data.database import Database
from service_kit.events.siblings import Sibling, Siblings
from service_kit.identity.auth import Grants
from service_kit.service import Service
from service_kit.testing.doubles import Issuer, People, SiblingAnswers
from service_kit.testing.plugin import MigratedDatabases, new_database, settings_for
from service_kit.testing.plugin import _arm as arm
from service_kit.web.app import build_app
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

sys.path.insert(0, str(Path(__file__).parent / "sample" / "src"))

from sample.feeds import Feed, follower_settings, free_port


@pytest.fixture(scope="session")
def service() -> Service:
    """The small service."""
    from sample.main import SERVICE  # noqa: PLC0415 - its folder is on the path only from here on

    return SERVICE


@pytest_asyncio.fixture
async def feed(
    service: Service, live_database: Database, issuer: Issuer, siblings: SiblingAnswers
) -> AsyncIterator[Feed]:
    app = build_app(service, settings_for(service, live_database.url), live_database)
    arm(app, issuer, siblings)

    async def give_token(_request: Any) -> JSONResponse:
        return JSONResponse({"access_token": issuer.token(sub="x", client_id="x", scope="feed.read"), "expires_in": 60})

    whole = Starlette(routes=[Route("/token", give_token, methods=["POST"]), Mount("/", app)])
    feed = Feed(whole, free_port())
    await feed.come()
    yield feed
    await app.state.feed.stop()
    await feed.go()
    await app.state.siblings.close()


@pytest_asyncio.fixture
async def following(
    database_server: str, service: Service, feed: Feed, migrated_databases: MigratedDatabases
) -> AsyncIterator[Database]:
    """The follower's own database."""
    async with new_database(database_server, await migrated_databases.template_of(service)) as url:
        database = Database(follower_settings(service, url, feed))
        await database.open()
        async with database.write() as session:
            await session.execute(text("CREATE TABLE applied (place serial, number int)"))
        yield database
        await database.close()


@pytest_asyncio.fixture
async def sibling(service: Service, feed: Feed) -> AsyncIterator[Sibling]:
    siblings = Siblings(follower_settings(service, "postgresql://unused@localhost/unused", feed))
    yield siblings["training"]
    await siblings.close()


@pytest.fixture
async def serve(
    service: Service, database: Any, database_url: str, issuer: Issuer, siblings: SiblingAnswers
) -> AsyncIterator[Callable[..., People]]:
    """`serve(router, grants)`: callers of the small service with these routes instead of its own."""
    apps: list[FastAPI] = []

    def start(router: APIRouter, grants: Grants, **others: Any) -> People:
        changed = replace(service, routers=(router,), grants=grants, **others)
        app = build_app(changed, settings_for(service, database_url), database)
        arm(app, issuer, siblings)
        apps.append(app)
        return People(app, database, issuer)

    yield start
    for app in apps:
        await app.state.feed.stop()
        await app.state.siblings.close()
