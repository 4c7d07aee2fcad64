"""My people over HTTP: whether they answered what they were asked, and never what they answered."""

from datetime import timedelta
from typing import Any

from service_kit.testing.plugin import People, Statements, TestClock


async def test_a_leader_sees_whether_people_answered_and_not_what(
    office: Any, http: People, clock: TestClock, statements: Statements
) -> None:
    lea = await http.as_("manager", name="lea")
    top = lea.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    anna = await http.add("anna", manager_id=top)
    await http.add("bo", manager_id=anna.id)
    await office.publish(await office.draft(), within_days=14)
    await http.as_("employee", name="anna")
    asked = (await (await http.as_("employee", name="anna")).get("/v1/me/acknowledgements")).json()["items"]
    body = {"accepted": False, "language": "en", "comment": "Not like this."}
    await (await http.as_("employee", name="anna")).post(f"/v1/acknowledgements/{asked[0]['id']}/answer", json=body)
    statements.seen.clear()
    items = (await lea.get("/v1/me/team?depth=all")).json()["items"]
    assert len(statements.seen) == 1
    found = {one["person"]["given_name"]: one for one in items}
    assert set(found["Anna"]) == {"person", "acknowledgements", "next_due_at"}
    assert found["Anna"]["acknowledgements"] == {"open": 0, "overdue": 0, "answered": 1}
    assert found["Bo"]["acknowledgements"] == {"open": 1, "overdue": 0, "answered": 0}
    assert found["Bo"]["next_due_at"] is not None
    clock.set(clock.moment + timedelta(days=15))
    late = (await lea.get("/v1/me/team?depth=all&overdue=true")).json()["items"]
    assert [(one["person"]["given_name"], one["acknowledgements"]["overdue"]) for one in late] == [("Bo", 1)]
    assert [one["person"]["given_name"] for one in (await lea.get("/v1/me/team")).json()["items"]] == ["Anna"]


async def test_another_team_is_for_hr_alone(http: People) -> None:
    lea = await http.as_("manager", name="lea")
    top = lea.person.id  # type: ignore[attr-defined]  # as above
    await http.add("anna", manager_id=top)
    hr = await (await http.as_("hr")).get(f"/v1/me/team?leader={top}")
    assert [one["person"]["given_name"] for one in hr.json()["items"]] == ["Anna"]
    for role in ("manager", "strategist", "legal", "admin"):
        refused = await (await http.as_(role)).get(f"/v1/me/team?leader={top}")
        assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")
