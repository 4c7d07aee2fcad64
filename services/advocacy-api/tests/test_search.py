"""Search over what can be shared and given: titles before texts, and only what a reader may see."""

from typing import Any

from service_kit.testing.plugin import People, Statements


async def find(client: Any, query: str) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/search?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_content_and_rewards_are_found_by_title_then_by_text(http: People, make: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    words = [{"network": "linkedin", "language": "en", "text": "A **café** full of stories."}]
    told = await make.content(manager, title={"en": "Morning"}, variants=words)
    named = await make.content(manager, title={"en": "The Café"})
    draft = await make.content(manager, publish=False, title={"en": "The café that comes"})
    reward = await make.reward(manager, title={"en": "Lunch"}, description={"en": "At the cafe"})
    gone = await make.reward(manager, title={"en": "Cafe of old"}, available=False)
    found = await find(employee, "q=CAFE")
    assert [(one["kind"], one["id"]) for one in found] == [
        ("content", named["id"]),
        ("content", told["id"]),
        ("reward", reward["id"]),
    ]
    assert [one["excerpt"] for one in found[1:]] == ["A café full of stories.", "At the cafe"]
    everything = {one["id"] for one in await find(manager, "q=cafe")}
    assert everything == {named["id"], told["id"], draft["id"], reward["id"], gone["id"]}
    assert {one["kind"] for one in await find(manager, "q=cafe&kinds=reward")} == {"reward"}
    assert len(await find(manager, "q=cafe&limit=2")) == 2


async def test_what_is_asked_wrongly_is_refused(http: People) -> None:
    employee = await http.as_("employee")
    for query, code in (("q=c", "Malformed"), ("", "Malformed"), ("q=cafe&kinds=secret", "UnknownKind")):
        refused = await employee.get(f"/v1/search?{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await http.anonymous.get("/v1/search?q=cafe")).status_code == 401


async def test_it_is_one_statement_for_each_kind_in_one_trip(http: People, statements: Statements) -> None:
    employee = await http.as_("employee")
    await find(employee, "q=cafe")
    statements.seen.clear()
    statements.round_trips = 0
    await find(employee, "q=cafe")
    assert (len(statements.seen), statements.round_trips) == (2, 1)
