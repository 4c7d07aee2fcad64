"""Two reviewers press at the same moment: one of them is last, and the quorum is reached once."""

import asyncio
from typing import Any

import pytest

STAGES = [
    {"name": "Both", "reviewers": [{"role": "legal"}, {"role": "corporate-affairs"}], "quorum": 1,
     "due_business_days": 1},
    {"name": "Last", "reviewers": [{"role": "hr"}], "quorum": "all", "due_business_days": 1},
]  # fmt: skip


async def test_two_reviewers_at_once_open_the_next_stage_once(live_office: Any) -> None:
    signoff = await live_office.submit(await live_office.draft(), STAGES)
    for role in ("legal", "corporate-affairs"):
        await live_office.http.as_(role)
    body = {"decision": "approve", "content_hash": signoff["content_hash"]}
    path = f"/v1/signoffs/{signoff['id']}/decisions"
    clients = [await live_office.http.as_(role) for role in ("legal", "corporate-affairs")]
    answers = await asyncio.gather(*(client.post(path, json=body) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    seen = await live_office.get("legal", f"signoffs/{signoff['id']}")
    assert (seen["stage"], len(seen["decisions"])) == (1, 1)


@pytest.mark.parametrize("words", ["none", "stage", "etag"])
async def test_one_decision_sent_twenty_times_decides_one_stage(live_office: Any, words: str) -> None:
    signoff = await live_office.submit(await live_office.draft())
    client = await live_office.http.as_("legal")
    body = {"decision": "approve", "content_hash": signoff["content_hash"]}
    path = f"/v1/signoffs/{signoff['id']}/decisions"
    etag = (await client.get(f"/v1/signoffs/{signoff['id']}")).headers["etag"]
    headers = {"If-Match": etag} if words == "etag" else {}
    sent = {**body, "stage": 0} if words == "stage" else body
    answers = await asyncio.gather(*(client.post(path, json=sent, headers=headers) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + 19 * [409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"NotYourTurn"}
    seen = await live_office.get("legal", f"signoffs/{signoff['id']}")
    assert [decision["stage"] for decision in seen["decisions"]] == [0]
    assert (seen["state"], seen["stage"], seen["my_turn"]) == ("running", 1, True)
    following = await asyncio.gather(*(client.post(path, json={**body, "stage": 1}) for _ in range(20)))
    assert sorted(answer.status_code for answer in following) == [200] + 19 * [409]
    assert {answer.json()["code"] for answer in following if answer.status_code == 409} == {"NotYourTurn"}


async def test_an_edit_and_the_last_decision_never_leave_an_approved_draft(live_office: Any) -> None:
    path = await live_office.draft()
    signoff = await live_office.submit(path)
    for role in ("legal", "corporate-affairs"):
        await live_office.decide(role, signoff)
    strategist, legal = await live_office.http.as_("strategist"), await live_office.http.as_("legal")
    body = {"decision": "approve", "content_hash": signoff["content_hash"]}
    edit, _decision = await asyncio.gather(
        strategist.post(f"/v1/{path}/clauses", json=live_office.clause("freedom")),
        legal.post(f"/v1/signoffs/{signoff['id']}/decisions", json={**body, "stage": 1}),
    )
    assert edit.status_code == 201
    assert (await live_office.get("legal", f"signoffs/{signoff['id']}"))["state"] == "voided"
    assert (await live_office.get("legal", path))["state"] == "draft"
