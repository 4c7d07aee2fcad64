"""What is committed is served once, in an order that no follower can miss."""

import asyncio
import contextvars
import re
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row
from service_kit.data.database import AsyncSession, Database, new_id, plain_url
from service_kit.data.statements import Statement, run
from service_kit.events import feed_endpoints
from service_kit.events.feed import (
    Event,
    EventBody,
    outbox,
    publish,
    publish_each,
    publish_many,
)
from service_kit.events.feed_history import begin_epoch
from service_kit.identity.people import PersonChanged, PersonOut
from service_kit.observe.trace import enter_trace
from service_kit.service import Service
from service_kit.testing.plugin import Issuer, People, SiblingAnswers, Statements, _arm, settings_for
from service_kit.web.app import build_app
from sqlalchemy import Integer, Text, bindparam, cast, column, func, insert, literal, select, text


class Happened(EventBody):
    type: ClassVar[str] = "sample.thing.happened.v1"

    number: int


async def publish_one(database: Database, number: int) -> None:
    async with database.write() as session:
        publish(session, Happened(number=number), new_id())


async def numbers(client: Any, after: int = 0, **query: Any) -> list[int]:
    answer = await client.get("/v1/feed", params={"after": after, **query})
    assert answer.status_code == 200, answer.text
    return [event["data"]["number"] for event in answer.json()]


async def test_an_event_is_a_cloud_event_whose_id_is_the_cursor(live_http: Any, live_database: Database) -> None:
    reader = live_http.system("partner", ["feed.read"])
    await publish_one(live_database, 1)
    answer = await reader.get("/v1/feed")
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    [event] = answer.json()
    assert event | {"specversion": "1.0", "source": "sample", "type": Happened.type, "data": {"number": 1}} == event
    assert Event.model_validate(event).time.tzinfo is not None
    assert answer.headers["feed-head"] == event["id"]
    assert await numbers(reader, after=event["id"]) == []


async def test_an_event_names_its_key_and_where_its_schema_stands(live_http: Any, live_database: Database) -> None:
    await publish_one(live_database, 1)
    answer = await live_http.system("partner", ["feed.read"]).get("/v1/feed")
    [event] = answer.json()
    assert UUID(event["eventkey"]).version == 7
    assert event["dataschema"] == f"http://kring.test/docs/events/{Happened.type}.json"
    async with live_database.primary() as connection:
        row = await (await connection.execute("SELECT epoch::text AS epoch FROM feed_epochs")).fetchone()
    assert row == {"epoch": answer.headers["feed-epoch"]}


TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
_SERIES = (
    func.generate_series(1, bindparam("upto", type_=Integer))
    .table_valued(column("n", Integer))
    .render_derived(name="series")
)
EACH = select(
    literal("sample.thing.happened.v1").label("type"),
    cast(_SERIES.c.n, Text).label("subject"),
    func.jsonb_build_object("number", _SERIES.c.n).label("data"),
    func.now().label("occurred_at"),
).order_by(_SERIES.c.n.desc())
TOLD_EACH = Statement(publish_each(EACH))


async def test_a_select_publishes_its_rows_in_order_with_the_trace_of_the_moment(
    live_http: Any, live_database: Database
) -> None:
    other = TRACE.replace("4bf9", "5bf9")
    for traceparent in (TRACE, other):
        enter_trace(traceparent)
        async with live_database.write() as session:
            assert await run(session, TOLD_EACH.count(upto=2)) == 2
    events = (await live_http.system("partner", ["feed.read"]).get("/v1/feed")).json()
    told = [(event["data"]["number"], event["traceparent"]) for event in events]
    assert told == [(2, TRACE), (1, TRACE), (2, other), (1, other)]
    with pytest.raises(ValueError, match="a select of type, subject"):
        publish_each(EACH.with_only_columns(_SERIES.c.n))


async def test_thousands_are_published_in_order_each_with_its_key_and_the_trace(
    live_http: Any, live_database: Database
) -> None:
    enter_trace(TRACE)
    now = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
    async with live_database.write() as session:
        await publish_many(session, ((new_id(), Happened(number=number)) for number in range(1000)), now=now)
    reader = live_http.system("partner", ["feed.read"])
    events = (await reader.get("/v1/feed", params={"limit": 1000})).json()
    assert [event["data"]["number"] for event in events] == list(range(1000))
    assert {event["traceparent"] for event in events} == {TRACE}
    assert {event["type"] for event in events} == {Happened.type}
    assert {Event.model_validate(event).time for event in events} == {now}
    assert len({UUID(event["eventkey"]) for event in events}) == 1000


