"""A follower applies each event once, in order, whatever crashes; a bad event stops it loudly."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sample.feeds import Feed, at_work, follower_settings, until
from sample.following import Happened, new_follower, write_down
from service_kit.data.database import Database
from service_kit.events import feed_endpoints
from service_kit.events.feed import Event, publish, publish_many, sequence
from service_kit.events.feed_cursors import Cursor, FeedState, open_cursor, read_cursors, state_of
from service_kit.events.follow import Follower
from service_kit.events.siblings import Sibling
from service_kit.service import Service
from service_kit.testing.plugin import People
from sqlalchemy import text
from structlog.testing import capture_logs

SAMPLE = Path(__file__).parent / "sample" / "src"


async def publish_numbers(database: Database, *numbers: int) -> None:
    async with database.write() as session:
        for number in numbers:
            publish(session, Happened(number=number), str(number))


async def applied(database: Database) -> list[int]:
    async with database.read() as session:
        return list((await session.execute(text("SELECT number FROM applied ORDER BY place"))).scalars())


async def cursor_of(database: Database) -> Any:
    async with database.read() as session:
        return (await read_cursors(session))[0]


async def test_a_new_follower_reads_from_the_start_and_is_woken_by_what_comes(
    live_database: Database, following: Database, sibling: Sibling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_endpoints, "LOOK_AGAIN_SECONDS", 3600.0)
    patient = replace(new_follower(), wait_seconds=30)  # longer than this test waits: only being told can wake it
    await publish_numbers(live_database, *range(50))
    async with at_work(patient.run(following, sibling)):
        await until(lambda: has(following, range(50)))
        await publish_numbers(live_database, 50)
        await until(lambda: has(following, range(51)), 20)


async def has(database: Database, expected: Any) -> bool:
    return await applied(database) == list(expected)


async def test_in_a_burst_many_events_share_a_turn(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    turns: list[int] = []

    async def note(session: Any, events: Any) -> None:
        turns.append(len(events))
        await write_down(session, events)

    gathering = Follower("training", {Happened.type: note}, gather_seconds=1.0)
    async with at_work(gathering.run(following, sibling)):
        await publish_numbers(live_database, 0)
        await until(lambda: has(following, range(1)))
        for number in range(1, 16):
            await publish_numbers(live_database, number)
            await asyncio.sleep(0.03)  # long enough that each would have a turn of its own
        await until(lambda: has(following, range(16)))
    assert len(turns) < 8


async def test_what_a_handler_publishes_belongs_to_the_trace_of_its_event(
    live_database: Database, following: Database
) -> None:
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    said = {"type": Happened.type, "source": "training", "time": datetime(2026, 11, 29, tzinfo=UTC)}
    events = [
        Event(id="1", data={"number": 1}, traceparent=traceparent, **said),
        Event(id="2", data={"number": 2}, **said),
    ]

    async def tell_on(session: Any, batch: Any) -> None:
        await publish_many(session, [(event.id, Happened(number=7)) for event in batch], now=said["time"])

    follower = Follower("training", {Happened.type: tell_on})
    async with following.write() as session:
        await open_cursor(session, "training")
    for event in events:
        await follower.apply(following, [event], after=event.position - 1)
    async with following.read() as session:
        first, second = (await session.execute(text("SELECT traceparent FROM outbox ORDER BY seq"))).scalars()
    assert first == traceparent
    assert second not in (None, traceparent)


async def test_of_two_followers_one_applies_and_the_other_takes_over(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    calls: list[str] = []

    def named(name: str) -> Follower:
        async def note(session: Any, events: Any) -> None:
            calls.append(name)
            await write_down(session, events)

        return Follower("training", {Happened.type: note}, wait_seconds=1, stand_by_seconds=0.1)

    async with at_work(named("first").run(following, sibling)) as [first]:
        await publish_numbers(live_database, 0)
        await until(lambda: has(following, range(1)))
        async with at_work(named("second").run(following, sibling)):
            for number in range(1, 10):
                await publish_numbers(live_database, number)
            await until(lambda: has(following, range(10)))
            assert set(calls) == {"first"}
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            await publish_numbers(live_database, 10)
            await until(lambda: has(following, range(11)))
            assert calls[-1] == "second"


async def test_a_follower_that_lost_its_lock_connection_stops_applying(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    async with at_work(new_follower().run(following, sibling), new_follower().run(following, sibling)):
        for number in range(12):
            await publish_numbers(live_database, number)
            if number % 4 == 1:
                async with following.write() as session:
                    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'follower'"
                    await session.execute(text(cut + " AND datname = current_database()"))
        await until(lambda: has(following, range(12)))


async def test_two_appliers_at_once_are_fenced_by_the_cursor(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    # As if the advisory lock did not exist: both read the same page and try to apply it.
    await publish_numbers(live_database, *range(10))
    one, two = new_follower(), new_follower()
    await one._start(following)
    events, head, _epoch = await one._read(sibling, Cursor(0))
    outcomes = await asyncio.gather(
        one.apply(following, events, after=0, head=head),
        two.apply(following, events, after=0, head=head),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Overtaken", "int"]
    assert await applied(following) == list(range(10))


async def test_a_sibling_that_is_away_for_a_while_is_caught_up_with(
    live_database: Database, following: Database, sibling: Sibling, feed: Feed
) -> None:
    async with at_work(new_follower().run(following, sibling)):
        await publish_numbers(live_database, 0)
        await until(lambda: has(following, range(1)))
        await feed.go()
        await publish_numbers(live_database, *range(1, 100))
        await asyncio.sleep(0.5)
        assert await applied(following) == [0]
        assert (await cursor_of(following)).stopped_at is None
        await feed.come()
        await until(lambda: has(following, range(100)))


async def test_a_bad_event_stops_the_feed_loudly_and_resumes_when_mended(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    mended = False

    async def refuse_seven(session: Any, events: Any) -> None:
        await write_down(session, events)
        if not mended and any(event.data["number"] == 7 for event in events):
            raise ValueError("seven")

    await publish_numbers(live_database, *range(30))
    follower = Follower("training", {Happened.type: refuse_seven}, back_off=(0.02, 0.1), wait_seconds=1)
    async with at_work(follower.run(following, sibling)):
        await until(lambda: stopped(following))
        assert await applied(following) == list(range(7))
        since = (await cursor_of(following)).stopped_at
        await asyncio.sleep(0.5)
        row = await cursor_of(following)
        assert row.stopped_at == since
        assert row.error.startswith(f"event {row.position + 1} ({Happened.type}) cannot be applied: ValueError")
        assert await applied(following) == list(range(7))
        mended = True
        await until(lambda: has(following, range(30)))
        await until(lambda: going(following))


async def stopped(database: Database) -> bool:
    async with database.read() as session:
        return any(row.stopped_at for row in await read_cursors(session))


async def going(database: Database) -> bool:
    row = await cursor_of(database)
    return row.stopped_at is None and row.error is None


async def test_a_feed_that_withholds_what_is_followed_stops_before_anything_is_passed_over(
    live_database: Database, following: Database, sibling: Sibling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Happened, "personal", True)
    await publish_numbers(live_database, 1, 2)
    follower = Follower("training", {Happened.type: write_down}, back_off=(0.02, 0.1), wait_seconds=1)
    async with at_work(follower.run(following, sibling)):
        await until(lambda: stopped(following))
        row = await cursor_of(following)
        assert (row.position, Happened.type in row.error, "people.read" in row.error) == (0, True, True)
        monkeypatch.setattr(Happened, "personal", False)
        await until(lambda: has(following, [1, 2]))
        await until(lambda: going(following))


async def test_events_of_unknown_types_are_passed_over(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    await publish_numbers(live_database, 1, 2)
    async with at_work(Follower("training", {}).run(following, sibling)):
        await until(lambda: at_position(following, 2))
    assert await applied(following) == []


async def at_position(database: Database, position: int) -> bool:
    async with database.read() as session:
        rows = await read_cursors(session)
    return bool(rows) and rows[0].position == position


async def rewound(database: Database) -> bool:
    async with database.read() as session:
        return any(state_of(row) is FeedState.REWOUND for row in await read_cursors(session))


async def set_back(database: Database, position: int) -> None:
    """As a restore does: what came after is gone, and its positions are given again."""
    async with database.write() as session:
        await session.execute(text("ALTER TABLE events DISABLE TRIGGER append_only"))
        await session.execute(text("DELETE FROM events WHERE position > :position"), {"position": position})
        await session.execute(text("ALTER TABLE events ENABLE TRIGGER append_only"))
        back = "SELECT setval(pg_get_serial_sequence('events', 'position'), :position)"
        await session.execute(text(back), {"position": position})


async def sequenced(database: Database, *numbers: int) -> None:
    await publish_numbers(database, *numbers)
    async with database.primary() as connection:
        await sequence(connection)


async def test_a_cursor_beyond_a_feed_without_keys_never_resumes_by_itself(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    async with following.write() as session:
        await session.execute(text("INSERT INTO feed_cursors (source, position) VALUES ('training', 30)"))
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: rewound(following))
        row = await cursor_of(following)
        assert (row.rewound["code"], row.rewound["head"]) == ("CursorAhead", 0)
        await sequenced(live_database, *range(60))
        await asyncio.sleep(1)
        assert await rewound(following)
    assert await applied(following) == []


@pytest.mark.parametrize("published_since", [0, 1, 5, 8])
async def test_a_publisher_that_was_set_back_is_noticed_at_the_first_page_however_much_it_published_since(
    live_database: Database, following: Database, sibling: Sibling, published_since: int
) -> None:
    await sequenced(live_database, *range(10))
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: has(following, range(10)))
    await set_back(live_database, 5)
    if published_since:
        await sequenced(live_database, *range(100, 100 + published_since))
    pages_read: list[Any] = []

    async def counting(*wanted: Any, **others: Any) -> Any:
        pages_read.append(wanted)
        return await Sibling.ask(sibling, *wanted, **others)

    watched = replace(sibling)
    watched.ask = counting  # type: ignore[method-assign]  # counts what is asked
    with capture_logs() as logs:
        async with at_work(new_follower().run(following, watched)):
            await until(lambda: rewound(following))
            await asyncio.sleep(0.5)  # it stands by, and asks nothing more
    assert len(pages_read) == 1
    assert await applied(following) == list(range(10))
    row = await cursor_of(following)
    assert (row.position, row.rewound["code"]) == (10, "FeedRewound")
    assert row.rewound["head"] == 5 + published_since
    assert [(entry["event"], entry["log_level"]) for entry in logs if entry["event"] == "feed_rewound"] == [
        ("feed_rewound", "error")
    ]


async def test_a_rewound_feed_is_told_by_readiness_and_metrics(
    live_http: People, live_database: Database, following: Database, sibling: Sibling
) -> None:
    await sequenced(live_database, *range(3))
    async with live_database.write() as session:
        at = "INSERT INTO feed_cursors (source, position, eventkey) VALUES ('training', 2, new_event_key())"
        await session.execute(text(at))
    async with at_work(new_follower().run(live_database, sibling)):
        await until(lambda: rewound(live_database))
    answer = await live_http.anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "feed-rewound")
    [feed] = answer.json()["feeds"]
    assert (feed["state"], feed["lag"], feed["rewound"]["code"]) == ("rewound", None, "FeedRewound")
    assert feed["since"]
    assert "repair" in feed["why"]
    metrics = (await live_http.anonymous.get("/metrics")).text
    assert 'feed_rewound{source="training"} 1.0' in metrics
    assert 'feed_lag_events{source="training"} NaN' in metrics


async def test_a_follower_whose_own_database_was_restored_reads_on_from_its_cursor(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    await sequenced(live_database, *range(10))
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: has(following, range(10)))
    fourth = "(SELECT eventkey FROM events WHERE position = 4)"
    async with live_database.read() as session:
        key = (await session.execute(text(f"SELECT {fourth}"))).scalar_one()
    async with following.write() as session:
        await session.execute(text("UPDATE feed_cursors SET position = 4, eventkey = :key"), {"key": key})
        await session.execute(text("DELETE FROM applied WHERE number > 3"))
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: has(following, range(10)))


async def test_a_cursor_from_before_events_had_keys_learns_the_one_of_its_event(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    await sequenced(live_database, *range(4))
    async with following.write() as session:
        await session.execute(text("INSERT INTO feed_cursors (source, position) VALUES ('training', 4)"))

    async def named() -> bool:
        return (await cursor_of(following)).eventkey is not None

    async with at_work(new_follower().run(following, sibling)):
        await until(named)
    await set_back(live_database, 2)
    await sequenced(live_database, *range(50, 60))
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: rewound(following))
    assert await applied(following) == []


async def test_a_follower_notes_the_history_it_reads(
    live_database: Database, following: Database, sibling: Sibling
) -> None:
    await sequenced(live_database, 1, 2)
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: has(following, (1, 2)))
    async with live_database.read() as session:
        epoch = (await session.execute(text("SELECT epoch FROM feed_epochs"))).scalar_one()
        key = (await session.execute(text("SELECT eventkey FROM events WHERE position = 2"))).scalar_one()
    row = await cursor_of(following)
    assert (row.epoch, row.eventkey, row.position) == (epoch, key, 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_failure_between_applying_and_committing_repeats_nothing(
    live_database: Database, following: Database, sibling: Sibling, seed: int
) -> None:
    chance = random.Random(seed)

    async def lose_the_connection(session: Any, events: Any) -> None:
        await write_down(session, events)
        if chance.random() < 0.4:
            await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    follower = Follower("training", {Happened.type: lose_the_connection}, page=7, back_off=(0.01, 0.05), wait_seconds=1)
    await publish_numbers(live_database, *range(100))
    async with at_work(follower.run(following, sibling)):
        await until(lambda: has(following, range(100)))
    assert (await cursor_of(following)).stopped_at is None


@contextlib.asynccontextmanager
async def process(what: str, settings: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    names = ("database_url", "oidc_issuer", "oidc_token_url", "sibling_training_url", "service_client_id",
             "service_client_secret")  # fmt: skip
    given = {name.upper(): str(getattr(settings, name) or "") for name in names}
    environment = {**os.environ, **given, "PYTHONPATH": str(SAMPLE)}
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sample.following", what, env=environment, stdin=pipe, stdout=pipe
    )
    try:
        yield started
    finally:
        assert started.stdin
        started.stdin.close()
        if what == "publish" and started.returncode is None:
            started.kill()
        await started.wait()


async def test_a_follower_killed_at_any_point_applies_each_event_once(
    service: Service, live_database: Database, following: Database, feed: Feed
) -> None:
    published, chance = 0, random.Random(7)
    async with process("breed", follower_settings(service, following.url, feed)) as breeder:
        for _round in range(10):
            before = len(await applied(following))
            pid = await new_process(breeder)
            while (there := len(await applied(following))) < before + 60:
                if published < there + 500:  # enough to do at any moment, and no heap to wait for at the end
                    await publish_numbers(live_database, *range(published, published + 50))
                    published += 50
                await asyncio.sleep(0.01)
            await asyncio.sleep(chance.uniform(0, 0.03))
            os.kill(pid, signal.SIGKILL)
        await new_process(breeder)
        await until(lambda: has(following, range(published)), 120)
        assert published > 500


async def new_process(breeder: asyncio.subprocess.Process) -> int:
    assert breeder.stdin
    assert breeder.stdout
    breeder.stdin.write(b"one more\n")
    return int(await asyncio.wait_for(breeder.stdout.readline(), 60))


async def test_no_event_is_lost_when_its_publisher_is_killed(
    service: Service, live_database: Database, following: Database, sibling: Sibling, feed: Feed
) -> None:
    async with process("publish", follower_settings(service, live_database.url, feed)) as publisher:
        await until(lambda: has_notes(live_database, 30))
        publisher.send_signal(signal.SIGKILL)
        await publisher.wait()
    async with live_database.read() as session:
        committed = (await session.execute(text("SELECT count(*) FROM notes"))).scalar_one()
        unread = (await session.execute(text("SELECT count(*) FROM outbox"))).scalar_one()
    assert unread == committed >= 30
    async with at_work(new_follower().run(following, sibling)):
        await until(lambda: has(following, range(committed)))


async def has_notes(database: Database, number: int) -> bool:
    async with database.read() as session:
        return bool((await session.execute(text("SELECT count(*) FROM notes"))).scalar_one() >= number)
