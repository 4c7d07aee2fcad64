"""Every event has a key for good; after a restore a feed begins a new history that gives no position twice."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
import pytest_asyncio
import uvicorn
from psycopg.rows import dict_row
from service_kit.data.database import Database, plain_url
from service_kit.events.feed import EventBody, outbox, publish, sequence
from service_kit.events.feed_history import MARGIN, History, begin_epoch
from service_kit.events.restored import NotSaid, say_restored
from service_kit.service import Service
from service_kit.testing.plugin import settings_for
from sqlalchemy import insert, text
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

SAMPLE = Path(__file__).parent / "sample" / "src"
THEN = datetime(2026, 11, 1, 3, tzinfo=UTC)


class Happened(EventBody):
    type: ClassVar[str] = "sample.thing.happened.v1"

    number: int


async def publish_numbers(database: Database, *numbers: int) -> None:
    async with database.write() as session:
        for number in numbers:
            publish(session, Happened(number=number), str(number))
    async with database.primary() as connection:
        await sequence(connection)


async def rows(database: Database, statement: str) -> list[dict[str, Any]]:
    async with database.primary() as connection:
        return await (await connection.execute(statement)).fetchall()


async def begin(database: Database, *, above: int = 0, to: datetime = THEN) -> History:
    async with await psycopg.AsyncConnection.connect(plain_url(database.url), row_factory=dict_row) as connection:
        return await begin_epoch(connection, "sample", restored_to=to, above=above)


async def test_an_event_has_a_key_made_when_it_is_published_and_keeps_it(live_database: Database) -> None:
    bulk = [{"type": Happened.type, "subject": "x", "data": {"number": number}} for number in (2, 3)]
    async with live_database.write() as session:
        publish(session, Happened(number=1), "x")
        await session.flush()
        await session.execute(insert(outbox), bulk)
        given = (await session.execute(text("SELECT eventkey FROM outbox ORDER BY seq"))).scalars().all()
    async with live_database.primary() as connection:
        await sequence(connection)
    kept = [row["eventkey"] for row in await rows(live_database, "SELECT eventkey FROM events ORDER BY position")]
    assert kept == given
    assert len(set(kept)) == 3
    for key in kept:
        made = datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
        assert (key.version, key.variant) == (7, "specified in RFC 4122")
        assert abs(datetime.now(UTC) - made) < timedelta(minutes=5)


async def test_a_feed_begins_with_its_first_epoch(live_database: Database) -> None:
    [epoch] = await rows(live_database, "SELECT number, epoch, first_position, restored_to FROM feed_epochs")
    assert epoch | {"number": 1, "first_position": 1, "restored_to": None} == epoch
    assert isinstance(epoch["epoch"], UUID)


async def test_a_restored_feed_numbers_above_all_that_is_known_and_says_so_first(live_database: Database) -> None:
    await publish_numbers(live_database, 1, 2, 3)
    begun = await begin(live_database, above=5000)
    await publish_numbers(live_database, 4)
    told = await rows(live_database, "SELECT position, type, data FROM events ORDER BY position")
    assert [row["position"] for row in told] == [1, 2, 3, 5001 + MARGIN, 5002 + MARGIN]
    assert begun.first_position == 5001 + MARGIN
    assert told[3]["type"] == "sample.feed.restored.v1"
    assert told[3]["data"] == {"restored_to": "2026-11-01T03:00:00Z", "lost_after": 3}
    epochs = await rows(live_database, "SELECT number, epoch, restored_to, lost_after FROM feed_epochs ORDER BY number")
    assert [epoch["number"] for epoch in epochs] == [1, 2]
    assert epochs[1] | {"epoch": begun.epoch, "restored_to": THEN, "lost_after": 3} == epochs[1]
    assert epochs[0]["epoch"] != epochs[1]["epoch"]


async def test_a_position_that_a_failed_transaction_took_is_not_given_again(live_database: Database) -> None:
    await publish_numbers(live_database, 1)
    async with live_database.primary() as connection:
        await connection.execute(
            "SELECT nextval(pg_get_serial_sequence('events', 'position')) FROM generate_series(1, 9)"
        )
    assert (await begin(live_database)).first_position == 11 + MARGIN


async def test_what_waited_in_the_outbox_of_the_backup_follows_the_restored_event(live_database: Database) -> None:
    async with live_database.write() as session:
        publish(session, Happened(number=1), "x")
    await begin(live_database)
    async with live_database.primary() as connection:
        await sequence(connection)
    told = await rows(live_database, "SELECT type FROM events ORDER BY position")
    assert [row["type"] for row in told] == ["sample.feed.restored.v1", Happened.type]


async def test_told_the_same_twice_a_feed_begins_one_history(live_database: Database) -> None:
    first, again = await begin(live_database), await begin(live_database)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.epoch == first.epoch
    later = await begin(live_database, to=THEN + timedelta(days=1))
    assert later.is_new
    assert later.first_position == first.first_position + MARGIN + 1
    higher = await begin(live_database, to=THEN + timedelta(days=1), above=later.first_position + 7)
    assert higher.first_position == later.first_position + 7 + MARGIN + 1


@pytest_asyncio.fixture
async def follower_url() -> AsyncIterator[str]:
    """A sibling that has applied the feed of `sample` up to 777 and has heard of 800."""

    async def ready(_request: Any) -> JSONResponse:
        feeds = [
            {"source": "other", "position": 10**9, "head": 10**9},
            {"source": "sample", "position": 777, "head": 800},
        ]
        return JSONResponse({"status": "not-ready", "feeds": feeds}, status_code=503)

    config = uvicorn.Config(
        Starlette(routes=[Route("/health/ready", ready)]), "127.0.0.1", 0, log_config=None, lifespan="off"
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(config)
        server.config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[listening])
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        await server.shutdown(sockets=[listening])


def settings_with(service: Service, database: Database, url: str) -> Any:
    addresses = {f"sibling_{name}_url": url for name in ("training", "advocacy", "governance")}
    return settings_for(service, database.url, **addresses)


async def test_what_the_siblings_have_read_is_asked_of_them(
    service: Service, live_database: Database, follower_url: str
) -> None:
    begun = await say_restored(service, settings_with(service, live_database, follower_url), to=THEN)
    assert begun.first_position == 801 + MARGIN
    higher = await say_restored(
        service, settings_with(service, live_database, follower_url), to=THEN, above=begun.first_position + 5
    )
    assert higher.first_position == begun.first_position + 6 + MARGIN


async def test_a_sibling_that_does_not_say_what_it_has_read_is_named(service: Service, live_database: Database) -> None:
    settings = settings_with(service, live_database, "http://127.0.0.1:9")
    with pytest.raises(NotSaid, match="advocacy and governance and training do not answer"):
        await say_restored(service, settings, to=THEN)
    assert await rows(live_database, "SELECT 1 FROM events") == []
    assert (await say_restored(service, settings, to=THEN, above=40)).first_position == 41 + MARGIN


async def test_an_instant_to_come_is_refused(service: Service, live_database: Database) -> None:
    settings = settings_with(service, live_database, "http://127.0.0.1:9")
    with pytest.raises(NotSaid, match="still to come"):
        await say_restored(service, settings, to=datetime.now(UTC) + timedelta(hours=1), above=0)


def command(database: Database, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SIBLING_")},
        "DATABASE_URL": database.url,
        "OIDC_ISSUER": "http://issuer.test",
        "PYTHONPATH": str(SAMPLE),
    }
    whole = [sys.executable, "-m", "service_kit", *arguments]
    return subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=120, check=False)


async def test_the_command_says_what_it_did_and_its_exit_says_how_it_went(live_database: Database) -> None:
    done = command(live_database, "restored", "sample", "--to", "2026-11-01T03:00:00Z", "--above", "12")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"begins at position {13 + MARGIN}.\n")
    [told] = await rows(live_database, "SELECT data::text AS data FROM events")
    assert json.loads(told["data"])["lost_after"] == 0
    refused = command(live_database, "restored", "sample", "--to", "2126-11-01T03:00:00Z")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    for wrong in (
        ("--to", "yesterday"),
        ("--to", "2026-11-01T03:00:00"),
        ("--to", "2026-11-01T03:00:00Z", "--above", "-1"),
        (),
    ):
        assert command(live_database, "restored", "sample", *wrong).returncode == 2
    assert command(live_database, "openapi", "sample", "--to", "now").returncode == 2


async def test_a_database_that_is_away_is_said_in_one_line(live_database: Database) -> None:
    away = Database(settings_for_url("postgresql://nobody:nothing-at-all@127.0.0.1:9/none"))
    refused = command(away, "restored", "sample", "--to", "2026-11-01T03:00:00Z")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "nothing-at-all" not in refused.stderr


def settings_for_url(url: str) -> Any:
    from sample.main import SERVICE  # noqa: PLC0415 - its folder is on the path only once the tests run

    return settings_for(SERVICE, url)
