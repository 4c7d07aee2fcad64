"""Rewards over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, RolledBackDatabase, Statements
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("programme")


async def test_a_reward_is_made_and_seen(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    body = {"title": {"en": "Lunch"}, "cost": 30, "stock": 4, "budget": 90, "tax_note": {"en": "Tax free."}}
    made = await manager.post("/v1/rewards", json=body)
    assert made.status_code == 201
    assert made.headers["etag"]
    await make.reward(manager, cost=5)
    seen = (await employee.get("/v1/rewards")).json()["items"]
    assert [reward["cost"] for reward in seen] == [5, 30]
    assert (seen[1]["left"], seen[1]["budget"], seen[1]["tax_note"]) == (4, 90, {"en": "Tax free."})
    assert seen[0]["left"] is None
    assert (await employee.post("/v1/rewards", json=body)).status_code == 403


@pytest.mark.parametrize("wrong", [{"cost": 0}, {"cost": -5}, {"stock": -1}, {"budget": -1}, {"title": ""}, {"x": 1}])
async def test_a_malformed_reward_says_where(http: People, wrong: dict[str, Any]) -> None:
    manager = await http.as_("community-manager")
    refused = await manager.post("/v1/rewards", json={"title": "x", "cost": 1, **wrong})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{next(iter(wrong))}"


async def test_what_is_promised_cannot_be_taken_away(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 4)
    reward = await make.reward(manager, cost=10, stock=5, budget=50)
    for _ in range(2):
        await employee.post("/v1/redemptions", json={"reward_id": reward["id"]})
    path = f"/v1/rewards/{reward['id']}"
    for less in ({"stock": 1}, {"budget": 15}):
        refused = await manager.patch(path, json=less, headers={"If-Match": "*"})
        assert (refused.status_code, refused.json()["code"]) == (409, "BelowCommitted")
    changed = await manager.patch(path, json={"stock": 2, "cost": 20}, headers={"If-Match": "*"})
    assert (changed.status_code, changed.json()["left"]) == (200, 0)
    assert (await manager.patch(path, json={"stock": 9}, headers={"If-Match": '"v1"'})).status_code == 412
    assert (await employee.patch(path, json={"stock": 9}, headers={"If-Match": "*"})).status_code == 403


async def test_what_is_offered_no_more_is_hidden(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    reward = await make.reward(manager, available=False)
    assert (await employee.get(f"/v1/rewards/{reward['id']}")).status_code == 404
    assert (await employee.get("/v1/rewards")).json()["items"] == []
    assert (await manager.get(f"/v1/rewards/{reward['id']}")).status_code == 200


async def test_a_reward_is_offered_and_retired(
    http: People, make: Any, database: RolledBackDatabase, session: AsyncSession
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 4)
    reward = await make.reward(manager, cost=10, available=False)
    path, ask = f"/v1/rewards/{reward['id']}", {"reward_id": reward["id"]}
    assert (reward["state"], reward["available"], reward["allowed"]) == ("draft", False, ["offer"])
    assert (await employee.post(f"{path}/offer")).status_code == 403
    seen = {"If-Match": (await manager.get(path)).headers["etag"]}
    offered = await manager.post(f"{path}/offer", headers=seen)
    assert (offered.json()["state"], offered.json()["available"]) == ("offered", True)
    assert offered.json()["allowed"] == ["retire"]
    again = await manager.post(f"{path}/offer")
    assert (again.status_code, again.json()["code"]) == (409, "MoveNotAllowed")
    assert (await manager.post(f"{path}/retire", headers=seen)).status_code == 412
    assert (await employee.get(path)).json()["allowed"] == []
    asked = (await employee.post("/v1/redemptions", json=ask)).json()
    assert (await employee.post(f"{path}/retire")).status_code == 403
    assert (await manager.post(f"{path}/retire")).json()["state"] == "retired"
    assert (await employee.get(path)).status_code == 404
    refused = await employee.post("/v1/redemptions", json=ask)
    assert (refused.status_code, refused.json()["code"]) == (409, "RewardUnavailable")
    approved = await manager.post(f"/v1/redemptions/{asked['id']}/approve")
    assert approved.status_code == 200, "what was asked for stays"
    kept = await session.execute(
        text("SELECT action FROM audit_entries WHERE subject = :id ORDER BY id"), {"id": reward["id"]}
    )
    assert kept.scalars().all() == ["reward.created", "reward.offered", "reward.retired"]


async def test_available_moves_it_too(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    reward = await make.reward(manager)
    assert (reward["state"], reward["available"]) == ("offered", True)
    path = f"/v1/rewards/{reward['id']}"
    for body, state in (
        ({"available": True}, "offered"),
        ({"available": False, "cost": 12}, "retired"),
        ({"available": False}, "retired"),
        ({"stock": 3}, "retired"),
        ({"available": True}, "offered"),
    ):
        before = (await manager.get(path)).json()["version"]
        changed = await manager.patch(path, json=body, headers={"If-Match": "*"})
        assert (changed.status_code, changed.json()["state"], changed.json()["version"]) == (200, state, before + 1)
    assert (changed.json()["cost"], changed.json()["left"]) == (12, 3)
    empty = await manager.patch(path, json={"available": None}, headers={"If-Match": "*"})
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/available")


async def test_many_are_retired_at_once_each_by_itself(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    first, draft, last = [(await make.reward(manager, available=offered))["id"] for offered in (True, False, True)]
    nobody = str(uuid4())
    body = {"move": "retire", "ids": [first, draft, nobody, last]}
    assert (await employee.post("/v1/rewards/moves", json=body)).status_code == 403
    key = {"Idempotency-Key": "the-season-is-over"}
    told = (await manager.post("/v1/rewards/moves", json=body, headers=key)).json()
    assert (told["done"], told["refused"]) == (2, 2)
    assert [(one["id"], one["status"], one["state"], one["code"]) for one in told["items"]] == [
        (first, 200, "retired", None),
        (draft, 409, None, "MoveNotAllowed"),
        (nobody, 404, None, "Missing"),
        (last, 200, "retired", None),
    ]
    again = await manager.post("/v1/rewards/moves", json=body, headers=key)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (told, "true")
    unknown = await manager.post("/v1/rewards/moves", json={"move": "praise", "ids": [first]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "UnknownMove")


async def test_the_list_is_one_statement_and_filters(http: People, make: Any, statements: Statements) -> None:
    manager = await http.as_("community-manager")
    for offered in (True, False):
        await make.reward(manager, available=offered)
    statements.seen.clear()
    drafts = (await manager.get("/v1/rewards?state=draft")).json()["items"]
    assert len(statements) == 1
    assert [one["allowed"] for one in drafts] == [["offer"]]
    assert len((await manager.get("/v1/rewards?available=true")).json()["items"]) == 1
