"""Figures about learning over HTTP: who is told, of whom, and nothing about fewer than five people."""

from datetime import timedelta
from typing import Any

import pytest
from service_kit.testing.plugin import People, Statements, TestClock

FIGURES = ("lines", "done", "open", "overdue", "exempt")


@pytest.fixture
async def required(http: People, catalogue: Any) -> Any:
    """Seven of Sales and two of Legal must learn a module; one of Sales has; Lea leads six of Sales."""
    lea = await http.as_("manager", name="lea", department="Board")
    top = lea.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    for number in range(7):
        await http.add(f"s{number}", department="Sales", location="Gent", manager_id=top if number < 6 else None)
    for number in range(2):
        await http.add(f"l{number}", department="Legal", location="Gent")
    _, [module] = await catalogue.published(phase="function")
    await catalogue.scheme([module], valid_for_days=100)
    trainer = await http.as_("trainer", department="Board")
    body = {"module_id": module["id"], "applies_to": {"locations": ["Gent"]}, "due_in_days": 30}
    made = (await trainer.post("/v1/requirements", json=body | {"reason": {"en": "Why"}})).json()
    assert (await trainer.post(f"/v1/requirements/{made['id']}/activate")).status_code == 200
    await catalogue.complete(await http.as_(name="s0"), module)
    return lea


async def items(client: Any, query: str = "compliance") -> Any:
    answer = await client.get(f"/v1/insights/{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_groups_below_five_join_others_and_totals_match(required: Any, http: People) -> None:
    analyst = await http.as_("analyst", department="Board")
    answer = (await analyst.get("/v1/insights/compliance")).json()
    assert (answer["by"], answer["suppressed"]) == ("department", 1)
    [other] = answer["items"]
    assert (other["key"], other["title"], other["people"]) == ("other", None, 9)
    assert [other[name] for name in FIGURES] == [9, 1, 8, 0, 0]
    [gent] = await items(analyst, "compliance?by=location")
    assert (gent["key"], gent["title"], gent["people"]) == ("Gent", "Gent", 9)
    for number in range(3):
        await http.add(f"more{number}", department="Legal", location="Gent")


async def test_a_period_is_of_what_is_due_in_it(required: Any, http: People, clock: TestClock) -> None:
    analyst = await http.as_("analyst", department="Board")
    due = clock.moment + timedelta(days=30)
    assert (await items(analyst, f"compliance?by=location&period={due:%Y-%m}"))[0]["lines"] == 9
    assert await items(analyst, f"compliance?by=location&period={due.year + 2}") == []
    clock.set(due + timedelta(days=1))
    [gent] = await items(analyst, "compliance?by=location")
    assert (gent["done"], gent["overdue"]) == (1, 8)
    for query in ("period=26", "period=2026-13", "by=person", "department=Sales"):
        assert (await analyst.get(f"/v1/insights/compliance?{query}")).status_code == 422


async def test_a_manager_is_told_of_their_own_people_alone(required: Any, http: People) -> None:
    [sales] = await items(required)
    assert (sales["key"], sales["people"], sales["lines"], sales["done"]) == ("Sales", 6, 6, 1)
    assert await items(await http.as_("manager")) == []


@pytest.mark.parametrize("path", ["compliance", "certificates"])
async def test_who_may_ask(http: People, path: str) -> None:
    for role in ("analyst", "executive", "hr", "strategist", "community-manager", "manager"):
        assert (await (await http.as_(role)).get(f"/v1/insights/{path}")).status_code == 200
    for role in ("employee", "trainer", "legal", "admin"):
        assert (await (await http.as_(role)).get(f"/v1/insights/{path}")).status_code == 403


async def test_certificates_that_end_are_counted_by_place_and_by_month(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module], valid_for_days=100)
    for number in range(6):
        await catalogue.complete(await http.as_(name=f"s{number}", department="Sales"), module)
    analyst = await http.as_("analyst")
    [sales] = await items(analyst, "certificates")
    assert (sales["key"], sales["people"], sales["valid"], sales["expiring"]) == ("Sales", 6, 6, 6)
    [month] = await items(analyst, "certificates?by=month")
    assert (month["people"], month["expiring"]) == (6, 6)
    assert len(month["key"]) == 7
    [none] = await items(analyst, "certificates?period=2020")
    assert none["expiring"] == 0