async def test_thousands_are_published_in_one_statement_and_none_in_none(
    session: AsyncSession, statements: Statements
) -> None:
    await publish_many(session, ((new_id(), Happened(number=number)) for number in range(1000)), now=datetime.now(UTC))
    assert len(statements) == 1
    await publish_many(session, [], now=datetime.now(UTC))
    assert len(statements) == 1


async def test_what_began_without_a_trace_publishes_all_its_events_in_one_new_trace(
    live_http: Any, live_database: Database
) -> None:
    async def work() -> None:
        async with live_database.write() as session:
            publish(session, Happened(number=1), new_id())
            await session.flush()
            await publish_many(session, [(new_id(), Happened(number=2))], now=datetime.now(UTC))

    for _ in range(2):
        await asyncio.get_running_loop().create_task(work(), context=contextvars.Context())
    events = (await live_http.system("partner", ["feed.read"]).get("/v1/feed")).json()
    first, second, third, fourth = (event["traceparent"] for event in events)
    assert first == second != third == fourth
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", first)


async def test_a_rolled_back_change_publishes_nothing(live_http: Any, live_database: Database) -> None:
    async def fail() -> None:
        async with live_database.write() as session:
            publish(session, Happened(number=1), "x")
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await numbers(live_http.system("partner", ["feed.read"])) == []


async def test_transactions_that_commit_out_of_order_are_served_in_an_order_nobody_can_miss(
    live_http: Any, live_database: Database
) -> None:
    reader = live_http.system("partner", ["feed.read"])
    async with live_database.write() as early:
        publish(early, Happened(number=1), "early")
        await early.flush()  # the lower outbox number is taken and not committed
        await publish_one(live_database, 2)
        # The reader looks between the two commits and moves its cursor past what it saw.
        seen = (await reader.get("/v1/feed")).json()
        assert [event["data"]["number"] for event in seen] == [2]
    assert await numbers(reader, after=seen[-1]["id"]) == [1]
    assert await numbers(reader) == [2, 1]


