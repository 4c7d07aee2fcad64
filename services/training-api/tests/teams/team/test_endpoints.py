"""My people over HTTP: who they are, and what a leader may know of their learning."""

from datetime import timedelta
from typing import Any

import pytest
from service_kit.data.database import AsyncSession
from service_kit.record import audit
from service_kit.testing.plugin import People, Statements, TestClock
from sqlalchemy import select

FIELDS = {
    "person": {"id", "given_name", "family_name", "department", "division", "job_profile", "location", "leads"},
    "requirements": {"open", "overdue", "done", "exempt"},
    "certificates": {"valid", "expiring", "next_until"},
    "next_due_at": None,
    "last_learning_week": None,
}
"""All that a leader is told: never scores, answers, points, private goals, or what somebody reads."""


@pytest.fixture
async def leader(http: People) -> Any:
    """Lea leads Anna and Bo; Bo leads Cem; Dora reported to Gus, who reported to Lea and left; Eva is Hugo's."""
    lea = await http.as_("manager", name="lea")
    top = lea.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    await http.add("anna", manager_id=top, family_name="Zeeman", department="Sales")
    bo = await http.add("bo", manager_id=top, family_name="bakker")
    await http.add("cem", manager_id=bo.id, family_name="Çelik")
    gus = await http.add("gus", manager_id=top, active=False)
    await http.add("dora", manager_id=gus.id, family_name="Aerts")
    hugo = await http.add("hugo", "manager")
    await http.add("eva", manager_id=hugo.id)
    return lea


async def names(client: Any, query: str = "") -> list[str]:
    answer = await client.get(f"/v1/me/team{query}")
    assert answer.status_code == 200, answer.text
    return [one["person"]["given_name"] for one in answer.json()["items"]]


async def test_a_team_is_who_reports_to_me_or_everybody_below(leader: Any, http: People) -> None:
    assert await names(leader) == ["Dora", "Bo", "Anna"]
    assert await names(leader, "?depth=all") == ["Dora", "Bo", "Anna", "Cem"]
    assert await names(leader, "?depth=all&q=celik") == ["Cem"]
    assert await names(await http.as_("employee")) == []


async def test_a_page_leads_to_the_next(leader: Any) -> None:
    first = (await leader.get("/v1/me/team?depth=all&limit=3")).json()
    rest = await leader.get(f"/v1/me/team?depth=all&limit=3&cursor={first['next_cursor']}")
    assert [one["person"]["given_name"] for one in rest.json()["items"]] == ["Cem"]


async def test_another_team_is_for_hr_alone(leader: Any, http: People) -> None:
    top = leader.person.id
    assert await names(await http.as_("hr"), f"?leader={top}") == ["Dora", "Bo", "Anna"]
    assert await names(leader, f"?leader={top}") == ["Dora", "Bo", "Anna"]
    for role in ("manager", "trainer", "admin", "executive", "analyst"):
        refused = await (await http.as_(role)).get(f"/v1/me/team?leader={top}")
        assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")
    unknown = await leader.get("/v1/me/team?depth=deepest")
    assert unknown.status_code == 422


async def test_somebody_elses_people_cannot_be_named(leader: Any, http: People) -> None:
    anna, eva = await http.as_(name="anna"), await http.as_(name="eva")
    mine, others = anna.person.id, eva.person.id  # type: ignore[attr-defined]  # as above
    assert await names(leader, f"?depth=all&person={mine}&person={others}") == ["Anna"]


async def test_each_stands_with_learning_and_certificates_and_nothing_more(
    leader: Any, http: People, catalogue: Any, clock: TestClock
) -> None:
    _, [module, late] = await catalogue.published(modules=2, phase="function")
    await catalogue.scheme([module], valid_for_days=100, refresher_window_days=30)
    trainer = await http.as_("trainer")
    for asked, days in ((module, 30), (late, 5)):
        body = {"module_id": asked["id"], "applies_to": {"departments": ["Sales"]}, "due_in_days": days}
        made = (await trainer.post("/v1/requirements", json=body | {"reason": {"en": "Why"}})).json()
        assert (await trainer.post(f"/v1/requirements/{made['id']}/activate")).status_code == 200
    await catalogue.complete(await http.as_("employee", name="anna"), module)
    begun = clock.moment
    clock.set(begun + timedelta(days=80))
    [anna] = (await leader.get("/v1/me/team?q=anna")).json()["items"]
    assert {name: set(anna[name]) if known else None for name, known in FIELDS.items()} == FIELDS
    assert set(anna) == set(FIELDS)
    assert anna["requirements"] == {"open": 0, "overdue": 1, "done": 1, "exempt": 0}
    assert (anna["certificates"]["valid"], anna["certificates"]["expiring"]) == (1, 1)
    assert anna["next_due_at"] == (begun + timedelta(days=5)).isoformat().replace("+00:00", "Z")
    year, week, _ = begun.isocalendar()
    assert anna["last_learning_week"] == f"{year}-W{week:02}"
    assert await names(leader, "?overdue=true") == ["Anna"]
    assert await names(leader, "?overdue=false") == ["Dora", "Bo"]
    [bo] = (await leader.get("/v1/me/team?q=bo")).json()["items"]
    assert bo["requirements"] == {"open": 0, "overdue": 0, "done": 0, "exempt": 0}
    assert (bo["person"]["leads"], bo["last_learning_week"]) == (True, None)


@pytest.mark.parametrize("query", ["", "?depth=all", "?depth=all&overdue=true&q=a"])
async def test_a_team_is_one_statement_and_a_file_of_it_is_recorded(
    leader: Any, session: AsyncSession, statements: Statements, query: str
) -> None:
    await leader.get(f"/v1/me/team{query}")
    statements.seen.clear()
    await leader.get(f"/v1/me/team{query}")
    assert len(statements.seen) == 1
    file = await leader.get("/v1/me/team?format=csv")
    assert len(file.text.splitlines()) == 4
    noted = await session.execute(select(audit.entries.c.action).where(audit.entries.c.action == "team.exported"))
    assert list(noted.scalars()) == ["team.exported"]