async def test_each_is_one_statement_and_a_file(required: Any, http: People, statements: Statements) -> None:
    analyst = await http.as_("analyst", department="Board")
    for query in ("compliance?by=location", "certificates?by=month"):
        statements.seen.clear()
        await items(analyst, query)
        assert len(statements.seen) == 1
    file = await analyst.get("/v1/insights/compliance?by=location&format=csv")
    assert file.text.splitlines()[0] == "key,title,people,lines,done,open,overdue,exempt"
    assert file.text.splitlines()[1] == "Gent,Gent,9,9,1,8,0,0"
    assert (await analyst.get("/v1/insights/compliance?format=xlsx")).content.startswith(b"PK")


async def test_figures_about_everybody_are_kept_ready(
    required: Any, http: People, statements: Statements, clock: TestClock, app: Any
) -> None:
    analyst = await http.as_("analyst", department="Board")
    settings = app.state.settings
    app.state.settings = settings.model_copy(update={"insight_seconds": 60})
    try:
        first = (await analyst.get("/v1/insights/compliance")).json()
        statements.seen.clear()
        clock.set(clock.moment + timedelta(seconds=59))
        assert (await analyst.get("/v1/insights/compliance")).json() == first
        assert len(statements.seen) == 0
        assert (await items(required))[0]["people"] == 6
        clock.set(clock.moment + timedelta(seconds=2))
        assert (await analyst.get("/v1/insights/compliance")).json()["as_of"] != first["as_of"]
    finally:
        app.state.settings = settings


DIRECTORY = ("people", "active", "newcomers", "certified")


@pytest.fixture
async def peopled(http: People, catalogue: Any) -> None:
    """Of Sales six are here and one has left; two are certified, and so is the one who left. Three are of Legal."""
    _, [module] = await catalogue.published()
    await catalogue.scheme([module], valid_for_days=100)
    for number in range(7):
        client = await http.as_(name=f"s{number}", department="Sales", job_profile="seller")
        if number in (0, 1, 6):
            await catalogue.complete(client, module)
    hr = await http.as_("hr", department="Board", job_profile="board")
    left = (await http.as_(name="s6")).person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    gone = await hr.patch(f"/v1/people/{left}", json={"active": False}, headers={"If-Match": "*"})
    assert gone.status_code == 200, gone.text
    for number in range(3):
        await http.add(f"l{number}", department="Legal", job_profile="lawyer")


async def test_the_directory_is_counted_by_each_place(peopled: None, http: People, clock: TestClock) -> None:
    analyst = await http.as_("analyst", department="Board", job_profile="board")
    for by, key in (("department", "Sales"), ("job_profile", "seller")):
        answer = (await analyst.get(f"/v1/insights/directory?by={by}")).json()
        [sales, *_] = [one for one in answer["items"] if one["key"] == key]
        assert [sales[name] for name in DIRECTORY] == [7, 6, 0, 2]
        assert answer["suppressed"] > 0, "three of Legal are not told apart"
        assert "Legal" not in {one["key"] for one in answer["items"]}
    for by in ("division", "location"):
        [everybody] = await items(analyst, f"directory?by={by}")
        assert everybody["people"] == everybody["active"] + 1
    clock.advance(days=101)
    [sales] = [one for one in await items(analyst, "directory") if one["key"] == "Sales"]
    assert sales["certified"] == 0
    for query in ("by=person", "by=manager_id", "period=2026"):
        assert (await analyst.get(f"/v1/insights/directory?{query}")).status_code == 422


async def test_the_directory_is_one_statement_and_a_file(peopled: None, http: People, statements: Statements) -> None:
    bi = http.system("bi", ["insights.read"])
    statements.seen.clear()
    assert await items(bi, "directory")
    assert len(statements.seen) == 1
    file = await bi.get("/v1/insights/directory?format=csv")
    assert file.text.splitlines()[0] == "key,title,people,active,newcomers,certified"
    assert "Sales,Sales,7,6,0,2" in file.text.splitlines()
    assert (await bi.get("/v1/insights/directory?format=xlsx")).content.startswith(b"PK")


async def test_who_counts_the_directory(http: People) -> None:
    for role in ("analyst", "hr"):
        assert (await (await http.as_(role)).get("/v1/insights/directory")).status_code == 200
    for role in ("employee", "manager", "executive", "strategist", "community-manager", "trainer", "admin"):
        refused = await (await http.as_(role)).get("/v1/insights/directory")
        assert (refused.status_code, refused.json()["scopes"]) == (403, ["insights.read"])