async def test_many_writers_and_a_hasty_reader_lose_and_repeat_nothing(live_http: Any, live_database: Database) -> None:
    reader = live_http.system("partner", ["feed.read"])
    total, seen, cursor = 200, [], 0

    async def write(writer: int) -> None:
        for step in range(total // 8):
            async with live_database.write() as session:
                publish(session, Happened(number=writer * 1000 + step), "x")
                await session.flush()
                await asyncio.sleep(0.003 * ((writer + step) % 4))

    writers = asyncio.gather(*[write(writer) for writer in range(8)])
    async with asyncio.timeout(120):
        while len(seen) < total:
            page = (await reader.get("/v1/feed", params={"after": cursor, "limit": 7, "timeout": 1})).json()
            assert [int(event["id"]) for event in page] == sorted(int(event["id"]) for event in page)
            seen += [event["data"]["number"] for event in page]
            cursor = page[-1]["id"] if page else cursor
    await writers
    assert sorted(seen) == sorted({writer * 1000 + step for writer in range(8) for step in range(total // 8)})
    for writer in range(8):
        own = [number for number in seen if number // 1000 == writer]
        assert own == sorted(own)


async def test_events_of_one_transaction_keep_their_order(live_http: Any, live_database: Database) -> None:
    async with live_database.write() as session:
        for number in range(300):
            publish(session, Happened(number=number), "x")
    reader = live_http.system("partner", ["feed.read"])
    assert await numbers(reader, limit=1000) == list(range(300))
    assert await numbers(reader, after=0, limit=10) == list(range(10))


async def test_bulk_publishing_is_one_statement(live_http: Any, live_database: Database) -> None:
    rows = [{"type": Happened.type, "subject": "x", "data": {"number": number}} for number in range(50)]
    async with live_database.write() as session:
        await session.execute(insert(outbox), rows)
    assert len(await numbers(live_http.system("partner", ["feed.read"]))) == 50


async def test_a_waiting_reader_is_woken_at_once(live_http: Any, live_database: Database) -> None:
    reader = live_http.system("partner", ["feed.read"])
    waiting = asyncio.create_task(numbers(reader, timeout=20))
    await asyncio.sleep(0.3)
    began = asyncio.get_running_loop().time()
    await publish_one(live_database, 7)
    assert await waiting == [7]
    assert asyncio.get_running_loop().time() - began < 1


async def test_a_reader_is_still_served_after_the_listening_connection_was_cut(
    live_http: Any, live_database: Database
) -> None:
    reader = live_http.system("partner", ["feed.read"])
    waiting = asyncio.create_task(numbers(reader, timeout=20))
    await asyncio.sleep(0.3)
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url), autocommit=True) as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'feed-listener'"
        assert len(await (await connection.execute(cut)).fetchall()) >= 1
    await publish_one(live_database, 8)
    assert await waiting == [8]


async def test_waiting_ends_with_an_empty_batch(live_http: Any) -> None:
    began = asyncio.get_running_loop().time()
    assert await numbers(live_http.system("partner", ["feed.read"]), timeout=0.4) == []
    assert 0.3 < asyncio.get_running_loop().time() - began < 3


async def test_who_asks_for_the_headers_alone_is_not_kept_waiting(http: Any) -> None:
    answer = await http.system("partner", ["feed.read"]).head("/v1/feed", params={"timeout": 30})
    assert (answer.status_code, answer.headers["feed-head"], answer.content) == (200, "0", b"")
    assert http._app.state.feed._task is None, "nobody began to listen for what is new"


async def test_only_the_types_asked_for_are_served(live_http: Any, live_database: Database) -> None:
    await publish_one(live_database, 1)
    reader = live_http.system("partner", ["feed.read"])
    assert await numbers(reader, type="sample.other.v1") == []
    assert await numbers(reader, type=Happened.type) == [1]


async def test_a_cursor_that_this_feed_never_gave_is_refused(http: Any) -> None:
    answer = await http.system("partner", ["feed.read"]).get("/v1/feed", params={"after": 10**9})
    assert (answer.status_code, answer.json()["code"]) == (410, "CursorAhead")


async def set_back(database: Database, position: int) -> None:
    """As a restore does: what came after is gone, and its positions are given again."""
    async with await psycopg.AsyncConnection.connect(plain_url(database.url)) as connection:
        await connection.execute("ALTER TABLE events DISABLE TRIGGER append_only")
        await connection.execute("DELETE FROM events WHERE position > %s", [position])
        await connection.execute("ALTER TABLE events ENABLE TRIGGER append_only")
        await connection.execute("SELECT setval(pg_get_serial_sequence('events', 'position'), %s)", [position])


async def test_a_reader_names_the_event_it_has_and_learns_when_it_is_gone(
    live_http: Any, live_database: Database
) -> None:
    reader = live_http.system("partner", ["feed.read"])
    for number in range(1, 6):
        await publish_one(live_database, number)
    third = (await reader.get("/v1/feed")).json()[2]
    last = (await reader.get("/v1/feed")).json()[4]
    assert await numbers(reader, after=third["id"], after_key=third["eventkey"]) == [4, 5]

    await set_back(live_database, 3)
    for number in range(14, 22):
        await publish_one(live_database, number)
    assert await numbers(reader, after=third["id"], after_key=third["eventkey"]) == list(range(14, 22))
    refused = await reader.get("/v1/feed", params={"after": last["id"], "after_key": last["eventkey"], "timeout": 20})
    assert (refused.status_code, refused.json()["code"]) == (409, "FeedRewound")
    body = refused.json()
    assert (body["head"], body["epoch"], body["restored_to"]) == (11, refused.headers["feed-epoch"], None)

    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url), row_factory=dict_row) as connection:
        begun = await begin_epoch(connection, "sample", restored_to=datetime(2026, 11, 1, tzinfo=UTC))
    refused = await reader.get("/v1/feed", params={"after": last["id"], "after_key": last["eventkey"]})
    assert refused.json()["restored_to"] == "2026-11-01T00:00:00+00:00"
    assert (refused.json()["epoch"], refused.json()["head"]) == (str(begun.epoch), begun.first_position)
    # Between the two histories no event has an id.
    between = await reader.get("/v1/feed", params={"after": 500_000, "after_key": last["eventkey"]})
    assert (between.status_code, between.json()["code"]) == (409, "FeedRewound")
    ahead = await reader.get("/v1/feed", params={"after": 10**9})
    assert (ahead.status_code, ahead.json()["code"]) == (410, "CursorAhead")
    assert (await reader.get("/v1/feed", params={"after": 1, "after_key": "no key"})).status_code == 422


async def test_who_waits_when_the_feed_is_set_back_is_told(
    live_http: Any, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_endpoints, "LOOK_AGAIN_SECONDS", 0.2)
    reader = live_http.system("partner", ["feed.read"])
    await publish_one(live_database, 1)
    [last] = (await reader.get("/v1/feed")).json()
    wanted = {"after": last["id"], "after_key": last["eventkey"], "timeout": 20}
    waiting = asyncio.create_task(reader.get("/v1/feed", params=wanted))
    await asyncio.sleep(0.3)
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url)) as connection:
        await connection.execute("ALTER TABLE events DISABLE TRIGGER append_only")
        await connection.execute("UPDATE events SET eventkey = new_event_key()")
    assert (await waiting).json()["code"] == "FeedRewound"


