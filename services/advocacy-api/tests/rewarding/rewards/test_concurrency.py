"""Two may press at once, and a reward may be retired while somebody asks for it."""

import asyncio
from typing import Any

import pytest
from service_kit.data.database import Database
from service_kit.testing.plugin import People

pytestmark = pytest.mark.usefixtures("live_programme")


async def test_of_two_who_retire_it_at_once_one_is_refused(live_http: People, make: Any) -> None:
    managers = [await live_http.as_("community-manager", name=f"manager{number}") for number in range(4)]
    reward = await make.reward(managers[0])
    answers = await asyncio.gather(*(one.post(f"/v1/rewards/{reward['id']}/retire") for one in managers))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"MoveNotAllowed"}


async def test_nobody_gets_what_was_retired_meanwhile(live_http: People, live_database: Database, make: Any) -> None:
    manager = await live_http.as_("community-manager")
    people = [await live_http.as_(name=f"person{number}") for number in range(6)]
    for person in people:
        await make.earned(live_database, person.person.id, 2)
    reward = await make.reward(manager, cost=10)
    retired, *answers = await asyncio.gather(
        manager.post(f"/v1/rewards/{reward['id']}/retire"),
        *(person.post("/v1/redemptions", json={"reward_id": reward["id"]}) for person in people),
    )
    assert retired.status_code == 200
    assert {answer.status_code for answer in answers} <= {201, 409}
    standing = (await manager.get(f"/v1/rewards/{reward['id']}")).json()
    assert standing["taken"] == sum(answer.status_code == 201 for answer in answers)
    late = await people[0].post("/v1/redemptions", json={"reward_id": reward["id"]})
    assert (late.status_code, late.json()["code"]) == (409, "RewardUnavailable")
