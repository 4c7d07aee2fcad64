"""Figures about acknowledgements and sign-offs over HTTP."""

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


@pytest.fixture
async def decided(office: Any, http: People, clock: TestClock) -> Any:
    """Six of Legal who report to Mira decide a stage each, after 2 to 12 hours; the last one asks for changes.

    One of Sales, who reports to nobody, rejects after a day.
    """
    mira = await http.as_("manager", name="mira", department="Board")
    top = mira.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    reviewers = [await http.as_(name=f"l{number}", department="Legal", manager_id=top) for number in range(6)]
    reviewers.append(await http.as_(name="sal", department="Sales"))
    for number, client in enumerate(reviewers):
        stage = {
            "name": "Decide",
            "kind": "decide",
            "reviewers": [{"person": str(client.person.id)}],  # type: ignore[attr-defined]  # as above
            "quorum": "any",
            "due_business_days": 3,
        }
        signoff = await office.submit(await office.draft(f"text-{number}"), [stage])
        clock.set(clock.moment + timedelta(hours=24 if number == 6 else 2 * (number + 1)))
        decision = "reject" if number == 6 else "request-changes" if number == 5 else "approve"
        body = {
            "decision": decision,
            "reason_code": "law",
            "comment": "Read.",
            "content_hash": signoff["content_hash"],
        }
        answer = await client.post(f"/v1/signoffs/{signoff['id']}/decisions", json=body)
        assert answer.status_code == 200, answer.text
    return mira


async def test_how_long_sign_offs_took_until_their_outcome(
    decided: Any, http: People, statements: Statements, clock: TestClock
) -> None:
    analyst = await http.as_("analyst", department="Board")
    path = f"/v1/insights/signoff-times?by=department&period={clock.moment:%Y}"
    statements.seen.clear()
    found = (await analyst.get(path)).json()
    assert len(statements.seen) == 1
    # Sales is one person: the only other group joins it.
    [other] = found["items"]
    assert (other["key"], other["people"], other["stages"]) == ("other", 7, 7)
    assert (other["approved"], other["changes_requested"], other["rejected"]) == (5, 1, 1)
    assert (other["median_hours"], other["p90_hours"]) == (8.0, 16.8)
    [legal] = (await decided.get(path)).json()["items"]
    assert (legal["key"], legal["people"], legal["stages"], legal["median_hours"]) == ("Legal", 6, 6, 7.0)
    empty = await analyst.get("/v1/insights/signoff-times?period=2020")
    assert empty.json()["items"] == []
    assert (await (await http.as_("employee")).get(path)).status_code == 403
    assert (await (await http.as_("legal")).get(path)).status_code == 403
    rows = (await analyst.get(f"{path}&format=csv")).text.splitlines()
    assert rows[0].lstrip("\ufeff").startswith("key,title,people,stages,")
    assert (await analyst.get("/v1/insights/signoff-times?by=version")).status_code == 422


async def test_who_may_ask(http: People) -> None:
    for role in ("analyst", "executive", "hr", "strategist", "community-manager", "manager"):
        assert (await (await http.as_(role)).get("/v1/insights/acknowledgements")).status_code == 200
    for role in ("employee", "trainer", "legal", "admin"):
        assert (await (await http.as_(role)).get("/v1/insights/acknowledgements")).status_code == 403
    for path in ("acknowledgements", "signoff-times"):
        assert (await http.system("bi", ["insights.read"]).get(f"/v1/insights/{path}")).status_code == 200
        refused = await http.system("partner", ["speaking-rights.read"]).get(f"/v1/insights/{path}")
        assert (refused.status_code, refused.json()["scopes"]) == (403, ["insights.read"])
    hr = await http.as_("hr")
    assert (await hr.get("/v1/insights/acknowledgements?format=csv")).text.startswith("key,title,people,asked,")
