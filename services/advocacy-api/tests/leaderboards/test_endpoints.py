"""Leaderboards over HTTP."""

from typing import Any

import pytest
from advocacy_api.leaderboards.standings import Standings
from fastapi import FastAPI
from service_kit.testing import People, RolledBackDatabase, Statements, TestClock

BOARD = "/v1/leaderboards?period=month&scope=organisation"
CHOICE = "/v1/me/leaderboard-preference"


@pytest.fixture(autouse=True)
def _counted_each_time(app: FastAPI, database: RolledBackDatabase) -> None:
    app.state.standings = Standings(database, fresh_seconds=0)


async def test_the_top_and_me(http: People, make: Any, database: RolledBackDatabase) -> None:
    people = [await http.as_(name=f"person{number}") for number in range(4)]
    for times, person in enumerate(people, start=1):
        await make.earned(database, person.person.id, min(times, 3))
    board = (await people[1].get(BOARD)).json()
    assert (board["period"], board["scope"], board["people"]) == ("month", "organisation", 4)
    assert [(row["rank"], row["points"]) for row in board["top"]] == [(1, 30), (1, 30), (3, 20), (4, 10)]
    assert [row["me"] for row in board["top"]] == [False, False, True, False]
    assert (board["me"]["rank"], board["me"]["points"], board["me"]["participating"]) == (3, 20, True)
    assert board["me"]["name"] == board["top"][2]["name"]
    assert "Tester" not in str(board)


async def test_a_name_shows_only_by_choice_and_hidden_is_nowhere(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    she, other = await http.as_(name="she"), await http.as_(name="other")
    await make.earned(database, she.person.id, 2)
    await make.earned(database, other.person.id)
    assert (await she.get(CHOICE)).json() == {"showing": "pseudonym", "version": 0}
    assert (await she.put(CHOICE, json={"showing": "name"})).status_code == 428
    assert (await she.put(CHOICE, json={"showing": "loud"}, headers={"If-Match": "*"})).status_code == 422
    named = await she.put(CHOICE, json={"showing": "name"}, headers={"If-Match": '"v0"'})
    assert named.status_code == 200
    assert (await other.get(BOARD)).json()["top"][0]["name"] == "She Tester"
    hidden = await she.put(CHOICE, json={"showing": "hidden"}, headers={"If-Match": named.headers["etag"]})
    assert hidden.status_code == 200
    assert (await she.put(CHOICE, json={"showing": "name"}, headers={"If-Match": '"v1"'})).status_code == 412
    board = (await she.get(BOARD)).json()
    assert len(board["top"]) == 1
    assert board["me"]["participating"] is False
    assert board["me"]["rank"] is None
    assert board["me"]["points"] == 20
    assert (await other.get(BOARD)).json()["me"]["rank"] == 1


async def test_executives_stand_apart(http: People, make: Any, database: RolledBackDatabase) -> None:
    executive, employee = await http.as_("executive"), await http.as_("employee")
    await make.earned(database, executive.person.id, 5)
    await make.earned(database, employee.person.id)
    board = (await executive.get(BOARD)).json()
    assert (board["me"]["apart"], board["me"]["participating"], board["me"]["rank"]) == (True, False, None)
    assert [row["points"] for row in board["top"]] == [10]


async def test_a_department_of_fewer_than_five_is_not_shown(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    people = [await http.as_(name=f"person{number}", department="Sales") for number in range(5)]
    stranger = await http.as_(name="stranger", department="IT")
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


async def test_a_board_is_counted_once_for_all_who_ask(
    app: FastAPI, http: People, make: Any, database: RolledBackDatabase, statements: Statements
) -> None:
    app.state.standings = Standings(database, fresh_seconds=60)
    employee, other = await http.as_("employee"), await http.as_(name="other")
    await make.earned(database, employee.person.id)
    assert (await employee.get(BOARD)).json()["me"]["rank"] == 1
    await make.earned(database, other.person.id, 2)
    assert (await other.get(BOARD)).json()["me"]["points"] == 20
    assert len((await other.get(BOARD)).json()["top"]) == 1
