"""A table of moves: every pair of it, its refusals, and what carrying a move out writes."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from service_kit.data.database import new_id
from service_kit.domain.lifecycle import (
    Lifecycle,
    MoveNotAllowed,
    ReasonMissing,
    SecondPersonNeeded,
    Step,
    carry_out,
    one_of,
)
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.domain.twins import walk
from service_kit.events.feed import EventBody
from service_kit.identity.auth import Actor, Grants
from service_kit.record.audit import SystemActor
from service_kit.web.concurrency import Match
from service_kit.web.errors import Forbidden, Missing, Refusal
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut
from service_kit.work import clock
from sqlalchemy import text


class State(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    STOPPED = "stopped"
    GONE = "gone"


class Move(StrEnum):
    OFFER = "offer"
    STOP = "stop"
    RESUME = "resume"
    LEAVE = "leave"
    EXPIRE = "expire"


class Offered(EventBody):
    type: ClassVar[str] = "sample.thing.offered.v1"

    thing_id: UUID


class Incomplete(Refusal):
    title = "Something is missing"


def refuse_incomplete(missing: list[str]) -> None:
    if missing:
        raise Incomplete("Add what is missing.", missing=missing)


LIFE = Lifecycle(
    "thing",
    State,
    {
        (State.DRAFT, Move.OFFER): Step(
            State.OFFERED, "things.write", event=Offered, check=refuse_incomplete, stamp="offered_at"
        ),
        (State.OFFERED, Move.STOP): Step(State.STOPPED, "things.write", reason=True),
        (State.STOPPED, Move.RESUME): Step(State.OFFERED, "things.write", second_person=True, word="resumed"),
        (State.STOPPED, Move.LEAVE): Step(State.GONE, "things.own", own=True),
        (State.OFFERED, Move.EXPIRE): Step(State.GONE, None),
    },
)
DRAWN = """
    draft offer offered
    offered stop stopped reason
    stopped resume offered second
    stopped leave gone own
    offered expire gone nobody
