"""Exemptions over HTTP: found by person, and withdrawn with time left to do it after all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements, TestClock

REASON = {"en": "They answer customers in public."}


@pytest.fixture
async def exempted(http: People, catalogue: Any, clock: TestClock) -> dict[str, Any]:
    """Anna, below Ben, below Mia, is exempt from a requirement whose day has passed."""
    _, [module] = await catalogue.published(phase="function")
    trainer, hr = await http.as_("trainer"), await http.as_("hr")
    mia = await http.as_("manager", name="mia")
    ben = await http.as_("manager", name="ben", manager_id=mia.person.id)
    anna = await http.as_("employee", name="anna", department="Sales", manager_id=ben.person.id)
    body = {"module_id": module["id"], "due_in_days": 30, "reason": REASON, "applies_to": {"departments": ["Sales"]}}
    made = (await trainer.post("/v1/requirements", json=body)).json()
    assert (await trainer.post(f"/v1/requirements/{made['id']}/activate")).status_code == 200
    clock.advance(days=40)
    until = (clock.moment + timedelta(days=60)).isoformat()
    path = f"/v1/requirements/{made['id']}/exemptions"
    granted = await hr.post(path, json={"person_id": str(anna.person.id), "reason": "On leave.", "until": until})
    assert granted.status_code == 201, granted.text
    return {"id": granted.json()["id"], "path": path, "requirement": made["id"], "anna": anna, "ben": ben, "mia": mia}


async def line_of(client: Any) -> dict[str, Any]:
    [line] = (await client.get("/v1/me/requirements")).json()["items"]
    found: dict[str, Any] = line
    return found


async def test_a_withdrawn_one_opens_the_line_with_time_left(
    http: People, exempted: dict[str, Any], clock: TestClock, published: Any
) -> None:
    hr, path = await http.as_("hr"), f"{exempted['path']}/{exempted['id']}/withdraw"
    assert (await line_of(exempted["anna"]))["state"] == "exempt"
    missing = await hr.post(path, json={})
    assert (missing.status_code, missing.json()["code"]) == (422, "ReasonMissing")
    withdrawn = await hr.post(path, json={"reason": "Back earlier."})
    assert withdrawn.status_code == 200, withdrawn.text
    assert (withdrawn.json()["state"], withdrawn.json()["allowed"]) == ("ended", [])
    line = await line_of(exempted["anna"])
    assert line["state"] == "open", "though its day had passed"
    assert datetime.fromisoformat(line["due_at"]) == clock.moment + timedelta(days=14)
    [listed] = (await hr.get(f"/v1/requirements/{exempted['requirement']}/lines")).json()["items"]
    assert (listed["state"], listed["due_at"]) == ("open", line["due_at"])
    twice = await hr.post(path, json={"reason": "Again."})
    assert (twice.status_code, twice.json()["code"]) == (409, "MoveNotAllowed")
    granted, ended = await published("training.exemption.changed.v1")
    assert granted["data"]["until"] > ended["data"]["until"]
    clock.advance(days=15)
    assert (await line_of(exempted["anna"]))["state"] == "overdue"


async def test_a_later_day_stays_where_it_is(http: People, exempted: dict[str, Any], clock: TestClock) -> None:
    hr = await http.as_("hr")
    clock.advance(days=-39)  # the line is due in 29 days
    due = (await line_of(exempted["anna"]))["due_at"]
    path = f"{exempted['path']}/{exempted['id']}/withdraw"
    assert (await hr.post(path, json={"reason": "A mistake."})).status_code == 200
    assert (await line_of(exempted["anna"]))["due_at"] == due


@pytest.mark.parametrize("role", ["employee", "manager", "admin", "analyst"])
async def test_others_withdraw_nothing(http: People, exempted: dict[str, Any], role: str) -> None:
    path = f"{exempted['path']}/{exempted['id']}/withdraw"
    assert (await (await http.as_(role, name=f"a-{role}")).post(path, json={"reason": "No."})).status_code == 403


async def test_an_exemption_of_another_requirement_is_missing(http: People, exempted: dict[str, Any]) -> None:
    hr, other = await http.as_("hr"), "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8"
    path = f"/v1/requirements/{other}/exemptions/{exempted['id']}/withdraw"
    assert (await hr.post(path, json={"reason": "No."})).status_code == 404


async def test_they_are_found_by_who_and_what_and_whether_they_run(
    http: People, exempted: dict[str, Any], clock: TestClock, statements: Statements
) -> None:
    hr, anna = await http.as_("hr"), exempted["anna"]

    async def found(client: Any, **params: str) -> list[str]:
        answer = await client.get("/v1/exemptions", params=params)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["items"]]

    await found(hr)
    statements.seen.clear()
    assert await found(hr) == [exempted["id"]]
    assert len(statements) == 1
    kept = {
        "person": str(anna.person.id),
        "requirement": exempted["requirement"],
        "state": "running",
        "department": "Sales",
    }
    for name, value in kept.items():
        assert await found(hr, **{name: value}) == [exempted["id"]], name
    for name, value in {"person": str(hr.person.id), "state": "ended", "department": "Legal"}.items():
        assert await found(hr, **{name: value}) == [], name
    clock.advance(days=61)
    assert await found(hr, state="ended") == [exempted["id"]]
    assert len((await hr.get("/v1/exemptions?format=csv")).text.splitlines()) == 2


async def test_why_is_between_them_and_those_who_exempt_people(http: People, exempted: dict[str, Any]) -> None:
    for client, reason, allowed in (
        (await http.as_("hr"), "On leave.", ["withdraw"]),
        (await http.as_("trainer"), "On leave.", ["withdraw"]),
        (exempted["anna"], "On leave.", []),
        (exempted["ben"], None, []),
        (exempted["mia"], None, []),
    ):
        [seen] = (await client.get("/v1/exemptions")).json()["items"]
        assert (seen["reason"], seen["allowed"]) == (reason, allowed)
        assert (seen["person_name"], seen["granted_by_name"], seen["state"]) == ("Anna Tester", "Hr Tester", "running")
    for stranger in (await http.as_("employee", name="olga"), await http.as_("manager", name="elsewhere")):
        assert (await stranger.get("/v1/exemptions")).json()["items"] == []


async def test_several_are_withdrawn_at_once_each_by_itself(http: People, exempted: dict[str, Any]) -> None:
    hr, nowhere = await http.as_("hr"), "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8"
    body = {"move": "withdraw", "ids": [nowhere, exempted["id"]], "reason": "Back earlier."}
    answer = await hr.post("/v1/exemptions/moves", json=body)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["done"], answer.json()["refused"]) == (1, 1)
    assert [(one["status"], one["state"]) for one in answer.json()["items"]] == [(404, None), (200, "ended")]
    assert (await line_of(exempted["anna"]))["state"] == "open"
    assert (await exempted["ben"].post("/v1/exemptions/moves", json=body)).status_code == 403