async def test_the_feed_asks_for_its_scope(http: Any) -> None:
    assert (await http.anonymous.get("/v1/feed")).status_code == 401
    assert (await http.system("partner", ["people.read"]).get("/v1/feed")).status_code == 403


@pytest.mark.parametrize("statement", ["UPDATE events SET subject = 'y'", "DELETE FROM events", "TRUNCATE events"])
async def test_events_cannot_be_rewritten(live_database: Database, statement: str) -> None:
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url)) as connection:
        with pytest.raises(psycopg.errors.RestrictViolation, match="events is append-only"):
            await connection.execute(statement.encode())


async def test_the_trace_of_the_request_travels_with_its_event(http: Any, session: Any) -> None:
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    writer = await http.as_("writer")
    answer = await writer.post("/v1/notes", json={"code": "T", "text": "t"}, headers={"traceparent": traceparent})
    assert answer.status_code == 201, answer.text
    assert (await session.execute(text("SELECT traceparent FROM outbox"))).scalar_one() == traceparent


async def test_the_directorys_people_are_for_those_who_may_read_people(live_http: Any, live_database: Database) -> None:
    ada = (await live_http.as_("employee", name="ada")).person
    async with live_database.write() as session:
        publish(session, PersonChanged(person=PersonOut.model_validate(ada), changed=["email"]), ada.id)
        publish(session, Happened(number=1), "1")
    partner = live_http.system("partner", ["feed.read"])
    sibling = live_http.system("governance-api", ["feed.read", "people.read"])
    admin = await live_http.as_("admin")
    for query in ({}, {"type": PersonChanged.type}):
        assert "ada@" not in (await admin.get("/v1/feed", params=query)).text
        assert "ada@" not in (await partner.get("/v1/feed", params=query)).text
        assert "ada@" in (await sibling.get("/v1/feed", params=query)).text
    assert [event["type"] for event in (await partner.get("/v1/feed")).json()] == [Happened.type]


async def test_with_a_replica_for_reads_the_feed_and_the_newcomer_are_where_writes_go(
    service: Service, live_database: Database, live_http: People, issuer: Issuer
) -> None:
    async with live_database.write() as session:
        publish(session, Happened(number=1), "1")
    parts = "&" if "?" in live_database.url else "?"
    replica = f"{live_database.url}{parts}options=-cdefault_transaction_read_only%3Don"
    settings = settings_for(service, live_database.url, read_database_url=replica)
    database = Database(settings)
    await database.open()
    app = build_app(service, settings, database)
    _arm(app, issuer, SiblingAnswers(issuer))
    follower = People(app, database, issuer).system("governance-api", ["feed.read"])
    [event] = (await follower.get("/v1/feed")).json()
    assert event["data"] == {"number": 1}
    async with database.hot() as connection, database.primary() as writing:
        assert (await (await connection.execute("SHOW transaction_read_only")).fetchone()) == {
            "transaction_read_only": "on"
        }
        assert (await (await writing.execute("SHOW transaction_read_only")).fetchone()) == {
            "transaction_read_only": "off"
        }
    await app.state.feed.stop()
    await database.close()