"""


class Thing:
    def __init__(self, state: State) -> None:
        self.id, self.state, self.version, self.offered_at = new_id(), state.value, 1, None


def an_actor(*permissions: str, name: str = "someone") -> Actor:
    return Actor("service", name, name, frozenset(), frozenset(), frozenset(permissions))


WRITER = an_actor("things.write", "things.own")


def test_every_pair_of_the_table_is_as_drawn() -> None:
    assert walk(LIFE, DRAWN, facts={("draft", "offer"): []}) == len(State) * len(Move)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("draft offer offered", "draft offer stopped"),
        ("offered stop stopped reason", "offered stop stopped"),
        ("offered stop stopped reason", "offered stop stopped reason second"),
        ("stopped resume offered second", "stopped resume offered"),
        ("stopped leave gone own", "stopped leave gone"),
        ("offered expire gone nobody", "offered expire gone"),
        ("draft offer offered", ""),
        ("draft offer offered", "draft offer offered\n gone offer offered"),
        ("draft offer offered", "draft offer offered\n lost offer offered"),
    ],
)
def test_a_table_that_is_not_as_drawn_is_found(before: str, after: str) -> None:
    with pytest.raises(AssertionError, match="thing"):
        walk(LIFE, DRAWN.replace(before, after), facts={("draft", "offer"): []})


def test_a_move_that_is_not_possible_says_what_would_make_it_so() -> None:
    with pytest.raises(MoveNotAllowed) as refused:
        LIFE.move(State.DRAFT, Move.RESUME, WRITER, first="somebody")
    assert refused.value.members == {"state": "draft", "move": "resume", "allowed": ["offer"]}
    assert refused.value.detail == ("'resume' is possible when it is stopped; it is draft. First 'offer', then 'stop'.")
    with pytest.raises(MoveNotAllowed, match="It is offered already"):
        LIFE.move(State.OFFERED, Move.OFFER, WRITER, first="somebody", facts=[])
    with pytest.raises(MoveNotAllowed, match="It does not get there any more"):
        LIFE.move(State.GONE, Move.STOP, WRITER, reason="why", first="somebody")


def test_what_is_allowed_depends_on_the_caller() -> None:
    holder = an_actor("things.own", "things.write", name="holder")
    assert LIFE.allowed("stopped", WRITER, first=holder.id) == ["resume"]
    assert LIFE.allowed("stopped", holder, first=holder.id) == ["leave"]
    assert LIFE.allowed("stopped", holder, first=[uuid4(), holder.id]) == ["leave"]
    assert LIFE.allowed("stopped", an_actor(), first=holder.id) == []
    assert LIFE.allowed("offered", SystemActor("clock")) == []


def test_whose_a_thing_is_must_be_said_where_it_matters() -> None:
    with pytest.raises(TypeError, match="first"):
        LIFE.allowed("stopped", WRITER)


def test_the_order_of_refusals_is_state_then_person_then_reason_then_the_rooms_own() -> None:
    with pytest.raises(Forbidden):
        LIFE.move(State.OFFERED, Move.STOP, an_actor())
    with pytest.raises(ReasonMissing) as missing:
        LIFE.move(State.OFFERED, Move.STOP, WRITER, reason="  ")
    assert missing.value.members["errors"][0]["pointer"] == "/reason"
    with pytest.raises(SecondPersonNeeded):
        LIFE.move(State.STOPPED, Move.RESUME, WRITER, first=WRITER.id)
    with pytest.raises(Incomplete):
        LIFE.move(State.DRAFT, Move.OFFER, WRITER, facts=["title"])
    assert LIFE.move(State.OFFERED, Move.EXPIRE, SystemActor("clock")).to is State.GONE


async def test_carrying_out_sets_the_row_writes_the_record_and_publishes(session: Any, published: Any) -> None:
    thing, now = Thing(State.DRAFT), clock.now()
    moved = LIFE.move(thing.state, Move.OFFER, WRITER, facts=[])
    carry_out(session, thing, moved, WRITER, now=now, event=Offered(thing_id=thing.id), details={"place": 3})
    assert (thing.state, thing.version, thing.offered_at) == ("offered", 2, now)
    stopped = LIFE.move(thing.state, Move.STOP, WRITER, reason="Wrong figures.")
    carry_out(session, thing, stopped, WRITER, now=now)
    await session.flush()
    recorded = (await session.execute(text("SELECT action, subject, details FROM audit_entries ORDER BY id"))).all()
    offered, ended = recorded[-2:]
    assert tuple(offered) == ("thing.offered", str(thing.id), {"place": 3})
    assert (ended.action, ended.subject, set(ended.details)) == ("thing.stopped", str(thing.id), {"reason"})
    assert "Wrong figures." not in str(ended.details), "what somebody typed stands beside the record"
    kept = (await session.execute(text("SELECT text FROM audit_texts"))).scalars().all()
    assert "Wrong figures." in kept
    assert [event["subject"] for event in await published(Offered.type)] == [str(thing.id)]


def test_an_event_that_the_table_does_not_name_is_a_fault_and_a_missing_one_too() -> None:
    thing = Thing(State.DRAFT)
    moved = LIFE.move(thing.state, Move.OFFER, WRITER, facts=[])
    with pytest.raises(TypeError, match="publishes"):
        carry_out(None, thing, moved, WRITER, now=clock.now())  # type: ignore[arg-type]  # refused before it is used
    stopped = LIFE.move(State.OFFERED, Move.STOP, WRITER, reason="why")
    with pytest.raises(TypeError, match="publishes"):
        carry_out(None, thing, stopped, WRITER, now=clock.now(), event=Offered(thing_id=thing.id))  # type: ignore[arg-type]  # as above
    assert thing.version == 1


def test_sets_of_rows_move_by_the_same_table() -> None:
    assert LIFE.before(Move.LEAVE) == [State.STOPPED]
    assert LIFE.to(Move.EXPIRE) is State.GONE
    assert one_of("state", State) == "state IN ('draft', 'offered', 'stopped', 'gone')"


class ThingOut(BodyOut):
    id: UUID
    state: State
    version: int
    allowed: list[str]


@pytest.fixture
def thing_http(serve: Any) -> Any:
    """The small service with a router declared from the table, over one thing in memory."""
    thing, router = Thing(State.OFFERED), capability_router("/things", "Things")

    async def act(
        session: Any, actor: Actor, thing_id: UUID, match: Match, move: Move, reason: str | None, *, now: Any
    ) -> Thing:
        if thing_id != thing.id:
            raise Missing
        match.check(thing.version)
        carry_out(session, thing, LIFE.move(thing.state, move, actor, reason=reason, first="person:x"), actor, now=now)
        return thing

    async def show(session: Any, actor: Actor, row: Thing, now: Any) -> ThingOut:
        allowed = LIFE.allowed(row.state, actor, first="person:x")
        return ThingOut(id=row.id, state=row.state, version=row.version, allowed=allowed)

    texts = {Move.STOP: "Stop it.", Move.RESUME: "Go on.", Move.LEAVE: "Leave it."}
    declare_moves(router, "/{thing_id}", LIFE, act=act, show=show, out=ThingOut, texts=texts)
    return serve(router, Grants(roles={"things.write": {"writer"}, "things.own": {"holder"}})), thing


async def test_routes_come_from_the_table_and_answer_what_is_allowed(thing_http: Any) -> None:
    http, thing = thing_http
    writer, path = await http.as_("writer"), f"/v1/things/{thing.id}"
    assert (await (await http.as_("employee")).post(f"{path}/stop")).status_code == 403
    bare = await writer.post(f"{path}/stop")
    assert (bare.status_code, bare.json()["code"]) == (422, "ReasonMissing")
    stopped = await writer.post(f"{path}/stop", json={"reason": "Wrong."}, headers={"Idempotency-Key": "1"})
    assert (stopped.status_code, stopped.json()["state"], stopped.json()["allowed"]) == (200, "stopped", ["resume"])
    assert stopped.headers["etag"].startswith('"v2.')
    again = await writer.post(f"{path}/stop", json={"reason": "Wrong."}, headers={"Idempotency-Key": "1"})
    assert (again.status_code, again.json()) == (200, stopped.json())
    twice = await writer.post(f"{path}/stop", json={"reason": "Wrong."})
    assert (twice.status_code, twice.json()["code"]) == (409, "MoveNotAllowed")
    assert {name: twice.json()[name] for name in ("state", "move", "allowed")} == {
        "state": "stopped",
        "move": "stop",
        "allowed": ["resume"],
    }
    assert (await writer.post(f"{path}/expire")).status_code == 404, "no button makes it"
    assert (await writer.post(f"{path}/offer")).status_code == 404, "it has no text here"


async def test_the_declared_routes_stand_in_the_contract(thing_http: Any) -> None:
    http, _ = thing_http
    operations = http._app.openapi()["paths"]
    stop = operations["/v1/things/{thing_id}/stop"]["post"]
    assert (stop["operationId"], stop["description"]) == ("stop_thing", "Stop it.")
    assert [parameter["name"] for parameter in stop["parameters"]] == ["thing_id", "If-Match", "Idempotency-Key"]
