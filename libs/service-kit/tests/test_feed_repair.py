"""A replica of a restored publisher is compared, told what would change, and brought to its state by two people."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import pytest_asyncio
from psycopg.rows import dict_row
from sample.feeds import at_work, until
from sample.main import COPIED, Note, NoteStated
from service_kit.data.database import Database, plain_url
from service_kit.domain.lifecycle import SecondPersonNeeded
from service_kit.events import feed_compare, feed_repair
from service_kit.events.feed import publish, sequence
from service_kit.events.feed_cursors import FeedState, read_cursors, state_of
from service_kit.events.feed_history import begin_epoch
from service_kit.events.feed_repair import refuse_unless_two_people
from service_kit.events.follow import Follower
from service_kit.events.siblings import Sibling
from service_kit.service import Service
from service_kit.testing.plugin import Issuer, People, SiblingAnswers, _arm, settings_for
from service_kit.web.app import build_app
from service_kit.work import clock
from sqlalchemy import text


async def write_notes(database: Database, **texts: str) -> None:
    async with database.write() as session:
        for code, words in texts.items():
            found = await session.execute(text("SELECT id FROM notes WHERE code = :code"), {"code": code})
            known = found.scalar_one_or_none()
            note = await session.get_one(Note, known) if known else Note(code=code, text=words, created_at=clock.now())
            note.text = words
            session.add(note)
            publish(session, NoteStated(note_id=note.id, code=code, text=words), note.id)
    async with database.primary() as connection:
        await sequence(connection)


async def restore(database: Database, position: int, *, gone: str = "", **texts: str) -> None:
    """As a restore does: notes and events that came after a position are not there, others are as they were."""
    async with database.write() as session:
        for code in gone.split():
            await session.execute(text("DELETE FROM notes WHERE code = :code"), {"code": code})
        for code, words in texts.items():
            values = {"code": code, "text": words}
            await session.execute(text("UPDATE notes SET text = :text WHERE code = :code"), values)
        await session.execute(text("ALTER TABLE events DISABLE TRIGGER append_only"))
        await session.execute(text("DELETE FROM events WHERE position > :position"), {"position": position})
        await session.execute(text("ALTER TABLE events ENABLE TRIGGER append_only"))
        back = "SELECT setval(pg_get_serial_sequence('events', 'position'), :position)"
        await session.execute(text(back), {"position": position})


async def rows(database: Database, statement: str) -> list[dict[str, Any]]:
    async with database.primary() as connection:
        return await (await connection.execute(statement)).fetchall()


async def copies(database: Database) -> dict[str, Any]:
    found = await rows(database, "SELECT code, text, active FROM note_copies")
    return {row["code"]: row["text"] if row["active"] else None for row in found}


async def state(database: Database) -> FeedState | None:
    async with database.read() as session:
        return next((state_of(row) for row in await read_cursors(session)), None)


def follower(service: Service, **others: Any) -> Follower:
    [declared] = service.followers
    return replace(declared, **others)


@pytest_asyncio.fixture
async def follower_http(
    service: Service, following: Database, issuer: Issuer, siblings: SiblingAnswers
) -> AsyncIterator[People]:
    """Callers of the following service."""
    app = build_app(service, settings_for(service, following.url), following)
    _arm(app, issuer, siblings)
    yield People(app, following, issuer)
    await app.state.feed.stop()
    await app.state.siblings.close()


@pytest_asyncio.fixture
async def rewound(service: Service, live_database: Database, following: Database, sibling: Sibling) -> None:
    """Five notes were followed; a restore undid one note and one change, and since then others were written."""
    await write_notes(live_database, a="a", b="b", c="c")
    await write_notes(live_database, c="c changed", d="d", e="e")
    async with at_work(follower(service).run(following, sibling)):
        await until(lambda: has(following, {"a": "a", "b": "b", "c": "c changed", "d": "d", "e": "e"}))
    await restore(live_database, 3, gone="d e", c="c")
    await write_notes(live_database, b="b changed", f="f", g="g", h="h", i="i")
    async with at_work(follower(service).run(following, sibling)):
        await until(lambda: is_in(following, FeedState.REWOUND))


async def has(database: Database, expected: dict[str, Any]) -> bool:
    return await copies(database) == expected


async def is_in(database: Database, wanted: FeedState) -> bool:
    return await state(database) is wanted


async def ended(caller: Any, location: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            answer = await caller.get(location)
            assert answer.status_code == 200, answer.text
            if answer.json()["status"] in ("succeeded", "failed"):
                return dict(answer.json())
            await asyncio.sleep(0.05)


COUNTS = {"same": 1, "changed": 2, "missing_here": 4, "unknown_there": 2, "kept": 2}
REPAIRED = {"a": "a", "b": "b changed", "c": "c", "d": None, "e": None, "f": "f", "g": "g", "h": "h", "i": "i"}


def test_a_real_repair_needs_a_dry_run_by_somebody_else() -> None:
    ada, bob = uuid4(), uuid4()
    refuse_unless_two_people(True, ada, [])
    refuse_unless_two_people(False, bob, [ada])
    refuse_unless_two_people(False, bob, [bob, ada])
    for proposed_by in ([], [ada]):
        with pytest.raises(SecondPersonNeeded):
            refuse_unless_two_people(False, ada, proposed_by)


async def test_a_repair_is_tried_by_one_admin_and_done_by_another(
    service: Service,
    live_database: Database,
    following: Database,
    sibling: Sibling,
    follower_http: People,
    rewound: None,
) -> None:
    ada, bob = await follower_http.as_("admin", name="ada"), await follower_http.as_("admin", name="bob")
    before = await copies(following)
    employee = await follower_http.as_("employee", name="eve")
    assert (await employee.post("/v1/feeds/training/repair", json={"dry_run": True})).status_code == 403
    assert (await ada.post("/v1/feeds/nobody/repair", json={"dry_run": True})).status_code == 404
    for admin in (ada, bob):
        early = await admin.post("/v1/feeds/training/repair", json={"dry_run": False})
        assert (early.status_code, early.json()["code"]) == (403, "SecondPersonNeeded")

    async with at_work(follower(service).run(following, sibling)):
        asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})
        assert asked.status_code == 202, asked.text
        assert asked.headers["location"].endswith(f"/v1/feeds/training/repairs/{asked.json()['id']}")
        tried = await ended(ada, asked.headers["location"])
        assert (tried["status"], tried["result"], tried["errors"]) == ("succeeded", {"note": COUNTS}, [])
        assert tried["progress"] == {"done": 9, "total": 9}
        assert await copies(following) == before
        assert (await ada.get("/v1/feeds/training/losses")).json()["items"] == []
        assert await state(following) is FeedState.REWOUND

        own = await ada.post("/v1/feeds/training/repair", json={"dry_run": False})
        assert (own.status_code, own.json()["code"]) == (403, "SecondPersonNeeded")
        asked = await bob.post("/v1/feeds/training/repair", json={"dry_run": False})
        done = await ended(bob, asked.headers["location"])
        assert (done["status"], done["result"]) == ("succeeded", {"note": COUNTS})
        assert await copies(following) == REPAIRED
        await write_notes(live_database, a="a later", j="j")
        await until(lambda: has(following, {**REPAIRED, "a": "a later", "j": "j"}))
        await until(lambda: is_in(following, FeedState.FOLLOWING))

    assert {row["settled"] for row in await rows(following, "SELECT settled FROM note_copies WHERE code <> 'a'")} == {
        0,
        1,
    }
    assert len(await rows(following, "SELECT 1 FROM note_marks")) == 10
    assert await feed_compare.compare(following, sibling, "training", [COPIED]) == []
    over = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})
    assert (over.status_code, over.json()["code"]) == (409, "FeedNotRewound")
    ready = (await follower_http.anonymous.get("/health/ready")).json()
    assert (ready["status"], ready["feeds"][0]["state"]) == ("ready", "following")
    actions = await rows(following, "SELECT action FROM audit_entries ORDER BY id")
    assert [row["action"] for row in actions] == ["feed.repair-requested", "feed.repaired"] * 2


async def test_of_many_who_ask_at_once_one_repair_runs(follower_http: People, rewound: None) -> None:
    ada = await follower_http.as_("admin", name="ada")
    answers = await asyncio.gather(*[ada.post("/v1/feeds/training/repair", json={"dry_run": True}) for _ in range(6)])
    refused = [answer for answer in answers if answer.status_code != 202]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "RepairRunning")] * 5


async def test_a_repair_that_was_interrupted_goes_on_where_it_was(
    service: Service,
    following: Database,
    sibling: Sibling,
    follower_http: People,
    rewound: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_repair, "THINGS_AT_ONCE", 1)
    ada, bob = await follower_http.as_("admin", name="ada"), await follower_http.as_("admin", name="bob")
    async with at_work(follower(service).run(following, sibling)):
        asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})
        await ended(ada, asked.headers["location"])
    asked = await bob.post("/v1/feeds/training/repair", json={"dry_run": False})
    location = asked.headers["location"]
    took, died = [], 0
    dying = asyncio.Event()

    async def restate_and_die(session: Any, events: Any) -> None:
        nonlocal died
        await COPIED.restate(session, events)
        took.append(len(events))
        if len(took) in (2, 4, 5):
            died += 1
            dying.set()
            await asyncio.sleep(60)

    mortal = replace(COPIED, restate=restate_and_die)
    while died < 3:
        dying.clear()
        async with at_work(follower(service, replicas=(mortal,)).run(following, sibling)):
            await asyncio.wait_for(dying.wait(), 60)  # and is cut off, its page not committed
        assert (await bob.get(location)).json()["status"] == "running"
    async with at_work(follower(service).run(following, sibling)):
        done = await ended(bob, location)
    assert (done["status"], done["result"]) == ("succeeded", {"note": COUNTS})
    assert await copies(following) == REPAIRED
    settled = await rows(following, "SELECT code, settled FROM note_copies ORDER BY code")
    assert {row["code"]: row["settled"] for row in settled} == {code: int(code != "a") for code in REPAIRED}


async def test_two_workers_at_one_repair_do_each_page_once(
    service: Service, following: Database, sibling: Sibling, follower_http: People, rewound: None
) -> None:
    ada, bob = await follower_http.as_("admin", name="ada"), await follower_http.as_("admin", name="bob")
    async with at_work(follower(service).run(following, sibling)):
        asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})
        await ended(ada, asked.headers["location"])
    asked = await bob.post("/v1/feeds/training/repair", json={"dry_run": False})
    repair_id = UUID(asked.json()["id"])
    # As if the lock of whoever leads did not exist.
    await asyncio.gather(*[feed_repair.run(following, sibling, [COPIED], repair_id) for _ in range(3)])
    done = await ended(bob, asked.headers["location"])
    assert (done["status"], done["result"]) == ("succeeded", {"note": COUNTS})
    settled = await rows(following, "SELECT settled FROM note_copies WHERE code <> 'a'")
    assert {row["settled"] for row in settled} == {1}


async def repaired(service: Service, following: Database, sibling: Sibling, people: People) -> Any:
    ada, bob = await people.as_("admin", name="ada"), await people.as_("admin", name="bob")
    async with at_work(follower(service).run(following, sibling)):
        for admin, dry_run in ((ada, True), (bob, False)):
            asked = await admin.post("/v1/feeds/training/repair", json={"dry_run": dry_run})
            assert (await ended(admin, asked.headers["location"]))["status"] == "succeeded"
    return ada


async def test_what_lost_events_left_behind_is_listed_and_an_admin_decides(
    service: Service, following: Database, sibling: Sibling, follower_http: People, rewound: None
) -> None:
    ada = await repaired(service, following, sibling, follower_http)
    listed = (await ada.get("/v1/feeds/training/losses", params={"kind": "note", "limit": 1})).json()
    [loss] = listed["items"]
    assert loss | {"kind": "note", "reason": "SourceLost", "gone": True, "decision": None} == loss
    assert listed["next_cursor"]
    wrong = await ada.post("/v1/feeds/training/losses/decisions", json={"kind": "other", "decision": "keep"})
    assert wrong.status_code == 404
    body = {"kind": "note", "decision": "reverse"}
    decided = await ada.post("/v1/feeds/training/losses/decisions", json=body)
    assert (decided.status_code, decided.json()["things"]) == (200, 2)
    again = await ada.post("/v1/feeds/training/losses/decisions", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "NothingToDecide")
    undone = await rows(
        following, "SELECT undone FROM note_marks m JOIN note_copies c USING (note_id) WHERE NOT active"
    )
    assert [row["undone"] for row in undone] == [True, True]
    listed = (await ada.get("/v1/feeds/training/losses")).json()["items"]
    assert {(item["decision"], item["decided_by"] is not None) for item in listed} == {("reverse", True)}


async def test_a_thing_that_comes_back_is_lost_no_more(
    service: Service,
    live_database: Database,
    following: Database,
    sibling: Sibling,
    follower_http: People,
    rewound: None,
) -> None:
    [gone] = await rows(following, "SELECT note_id FROM note_copies WHERE code = 'd'")
    await repaired(service, following, sibling, follower_http)
    async with live_database.write() as session:
        session.add(Note(id=gone["note_id"], code="d", text="d again", created_at=clock.now()))
    async with following.write() as session:
        await session.execute(text("UPDATE feed_cursors SET eventkey = new_event_key()"))
    async with at_work(follower(service).run(following, sibling)):
        await until(lambda: is_in(following, FeedState.REWOUND))
    await repaired(service, following, sibling, follower_http)
    assert await copies(following) == {**REPAIRED, "d": "d again"}
    assert await feed_compare.compare(following, sibling, "training", [COPIED]) == []


async def test_a_publisher_that_tells_nothing_of_a_kind_loses_nothing_here(
    service: Service, following: Database, sibling: Sibling, follower_http: People, rewound: None
) -> None:
    ada = await follower_http.as_("admin", name="ada")
    before = await copies(following)
    hidden = replace(COPIED, things=replace(COPIED.things, kind="secret"))
    asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})
    async with at_work(follower(service, replicas=(hidden,)).run(following, sibling)):
        failed = await ended(ada, asked.headers["location"])
    assert (failed["status"], failed["errors"]) == ("failed", ["The publisher tells this service nothing of secret."])
    assert await copies(following) == before


async def test_a_publisher_that_is_restored_once_more_ends_the_repair(
    service: Service,
    live_database: Database,
    following: Database,
    sibling: Sibling,
    follower_http: People,
    rewound: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_repair, "THINGS_AT_ONCE", 2)
    ada = await follower_http.as_("admin", name="ada")
    asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})

    async def restate_and_restore(session: Any, events: Any) -> None:
        await COPIED.restate(session, events)
        async with await psycopg.AsyncConnection.connect(
            plain_url(live_database.url), row_factory=dict_row
        ) as connection:
            await begin_epoch(connection, "sample", restored_to=datetime(2026, 11, 1, tzinfo=UTC))

    meddled = replace(COPIED, restate=restate_and_restore)
    async with at_work(follower(service, replicas=(meddled,)).run(following, sibling)):
        failed = await ended(ada, asked.headers["location"])
    assert failed["status"] == "failed"
    assert "history" in failed["errors"][0]
    assert await state(following) is FeedState.REWOUND


async def test_a_room_that_fails_ends_the_repair_with_its_name(
    service: Service, following: Database, sibling: Sibling, follower_http: People, rewound: None
) -> None:
    ada = await follower_http.as_("admin", name="ada")
    asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})

    async def fail(_session: Any, _events: Any) -> None:
        raise ZeroDivisionError

    async with at_work(follower(service, replicas=(replace(COPIED, restate=fail),)).run(following, sibling)):
        failed = await ended(ada, asked.headers["location"])
    assert (failed["status"], failed["errors"]) == ("failed", ["ZeroDivisionError"])
    assert (await ada.post("/v1/feeds/training/repair", json={"dry_run": True})).status_code == 202


async def test_a_publisher_that_is_away_is_waited_for(
    service: Service,
    following: Database,
    sibling: Sibling,
    feed: Any,
    follower_http: People,
    rewound: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_repair, "AWAY_SECONDS", 0.05)
    ada = await follower_http.as_("admin", name="ada")
    asked = await ada.post("/v1/feeds/training/repair", json={"dry_run": True})
    await feed.go()
    async with at_work(follower(service).run(following, sibling)):
        await asyncio.sleep(0.5)
        assert (await ada.get(asked.headers["location"])).json()["status"] == "running"
        await feed.come()
        assert (await ended(ada, asked.headers["location"]))["result"] == {"note": COUNTS}


async def test_a_comparison_finds_what_no_event_has_changed(
    service: Service, live_database: Database, following: Database, sibling: Sibling, follower_http: People
) -> None:
    await write_notes(live_database, a="a", b="b")
    async with at_work(follower(service).run(following, sibling)):
        await until(lambda: has(following, {"a": "a", "b": "b"}))
    assert await feed_compare.compare(following, sibling, "training", [COPIED]) == []
    ready = (await follower_http.anonymous.get("/health/ready")).json()["feeds"][0]
    assert (ready["differs"], ready["compared_at"] is not None) == ([], True)
    async with following.write() as session:
        await session.execute(text("UPDATE note_copies SET text = 'by hand' WHERE code = 'b'"))
    assert await feed_compare.compare(following, sibling, "training", [COPIED]) == ["note"]
    ready = (await follower_http.anonymous.get("/health/ready")).json()["feeds"][0]
    assert (ready["state"], ready["differs"]) == ("following", ["note"])
    metrics = (await follower_http.anonymous.get("/metrics")).text
    assert 'feed_replica_differs{source="training"} 1.0' in metrics


async def test_a_follower_that_is_behind_is_not_said_to_differ(
    service: Service, live_database: Database, following: Database, sibling: Sibling
) -> None:
    await write_notes(live_database, a="a")
    async with at_work(follower(service).run(following, sibling)):
        await until(lambda: has(following, {"a": "a"}))
    await write_notes(live_database, b="b")
    assert await feed_compare.compare(following, sibling, "training", [COPIED], attempts=2, pause=0.01) is None
    assert (await rows(following, "SELECT differs FROM feed_cursors"))[0]["differs"] is None


async def test_a_snapshot_is_paged_and_one_of_a_moment(live_http: People, live_database: Database) -> None:
    await write_notes(live_database, **{f"n{number}": str(number) for number in range(7)})
    reader = live_http.system("partner", ["feed.read"])
    first = await reader.get("/v1/feed/snapshot", params={"limit": 3})
    assert first.status_code == 200, first.text
    whole, pages = list(first.json()["items"]), [first.json()]
    await write_notes(live_database, later="x")
    while cursor := pages[-1]["next_cursor"]:
        answer = await reader.get("/v1/feed/snapshot", params={"limit": 3, "cursor": cursor})
        pages.append(answer.json())
        whole += answer.json()["items"]
    assert {(page["as_of"], page["as_of_key"], page["epoch"]) for page in pages} == {
        (7, first.json()["as_of_key"], first.headers["feed-epoch"])
    }
    ids = [event["data"]["note_id"] for event in whole]
    assert (len(ids), ids) == (8, sorted(ids))
    event = whole[0]
    assert event | {"specversion": "1.0", "source": "sample", "type": NoteStated.type} == event
    assert UUID(event["eventkey"]).version == 7
    assert event["dataschema"] == f"http://kring.test/docs/events/{NoteStated.type}.json"
    assert (await reader.get("/v1/feed/snapshot", params={"limit": 1})).json()["items"][0]["eventkey"] == event[
        "eventkey"
    ]
    follow = {"after": first.json()["as_of"], "after_key": first.json()["as_of_key"]}
    assert [one["data"]["code"] for one in (await reader.get("/v1/feed", params=follow)).json()] == ["later"]
    none = (await reader.get("/v1/feed/snapshot", params={"types": "sample.other.v1,sample.more.v1"})).json()
    assert (none["items"], none["kinds"], none["next_cursor"]) == ([], [], None)
    some = (await reader.get("/v1/feed/snapshot", params={"types": f"sample.other.v1,{NoteStated.type}"})).json()
    assert len(some["items"]) == 8
    assert (await live_http.system("lms", ["people.read"]).get("/v1/feed/snapshot")).status_code == 403


async def test_a_snapshot_is_veiled_as_the_feed_is(
    live_http: People, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_notes(live_database, a="secret", b="secret too")
    partner = live_http.system("partner", ["feed.read"])
    sibling = live_http.system("own", ["feed.read", "people.read"])
    monkeypatch.setattr(NoteStated, "veiled", {"text": ""})
    said = (await partner.get("/v1/feed/snapshot")).json()["items"]
    assert [event["data"]["text"] for event in said] == ["", ""]
    whole = (await sibling.get("/v1/feed/snapshot")).json()["items"]
    assert [event["data"]["text"] for event in whole] == ["secret", "secret too"]
    monkeypatch.setattr(NoteStated, "personal", True)
    withheld = (await partner.get("/v1/feed/snapshot")).json()
    assert (withheld["items"], withheld["kinds"]) == ([], [])
    cursor = (await sibling.get("/v1/feed/snapshot", params={"limit": 1})).json()["next_cursor"]
    borrowed = await partner.get("/v1/feed/snapshot", params={"cursor": cursor})
    assert (borrowed.status_code, borrowed.json()["code"]) == (422, "CursorInvalid")
    assert (await sibling.get("/v1/feed/snapshot")).json()["items"] == whole


async def test_a_cursor_of_something_else_is_refused(live_http: People, live_database: Database) -> None:
    await write_notes(live_database, a="a", b="b")
    reader = live_http.system("partner", ["feed.read"])
    cursor = (await reader.get("/v1/feed/snapshot", params={"limit": 1})).json()["next_cursor"]
    place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    bad = [
        *("x", "WzFd", "bnVsbA", "dHJ1ZQ", "MS41", "W1sxXV0", "e30"),
        *(written({**place, **change}) for change in (
            {"kind": "other"}, {"kind": 1}, {"after": "no key"}, {"after": 1}, {"as_of": -1}, {"as_of": True},
            {"as_of": 2**70}, {"more": 1}, {"epoch": None},
        )),
    ]  # fmt: skip
    for word in bad:
        answer = await reader.get("/v1/feed/snapshot", params={"cursor": word})
        assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid"), word
    for change in ({"epoch": str(uuid4())}, {"as_of": 1}, {"as_of_key": None}):
        answer = await reader.get("/v1/feed/snapshot", params={"cursor": written({**place, **change})})
        assert (answer.status_code, answer.json()["code"]) == (409, "FeedRewound"), change


def written(place: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


async def test_an_empty_feed_has_an_empty_snapshot(live_http: People) -> None:
    empty = (await live_http.system("partner", ["feed.read"]).get("/v1/feed/snapshot")).json()
    assert (empty["as_of"], empty["as_of_key"], empty["items"], empty["next_cursor"]) == (0, None, [], None)
