"""Nothing is oversold or overspent, however many ask at once."""

import asyncio
from typing import Any

import pytest
from service_kit.data.database import Database
from service_kit.testing.plugin import People

pytestmark = pytest.mark.usefixtures("live_programme")


async def _balance(client: Any) -> int:
    balance: int = (await client.get("/v1/me/points")).json()["balance"]
    return balance


async def test_thirty_six_ask_for_five_pieces(live_http: People, live_database: Database, make: Any) -> None:
    manager = await live_http.as_("community-manager")
    people = [await live_http.as_(name=f"person{number}") for number in range(12)]
    for person in people:
        await make.earned(live_database, person.person.id, 6)
    reward = await make.reward(manager, cost=20, stock=5, budget=10_000)
    answers = await asyncio.gather(
        *(person.post("/v1/redemptions", json={"reward_id": reward["id"]}) for person in people for _ in range(3))
    )
    codes = [answer.status_code for answer in answers]
    assert codes.count(201) == 5
    assert {answer.json()["code"] for answer in answers if answer.status_code != 201} == {"OutOfStock"}
    assert sum([60 - await _balance(person) for person in people]) == 100
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True


async def test_one_person_cannot_spend_their_points_twice(
    live_http: People, live_database: Database, make: Any
) -> None:
    manager, person = await live_http.as_("community-manager"), await live_http.as_("employee")
    await make.earned(live_database, person.person.id, 7)
    rewards = [await make.reward(manager, cost=20) for _ in range(4)]
    answers = await asyncio.gather(
        *(person.post("/v1/redemptions", json={"reward_id": reward["id"]}) for reward in rewards for _ in range(9))
    )
    assert [answer.status_code for answer in answers].count(201) == 3
    assert {answer.json()["code"] for answer in answers if answer.status_code != 201} == {"BalanceTooLow"}
    assert await _balance(person) == 10


async def test_a_budget_holds_while_requests_and_refusals_cross(
    live_http: People, live_database: Database, make: Any
) -> None:
    manager = await live_http.as_("community-manager")
    people = [await live_http.as_(name=f"person{number}") for number in range(8)]
    for person in people:
        await make.earned(live_database, person.person.id, 10)
    reward = await make.reward(manager, cost=10, budget=100)
    body = {"reward_id": reward["id"]}
    first = await asyncio.gather(*(person.post("/v1/redemptions", json=body) for person in people))
    moves = [manager.post(f"/v1/redemptions/{answer.json()['id']}/refuse") for answer in first]
    asks = [person.post("/v1/redemptions", json=body) for person in people for _ in range(3)]
    answers = await asyncio.gather(*moves, *asks)
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    standing = (await manager.get(f"/v1/rewards/{reward['id']}")).json()
    given = sum(answer.status_code == 201 for answer in answers)
    assert standing["committed"] == 10 * given <= 100
    assert sum([100 - await _balance(person) for person in people]) == 10 * given
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True


async def test_a_piece_is_decided_on_once(live_http: People, live_database: Database, make: Any) -> None:
    managers = [await live_http.as_("community-manager", name=f"manager{number}") for number in range(4)]
    person = await live_http.as_("employee")
    await make.earned(live_database, person.person.id)
    reward = await make.reward(managers[0], cost=10)
    redemption = (await person.post("/v1/redemptions", json={"reward_id": reward["id"]})).json()
    answers = await asyncio.gather(
        *(manager.post(f"/v1/redemptions/{redemption['id']}/refuse") for manager in managers for _ in range(8))
    )
    assert [answer.status_code for answer in answers].count(200) == 1
    assert await _balance(person) == 10


async def test_one_approval_sent_twenty_times_counts_once(
    live_http: People, live_database: Database, make: Any
) -> None:
    manager, person = await live_http.as_("community-manager"), await live_http.as_("employee")
    await make.earned(live_database, person.person.id)
    reward = await make.reward(manager, cost=10)
    path = f"/v1/redemptions/{(await person.post('/v1/redemptions', json={'reward_id': reward['id']})).json()['id']}"
    answers = await asyncio.gather(*(manager.post(f"{path}/approve", json={"note": "Yes"}) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + 19 * [409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"MoveNotAllowed"}


async def test_yes_and_no_to_the_same_request_leave_one_decision(
    live_http: People, live_database: Database, make: Any
) -> None:
    managers = [await live_http.as_("community-manager", name=f"manager{number}") for number in range(2)]
    person = await live_http.as_("employee")
    await make.earned(live_database, person.person.id)
    reward = await make.reward(managers[0], cost=10)
    asked = await person.post("/v1/redemptions", json={"reward_id": reward["id"]})
    path = f"/v1/redemptions/{asked.json()['id']}"
    seen = {"If-Match": (await managers[0].get(path)).headers["etag"]}
    answers = await asyncio.gather(
        *(
            managers[number % 2].post(f"{path}/{('approve', 'refuse')[number % 2]}", headers=seen)
            for number in range(20)
        )
    )
    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.status_code for answer in answers} == {200, 412}
    standing = (await managers[0].get(path)).json()
    assert standing["version"] == 2
    assert await _balance(person) == (0 if standing["state"] == "approved" else 10)
    late = await managers[1].post(f"{path}/refuse", headers=seen)
    assert (late.status_code, late.json()["code"]) == (412, "Changed")


async def test_each_of_many_is_decided_once_however_many_decide_them(
    live_http: People, live_database: Database, make: Any
) -> None:
    manager = await live_http.as_("community-manager")
    people = [await live_http.as_(name=f"person{number}") for number in range(5)]
    for person in people:
        await make.earned(live_database, person.person.id, 2)
    reward = await make.reward(manager, cost=10)
    made = [await person.post("/v1/redemptions", json={"reward_id": reward["id"]}) for person in people * 2]
    ids = [answer.json()["id"] for answer in made]
    key = {"Idempotency-Key": "twins"}
    asks = [
        manager.post("/v1/redemptions/moves", json={"move": move, "ids": ids}, headers=headers)
        for move in ("approve", "refuse")
        for headers in ({}, {}, key if move == "approve" else {}, key if move == "approve" else {})
    ]
    answers = [answer for answer in await asyncio.gather(*asks) if answer.status_code != 409]  # 409: the twin runs
    moved = [one["id"] for answer in answers for one in answer.json()["items"] if one["status"] == 200]
    refused = {one["code"] for answer in answers for one in answer.json()["items"] if one["status"] != 200}
    replayed = [answer for answer in answers if "Idempotent-Replayed" in answer.headers]
    counted = [one["id"] for answer in replayed for one in answer.json()["items"] if one["status"] == 200]
    decided_again = [i for i in ids if moved.count(i) - counted.count(i) > 2]  # approved, then perhaps refused
    assert (sorted(set(moved)), decided_again, refused) == (sorted(ids), [], {"MoveNotAllowed"})
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True
