"""Many redemptions decided by one request: each by itself, each with its outcome."""

from typing import Any
from uuid import uuid4

import pytest
from service_kit.testing.plugin import People, RolledBackDatabase

pytestmark = pytest.mark.usefixtures("programme")
PATH = "/v1/redemptions/moves"


async def _asked(client: Any, reward: Any) -> str:
    made = await client.post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert made.status_code == 201
    return str(made.json()["id"])


async def test_a_refusal_stops_no_other(http: People, make: Any, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 4)
    await make.earned(database, manager.person.id, 1)
    reward = await make.reward(manager, cost=10, stock=9)
    first, decided, last = [await _asked(employee, reward) for _ in range(3)]
    own = await _asked(manager, reward)
    assert (await manager.post(f"/v1/redemptions/{decided}/approve")).status_code == 200
    nobody = str(uuid4())
    body = {"move": "approve", "ids": [first, own, decided, nobody, last], "reason": "Well earned."}
    answer = await manager.post(PATH, json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["done"], told["refused"]) == (2, 3)
    assert [(one["id"], one["status"], one["state"], one["code"]) for one in told["items"]] == [
        (first, 200, "approved", None),
        (own, 403, None, "SecondPersonNeeded"),
        (decided, 409, None, "MoveNotAllowed"),
        (nobody, 404, None, "Missing"),
        (last, 200, "approved", None),
    ]
    assert all(one["detail"] for one in told["items"] if one["code"])
    now = (await manager.get(f"/v1/redemptions/{last}")).json()
    assert (now["state"], now["note"]) == ("approved", "Well earned.")


async def test_the_same_request_twice_gets_the_first_answer(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await make.earned(database, employee.person.id, 2)
    reward = await make.reward(manager, cost=10)
    body = {"move": "approve", "ids": [await _asked(employee, reward)]}
    key = {"Idempotency-Key": "approve-them"}
    once, again = [await manager.post(PATH, json=body, headers=key) for _ in range(2)]
    assert (once.json()["done"], again.json()) == (1, once.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await manager.post(PATH, json=body | {"move": "refuse"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")
    without = await manager.post(PATH, json=body)
    assert [one["code"] for one in without.json()["items"]] == ["MoveNotAllowed"]


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"move": "praise", "ids": [str(uuid4())]}, "UnknownMove", "/move"),
        ({"move": "approve", "ids": []}, "Malformed", "/ids"),
        ({"move": "approve", "ids": [str(uuid4()) for _ in range(201)]}, "Malformed", "/ids"),
        ({"move": "approve", "ids": ["01976f3e-5d3a-7c51-9c3e-0a4f6a1b2c3d"] * 2}, "Malformed", "/ids"),
        ({"move": "approve", "ids": ["first"]}, "Malformed", "/ids/0"),
    ],
)
async def test_what_cannot_be_asked(http: People, body: Any, code: str, pointer: str) -> None:
    manager = await http.as_("community-manager")
    refused = await manager.post(PATH, json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["errors"][0]["pointer"] == pointer


async def test_only_whoever_may_decide_one_may_decide_many(http: People) -> None:
    employee = await http.as_("employee")
    refused = await employee.post(PATH, json={"move": "approve", "ids": [str(uuid4())]})
    assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")


async def test_the_reason_of_many_has_the_bounds_of_the_single_move(http: People, make: Any) -> None:
    manager = await http.as_("community-manager")
    body = {"move": "refuse", "ids": [str(uuid4())], "reason": "x" * 501}
    refused = await manager.post(PATH, json=body)
    single = await manager.post(f"/v1/redemptions/{uuid4()}/refuse", json={"note": "x" * 501})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert single.status_code == 422
    assert refused.json()["errors"][0]["detail"] == single.json()["errors"][0]["detail"]
