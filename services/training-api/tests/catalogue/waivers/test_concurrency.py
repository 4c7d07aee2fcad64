"""A waiver is decided once, and only as it was seen."""

import asyncio
from typing import Any

import pytest


@pytest.mark.parametrize("says_what_it_saw", [True, False])
async def test_granting_and_refusing_twenty_times_is_one_decision(live_catalogue: Any, says_what_it_saw: bool) -> None:
    http = live_catalogue.http
    _, [first, second] = await live_catalogue.published(modules=2)
    await live_catalogue.requires(second, {"all_of": [{"module": first["id"]}]})
    learner = await http.as_("employee")
    body = {"module_id": second["id"], "reason": "Did the same elsewhere"}
    asked = await learner.post("/v1/waivers", json=body)
    path = f"/v1/waivers/{asked.json()['id']}"
    deciders = [await http.as_("trainer", name=f"trainer-{number}") for number in range(2)]
    etag = (await deciders[0].get(path)).headers["etag"]
    headers = {"If-Match": etag} if says_what_it_saw else {}
    moves = ("approve", "refuse")
    answers = await asyncio.gather(
        *(deciders[number % 2].post(f"{path}/{moves[number % 2]}", headers=headers) for number in range(20))
    )
    assert [answer.status_code for answer in answers].count(200) == 1
    refusals = {answer.json()["code"] for answer in answers if answer.status_code != 200}
    assert refusals == ({"Changed"} if says_what_it_saw else {"MoveNotAllowed"})
    assert (await learner.get(path)).json()["version"] == 2
