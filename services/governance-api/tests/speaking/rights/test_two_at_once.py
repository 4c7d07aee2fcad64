"""A suspension is begun and ended once, whatever is sent again."""

import asyncio
from typing import Any


async def test_an_end_sent_again_does_not_end_the_next_suspension(live_office: Any) -> None:
    http = live_office.http
    strategist, anna = await http.as_("strategist"), (await http.as_("employee", name="anna")).person
    path = f"/v1/speaking-rights/{anna.id}"
    first = (await strategist.post(f"{path}/suspend", json={"reason": "A complaint"})).json()["suspension"]
    end = {"suspension_id": first["id"]}
    answers = await asyncio.gather(*(strategist.post(f"{path}/reinstate", json=end) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + 19 * [409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"MoveNotAllowed"}
    second = (await strategist.post(f"{path}/suspend", json={"reason": "Another one"})).json()["suspension"]
    late = await asyncio.gather(*(strategist.post(f"{path}/reinstate", json=end) for _ in range(20)))
    assert {(answer.status_code, answer.json()["code"]) for answer in late} == {(409, "SuspensionChanged")}
    assert (await strategist.get(path)).json()["suspension"]["id"] == second["id"]
    assert (await strategist.post(f"{path}/reinstate")).status_code == 200


async def test_a_suspension_sent_twenty_times_with_its_key_is_one(live_office: Any, live_database: Any) -> None:
    http = live_office.http
    strategist, anna = await http.as_("strategist"), (await http.as_("employee", name="anna")).person
    path, body, key = f"/v1/speaking-rights/{anna.id}", {"reason": "A complaint"}, {"Idempotency-Key": "pause-1"}
    answers = await asyncio.gather(*(strategist.post(f"{path}/suspend", json=body, headers=key) for _ in range(20)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    ids = {answer.json()["suspension"]["id"] for answer in answers if answer.status_code == 200}
    assert len(ids) == 1
    assert (await strategist.post(f"{path}/reinstate")).status_code == 200
    late = await strategist.post(f"{path}/suspend", json=body, headers=key)
    assert (late.status_code, late.headers["idempotent-replayed"]) == (200, "true")
    assert (await strategist.get(path)).json()["suspension"] is None
