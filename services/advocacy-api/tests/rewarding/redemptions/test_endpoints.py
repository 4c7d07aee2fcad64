"""Redemptions over HTTP."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, RolledBackDatabase, Statements

pytestmark = pytest.mark.usefixtures("programme")


async def test_points_are_reserved_at_once_and_spent_when_fulfilled(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 3)
    reward = await make.reward(manager, cost=20, stock=2, budget=100)
    requested = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (requested.status_code, requested.json()["state"]) == (201, "requested")
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10
    assert (await employee.get(f"/v1/rewards/{reward['id']}")).json()["left"] == 1
    path = f"/v1/redemptions/{requested.json()['id']}"
    assert (await manager.post(f"{path}/approve")).json()["state"] == "approved"
    done = await manager.post(f"{path}/fulfil", json={"note": "Enjoy!"})
    assert (done.json()["state"], done.json()["note"]) == ("fulfilled", "Enjoy!")
    late = await manager.post(f"{path}/refuse")
    assert (late.status_code, late.json()["code"]) == (409, "MoveNotAllowed")
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10


async def test_a_refusal_gives_everything_back(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id)
    reward = await make.reward(manager, cost=10, stock=1, budget=10)
    redemption = (await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})).json()
    refused = await manager.post(f"/v1/redemptions/{redemption['id']}/refuse", json={"note": "Not this month."})
    assert refused.json()["state"] == "refused"
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10
    again = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert again.status_code == 201
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True


async def test_too_few_points(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id)
    reward = await make.reward(manager, cost=25, stock=5, budget=1000)
    refused = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "BalanceTooLow")
    assert (refused.json()["balance"], refused.json()["short"]) == (10, 15)


async def test_none_left(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 5)
    reward = await make.reward(manager, cost=10, stock=1)
    assert (await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})).status_code == 201
    refused = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "OutOfStock")


async def test_the_budget_is_spent(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 5)
    reward = await make.reward(manager, cost=10, budget=15)
    assert (await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})).status_code == 201
    refused = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "BudgetExhausted")


async def test_what_is_offered_no_more_is_refused(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id)
    reward = await make.reward(manager, available=False)
    refused = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "RewardUnavailable")


async def test_deciding_takes_another_person_and_the_permission(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    other = await http.as_("community-manager", name="other")
    await make.earned(database, manager.person.id)
    reward = await make.reward(manager, cost=10)
    redemption = (await manager.post("/v1/redemptions", json={"reward_id": reward["id"]})).json()
    path = f"/v1/redemptions/{redemption['id']}"
    own = await manager.post(f"{path}/approve")
    assert (own.status_code, own.json()["code"]) == (403, "SecondPersonNeeded")
    assert (await employee.post(f"{path}/approve")).status_code == 403
    assert (await employee.get(path)).status_code == 404
    assert redemption["allowed"] == (await manager.get(path)).json()["allowed"] == []
    assert (await other.get(path)).json()["allowed"] == ["approve", "refuse"]
    approved = await other.post(f"{path}/approve")
    assert (approved.status_code, approved.json()["allowed"]) == (200, ["fulfil", "refuse"])
    (listed,) = (await other.get("/v1/redemptions?state=approved&q=tester")).json()["items"]
    assert listed["allowed"] == ["fulfil", "refuse"]


async def test_my_list_holds_mine_alone_also_for_who_decides(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id)
    reward = await make.reward(manager, cost=10)
    await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (await manager.get("/v1/me/redemptions")).json()["items"] == []
    assert len((await manager.get("/v1/redemptions")).json()["items"]) == 1
    file = await employee.get("/v1/me/redemptions", headers={"Accept": "text/csv"})
    assert len(file.text.splitlines()) == 2


async def test_the_lists_are_one_statement_each(
    http: People, make: Any, database: RolledBackDatabase, statements: Statements
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 3)
    reward = await make.reward(manager, cost=10)
    for _ in range(3):
        await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    for client, path in (
        (employee, "/v1/me/redemptions?limit=2"),
        (manager, "/v1/redemptions?state=requested&limit=2"),
        (employee, "/v1/rewards?q=day&sort=-cost"),
    ):
        statements.seen.clear()
        answer = await client.get(path)
        assert answer.status_code == 200
        assert len(statements) == 1
    assert (await employee.get("/v1/redemptions")).status_code == 403


async def test_a_request_is_a_few_statements_in_three_trips(
    programme: None, http: People, make: Any, database: RolledBackDatabase, statements: Statements
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 2)  # type: ignore[attr-defined]  # set by the plugin
    reward = await make.reward(manager, cost=10)
    statements.seen.clear()
    statements.round_trips = 0
    made = await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert made.status_code == 201
    assert (len(statements), statements.round_trips) == (8, 3)
