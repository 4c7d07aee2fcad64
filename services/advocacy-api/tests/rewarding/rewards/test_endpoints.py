"""Rewards over HTTP."""

from typing import Any

import pytest
from service_kit.testing.plugin import People, RolledBackDatabase

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
