"""Leaderboards over HTTP."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from advocacy_api.rewarding.leaderboards import queries
from advocacy_api.rewarding.leaderboards.queries import Standings
from advocacy_api.rewarding.leaderboards.rules import Board, Scope
from advocacy_api.rewarding.leaderboards.schemas import LeaderboardOut
from advocacy_api.rewarding.points.rules import month_of
from fastapi import FastAPI
from service_kit.data.database import Database
from service_kit.data.statements import Statement
from service_kit.testing.plugin import People, RolledBackDatabase, TestClock
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("programme")

BOARD = "/v1/leaderboards?period=month&scope=organisation"
CHOICE = "/v1/me/leaderboard-preference"


@pytest.fixture(autouse=True)
def _counted_each_time(app: FastAPI, database: RolledBackDatabase) -> None:
    app.state.standings = Standings(database, fresh_seconds=0)


async def takes_part(person: httpx.AsyncClient, showing: str = "pseudonym") -> httpx.AsyncClient:
    """Who is on a board chose to be."""
    chosen = await person.put(CHOICE, json={"showing": showing}, headers={"If-Match": "*"})
    assert chosen.status_code == 200, chosen.text
    return person


@pytest.fixture
def crowd(http: People, make: Any, database: RolledBackDatabase) -> Any:
    """`await crowd(4, 30)`: that many colleagues with so many points each, so that a board is large enough to show."""

    async def earn(people: int, points: int) -> list[httpx.AsyncClient]:
        colleagues = [await takes_part(await http.as_(name=f"colleague{number}")) for number in range(people)]
        for colleague in colleagues:
            await make.earned(database, colleague.person.id, points // 10)  # type: ignore[attr-defined]  # set by the plugin
        return colleagues

    return earn


async def test_the_top_and_me(http: People, make: Any, database: RolledBackDatabase) -> None:
    people = [await takes_part(await http.as_(name=f"person{number}")) for number in range(5)]
    for times, person in enumerate(people):
        await make.earned(database, person.person.id, min(max(times, 1), 3))
    answer = await people[2].get(BOARD)
    LeaderboardOut.model_validate_json(answer.content)
    board = answer.json()
    assert (board["period"], board["scope"], board["people"]) == ("month", "organisation", 5)
    assert [(row["rank"], row["points"]) for row in board["top"]] == [(1, 30), (1, 30), (3, 20), (4, 10), (4, 10)]
    assert [row["me"] for row in board["top"]] == [False, False, True, False, False]
    assert (board["me"]["rank"], board["me"]["points"], board["me"]["participating"]) == (3, 20, True)
    assert board["me"]["name"] == board["top"][2]["name"]
    assert "Tester" not in str(board)
    shorter = (await people[0].get(f"{BOARD}&limit=2")).json()
    assert ([row["me"] for row in shorter["top"]], shorter["me"]["rank"]) == ([False, False], 4)


async def test_while_fewer_than_five_take_part_nobody_is_shown_also_not_oneself(http: People, crowd: Any) -> None:
    colleagues = await crowd(4, 30)
    stranger = await http.as_(name="stranger")
    board = (await stranger.get(BOARD)).json()
    assert (board["top"], board["people"], board["me"]["rank"]) == ([], None, None)
    board = (await colleagues[0].get(BOARD)).json()
    assert (board["top"], board["around"], board["people"]) == ([], [], None)
    assert (board["me"]["rank"], board["me"]["points"], board["me"]["participating"]) == (None, 30, True)
    file = await colleagues[0].get(f"{BOARD}&format=csv")
    assert file.text.splitlines() == ["rank,name,points,me"]
    await crowd(5, 10)
    grown = (await stranger.get(BOARD)).json()
    assert (grown["people"], [row["points"] for row in grown["top"]]) == (5, [40, 40, 40, 40, 10])


async def test_a_name_shows_only_by_choice_and_hidden_is_nowhere(
    http: People, make: Any, database: RolledBackDatabase, crowd: Any
) -> None:
    employee, other = await http.as_(name="anna"), await http.as_(name="other")
    await crowd(5, 10)
    await make.earned(database, employee.person.id, 5)
    await make.earned(database, other.person.id, 4)
    assert (await employee.get(CHOICE)).json() == {"showing": "hidden", "version": 0}
    await takes_part(other)
    assert (await employee.put(CHOICE, json={"showing": "name"})).status_code == 428
    assert (await employee.put(CHOICE, json={"showing": "loud"}, headers={"If-Match": "*"})).status_code == 422
    named = await employee.put(CHOICE, json={"showing": "name"}, headers={"If-Match": '"v0"'})
    assert named.status_code == 200
    assert (await other.get(BOARD)).json()["top"][0]["name"] == "Anna Tester"
    hidden = await employee.put(CHOICE, json={"showing": "hidden"}, headers={"If-Match": named.headers["etag"]})
    assert hidden.status_code == 200
    assert (await employee.put(CHOICE, json={"showing": "name"}, headers={"If-Match": '"v1"'})).status_code == 412
    board = (await employee.get(BOARD)).json()
    assert len(board["top"]) == 6
    assert board["me"]["participating"] is False
    assert board["me"]["rank"] is None
    assert board["me"]["points"] == 50
    assert (await other.get(BOARD)).json()["me"]["rank"] == 1


async def test_executives_stand_apart(http: People, make: Any, database: RolledBackDatabase, crowd: Any) -> None:
    executive, employee = await takes_part(await http.as_("executive")), await takes_part(await http.as_("employee"))
    await crowd(4, 20)
    await make.earned(database, executive.person.id, 5)
    await make.earned(database, employee.person.id)
    board = (await executive.get(BOARD)).json()
    assert (board["me"]["apart"], board["me"]["participating"], board["me"]["rank"]) == (True, False, None)
    assert [row["points"] for row in board["top"]] == [20, 20, 20, 20, 10]


async def test_a_department_of_fewer_than_five_is_not_shown(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    people = [await takes_part(await http.as_(name=f"person{number}", department="Sales")) for number in range(5)]
    stranger = await takes_part(await http.as_(name="stranger", department="IT"))
    for person in (*people[:4], stranger):
        await make.earned(database, person.person.id)
    scope = "/v1/leaderboards?period=month&scope=department"
    small = (await people[0].get(scope)).json()
    assert (small["top"], small["people"], small["me"]["rank"], small["group"]) == ([], None, None, "Sales")
    await make.earned(database, people[4].person.id, 2)
    grown = (await people[0].get(scope)).json()
    assert ([row["points"] for row in grown["top"]], grown["me"]["rank"]) == ([20, 10, 10, 10, 10], 2)


async def test_a_new_month_begins_empty_and_spending_costs_no_rank(
    http: People, make: Any, database: RolledBackDatabase, clock: TestClock
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 2)
    reward = await make.reward(manager, cost=15)
    await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (await employee.get(BOARD)).json()["me"]["points"] == 20
    clock.advance(days=32)
    later = (await employee.get(BOARD)).json()
    assert (later["top"], later["me"]["points"], later["me"]["rank"]) == ([], 0, None)


async def test_an_unknown_period_is_refused(http: People) -> None:
    employee = await http.as_("employee")
    assert (await employee.get("/v1/leaderboards?period=eternity")).status_code == 422
    assert (await http.anonymous.get(BOARD)).status_code == 401
    assert (await http.system("lms", ["people.read"]).get(BOARD)).status_code == 403


async def test_a_board_is_also_a_file_and_unknown_parameters_are_refused(
    http: People, database: RolledBackDatabase, crowd: Any
) -> None:
    employee, *_ = await crowd(5, 10)
    shown = (await employee.get(BOARD)).json()["top"]
    file = await employee.get(f"{BOARD}&format=csv")
    assert file.headers["content-type"].startswith("text/csv")
    header, *rows = file.text.splitlines()
    assert header == "rank,name,points,me"
    assert [row.split(",")[1] for row in rows] == [row["name"] for row in shown]
    assert [row.split(",")[3] for row in rows].count("true") == 1
    sheet = await employee.get(
        BOARD, headers={"Accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    )
    assert sheet.content.startswith(b"PK")
    async with database.read() as session:
        kept = await session.execute(text("SELECT count(*) FROM audit_entries WHERE action = 'leaderboard.exported'"))
        assert kept.scalar_one() == 2
    refused = await employee.get(f"{BOARD}&day=2026-10-01")
    assert (refused.status_code, refused.json()["code"]) == (422, "UnknownParameter")


async def test_a_board_is_counted_once_for_all_who_ask(
    app: FastAPI, http: People, make: Any, database: RolledBackDatabase, crowd: Any
) -> None:
    app.state.standings = Standings(database, fresh_seconds=60)
    await crowd(5, 10)
    employee, other = await takes_part(await http.as_("employee")), await takes_part(await http.as_(name="other"))
    await make.earned(database, employee.person.id, 2)
    assert (await employee.get(BOARD)).json()["me"]["rank"] == 1
    await make.earned(database, other.person.id, 3)
    assert (await other.get(BOARD)).json()["me"]["points"] == 30
    assert len((await other.get(BOARD)).json()["top"]) == 6


async def test_how_they_appear_is_seen_at_once(
    app: FastAPI, http: People, make: Any, database: RolledBackDatabase, crowd: Any
) -> None:
    app.state.standings = Standings(database, fresh_seconds=60)
    employee, *others = await crowd(6, 10)
    assert len((await others[0].get(BOARD)).json()["top"]) == 6
    assert (await employee.put(CHOICE, json={"showing": "hidden"}, headers={"If-Match": "*"})).status_code == 200
    assert len((await others[0].get(BOARD)).json()["top"]) == 5


async def test_a_board_that_was_forgotten_while_it_was_counted_is_not_kept(
    database: RolledBackDatabase, clock: TestClock
) -> None:
    standings = Standings(database, fresh_seconds=60)
    board = Board(month_of(clock.moment))
    counting = asyncio.create_task(standings.of(board))
    await asyncio.sleep(0)
    standings.forget()
    first = await counting
    assert await standings.of(board) is not first
    assert await standings.of(board) is await standings.of(board)


async def test_who_never_chose_is_on_no_board_and_not_counted(
    http: People, make: Any, database: RolledBackDatabase, crowd: Any
) -> None:
    first, *_ = await crowd(5, 10)
    silent = await http.as_(name="silent")
    await make.earned(database, silent.person.id, 9)
    board = (await silent.get(BOARD)).json()
    assert (board["people"], [row["points"] for row in board["top"]]) == (5, [10] * 5)
    assert board["me"] == {
        "rank": None,
        "points": 90,
        "participating": False,
        "showing": "hidden",
        "name": None,
        "apart": False,
    }
    assert board["around"] == []
    assert (await first.get(BOARD)).json()["me"]["rank"] == 1
    await takes_part(silent, "name")
    assert (await silent.get(BOARD)).json()["top"][0] == {"rank": 1, "name": "Silent Tester", "points": 90, "me": True}


async def test_my_place_has_its_neighbours_also_far_down(
    monkeypatch: pytest.MonkeyPatch, http: People, make: Any, database: RolledBackDatabase
) -> None:
    people = [await takes_part(await http.as_(name=f"person{number}")) for number in range(7)]
    for times, person in enumerate(people):
        await make.earned(database, person.person.id, 7 - times)
    for shown in (100, 2):
        monkeypatch.setattr(queries, "_TOP", {Scope.ORGANISATION: _top_of(shown)})
        for place, expected in ((0, [70, 60, 50]), (3, [60, 50, 40, 30, 20]), (6, [30, 20, 10])):
            board = (await people[place].get(BOARD)).json()
            assert [row["points"] for row in board["around"]] == expected, (shown, place)
            assert [row["rank"] for row in board["around"] if row["me"]] == [place + 1]
            assert len({row["name"] for row in board["around"]}) == len(expected)


def _top_of(shown: int) -> Statement:
    first = queries._standing(Scope.ORGANISATION)
    ordered = first.order_by(queries.totals.c.points.desc(), queries.totals.c.person_id).limit(shown)
    return Statement(queries._named(ordered))


async def test_past_months_are_answered_and_what_is_none_is_refused(http: People, crowd: Any, clock: TestClock) -> None:
    this = f"{clock.moment:%Y-%m}"
    employee, *_ = await crowd(5, 10)
    now = (await employee.get(BOARD)).json()
    assert (now["of"], now["zone"], now["from"]) == (this, "UTC", f"{this}-01T00:00:00Z")
    clock.advance(days=32)
    assert (await employee.get(BOARD)).json()["top"] == []
    for name in ("of", "month"):
        past = (await employee.get(f"{BOARD}&{name}={this}")).json()
        assert (past["of"], past["month"], [row["points"] for row in past["top"]]) == (this, f"{this}-01", [10] * 5)
    names = {row["name"] for row in now["top"]}
    assert {row["name"] for row in past["top"]} == names
    for wrong in ("of=2026-13", "of=2026", "month=yesterday", "of=9999-01", f"of={this}&month=2001-01", "of=0000-01"):
        refused = await employee.get(f"{BOARD}&{wrong}")
        assert (refused.status_code, refused.json()["code"]) == (422, "InvalidPeriod"), wrong
        assert refused.json()["errors"][0]["pointer"] == f"/{wrong.split('=')[0]}"


async def test_two_first_choices_at_once_wait_for_each_other(live_http: People, live_database: Database) -> None:
    employee = await live_http.as_("employee")
    first = (
        "INSERT INTO leaderboard_preferences (person_id, showing, updated_at, version) VALUES (:id, 'name', now(), 1)"
    )
    async with live_database.write() as elsewhere:
        await elsewhere.execute(text(first), {"id": employee.person.id})  # type: ignore[attr-defined]  # set by the plugin
        choosing = asyncio.create_task(employee.put(CHOICE, json={"showing": "hidden"}, headers={"If-Match": "*"}))
        await asyncio.sleep(0.3)
        assert not choosing.done()
    chosen = await choosing
    assert (chosen.status_code, chosen.json()) == (200, {"showing": "hidden", "version": 2})


async def test_a_month_is_final_a_week_after_its_end_and_no_reversal_changes_it(
    http: People, make: Any, crowd: Any, clock: TestClock
) -> None:
    clock.moment = datetime(2026, 10, 20, 9, tzinfo=UTC)
    colleagues = await crowd(5, 30)
    month = f"{BOARD}&of=2026-10"
    manager = await http.as_("community-manager")

    async def take_back_one() -> list[int]:
        entries = (await colleagues[0].get("/v1/me/points")).json()["entries"]
        undone = {entry["reverses_id"] for entry in entries}
        left = [entry for entry in entries if entry["amount"] > 0 and entry["id"] not in undone]
        body = {"entry_id": left[0]["id"], "reason": "Told by mistake."}
        assert (await manager.post("/v1/points/reversals", json=body)).status_code == 201
        return [row["points"] for row in (await colleagues[0].get(month)).json()["top"]]

    assert (await colleagues[0].get(month)).json()["final"] is False
    assert await take_back_one() == [30, 30, 30, 30, 20]
    clock.moment = datetime(2026, 11, 7, 23, 59, 59, tzinfo=UTC)
    assert (await colleagues[0].get(month)).json()["final"] is False
    clock.moment = datetime(2026, 11, 8, tzinfo=UTC)
    assert (await colleagues[0].get(month)).json()["final"] is True
    assert await take_back_one() == [30, 30, 30, 30, 20]
    assert (await colleagues[0].get("/v1/me/points")).json()["balance"] == 10
