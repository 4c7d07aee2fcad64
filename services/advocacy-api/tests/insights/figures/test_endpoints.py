"""Figures about advocacy over HTTP."""

from typing import Any

import pytest
from service_kit.data.database import AsyncSession, new_id
from service_kit.testing.plugin import People, Statements, TestClock
from sqlalchemy import text

SHARE = text(
    "INSERT INTO shares (id, person_id, content_id, network, on_behalf, text, code, created_at) "
    "VALUES (:id, :person, :content, 'linkedin', false, '', :code, :at)"
)
CLICKS = text("INSERT INTO clicks (share_id, hour, clicks, awarded) VALUES (:share, :at, 4, 0)")


@pytest.fixture
async def shared(http: People, make: Any, session: AsyncSession, clock: TestClock) -> Any:
    """Six of Sales have shared a story, one of Legal too; each link was followed four times. Lea leads five of them."""
    lea = await http.as_("manager", name="lea", department="Board")
    content = await make.content(await http.as_("community-manager", department="Board"))
    for number in range(7):
        columns = {"department": "Sales" if number < 6 else "Legal", "location": "Gent"}
        top = lea.person.id if number < 5 else None  # type: ignore[attr-defined]  # set by the kit's plugin
        person = await http.add(f"s{number}", manager_id=top, **columns)
        share = new_id()
        values = {"id": share, "person": person.id, "content": content["id"], "code": f"code{number}"}
        await session.execute(SHARE, {**values, "at": clock.moment})
        await session.execute(CLICKS, {"share": share, "at": clock.moment})
    await session.commit()
    return lea


async def items(client: Any, query: str) -> Any:
    found = await client.get(f"/v1/insights/{query}")
    assert found.status_code == 200, found.text
    return found.json()["items"]


async def test_shares_and_clicks_by_place_and_by_month(
    shared: Any, http: People, clock: TestClock, statements: Statements
) -> None:
    analyst = await http.as_("analyst", department="Board")
    statements.seen.clear()
    [other] = await items(analyst, "shares")
    assert len(statements.seen) == 1
    assert (other["key"], other["people"], other["shares"], other["clicks"]) == ("other", 7, 7, 28)
    [month] = await items(analyst, "shares?by=month")
    assert (month["key"], month["people"], month["shares"]) == (f"{clock.moment:%Y-%m}", 7, 7)
    assert await items(analyst, "shares?period=2020") == []
    [own] = await items(shared, "shares?by=location")
    assert (own["key"], own["people"], own["clicks"]) == ("Gent", 5, 20)


async def test_ambassadors_are_counted_among_all_who_work_somewhere(shared: Any, http: People) -> None:
    assert (await (await http.as_(name="s0")).post("/v1/me/ambassadorship")).status_code == 201
    [gent] = [group for group in await items(shared, "activation?by=location") if group["key"] == "Gent"]
    assert (gent["people"], gent["nominated"], gent["active"]) == (5, 1, 0)
    assert await items(shared, "activation?by=month") == []


@pytest.mark.parametrize("path", ["shares", "activation"])
async def test_who_may_ask(http: People, path: str) -> None:
    for role in ("analyst", "executive", "hr", "strategist", "community-manager", "manager"):
        assert (await (await http.as_(role)).get(f"/v1/insights/{path}")).status_code == 200
    for role in ("employee", "trainer", "legal", "admin", "social-media-manager"):
        assert (await (await http.as_(role)).get(f"/v1/insights/{path}")).status_code == 403
    assert (await http.system("bi", ["insights.read"]).get(f"/v1/insights/{path}?format=csv")).status_code == 200
    refused = await http.system("partner", ["content.read"]).get(f"/v1/insights/{path}")
    assert (refused.status_code, refused.json()["scopes"]) == (403, ["insights.read"])
