"""Figures about acknowledgements over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements, TestClock


async def answer(client: Any, question: str) -> Any:
    found = await client.get(f"/v1/insights/acknowledgements?{question}")
    assert found.status_code == 200, found.text
    return found.json()


@pytest.fixture
async def asked(office: Any, http: People, clock: TestClock) -> Any:
    """Six of Sales are asked, and whoever publishes; one declines at once, one accepts five days later."""
    lea = await http.as_("manager", name="lea", department="Board")
    top = lea.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    people = [await http.as_(name=f"s{number}", department="Sales", manager_id=top) for number in range(6)]
    await office.publish(await office.draft(), within_days=10)
    for client, accepted in ((people[0], False), (people[1], True)):
        [ask] = (await client.get("/v1/me/acknowledgements")).json()["items"]
        body = {"accepted": accepted, "language": "en", "comment": None}
        assert (await client.post(f"/v1/acknowledgements/{ask['id']}/answer", json=body)).status_code == 200
        clock.set(clock.moment + timedelta(days=5))
    return lea


async def test_answers_by_place_and_by_version(asked: Any, http: People, statements: Statements) -> None:
    analyst = await http.as_("analyst", department="Board")
    statements.seen.clear()
    found = await answer(analyst, "by=version")
    assert len(statements.seen) == 1
    [version] = found["items"]
    assert version["key"] == "social-media 1"
    assert (version["accepted"], version["declined"], version["overdue"]) == (1, 1, version["open"])
    assert [version[f"within_{days}"] for days in (1, 3, 7, 14, 28)] == [1, 1, 2, 2, 2]
    groups = (await answer(analyst, "by=department"))["items"]
    assert all(group["people"] >= 5 for group in groups)
    assert sum(group["asked"] for group in groups) == version["asked"]
    assert (await answer(analyst, "by=department&period=2020"))["items"] == []


async def test_a_manager_is_told_of_their_own_people_alone(asked: Any) -> None:
    [sales] = (await answer(asked, "by=department"))["items"]
    assert (sales["key"], sales["people"], sales["asked"]) == ("Sales", 6, 6)


async def test_who_may_ask(http: People) -> None:
    for role in ("analyst", "executive", "hr", "strategist", "community-manager", "manager"):
        assert (await (await http.as_(role)).get("/v1/insights/acknowledgements")).status_code == 200
    for role in ("employee", "trainer", "legal", "admin"):
        assert (await (await http.as_(role)).get("/v1/insights/acknowledgements")).status_code == 403
    hr = await http.as_("hr")
    assert (await hr.get("/v1/insights/acknowledgements?format=csv")).text.startswith("key,title,people,asked,")
