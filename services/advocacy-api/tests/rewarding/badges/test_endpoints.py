"""Badges over HTTP."""

from typing import Any

from advocacy_api.rewarding.points.rules import Reason
from service_kit.testing.plugin import People, RolledBackDatabase, Statements


def codes(answer: Any) -> list[str]:
    return sorted(item["badge_code"] for item in answer.json()["items"])


async def test_badges_come_by_themselves_and_once(
    http: People, make: Any, database: RolledBackDatabase, published: Any
) -> None:
    employee = await http.as_("employee")
    await make.earned(database, employee.person.id)
    assert codes(await employee.get("/v1/me/badges")) == ["first-module"]
    await make.earned(database, employee.person.id, 4)
    assert codes(await employee.get("/v1/me/badges")) == ["first-module", "five-modules"]
    await make.earned(database, employee.person.id, 1, Reason.CERTIFICATE)
    assert codes(await employee.get("/v1/me/badges")) == ["first-certificate", "first-module", "five-modules"]
    told = await published("advocacy.badge.awarded.v1")
    assert [event["data"]["badge_code"] for event in told] == ["first-module", "five-modules", "first-certificate"]


async def test_the_highest_badges_ask_for_learning_and_for_sharing(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    employee = await http.as_("employee")
    await make.earned(database, employee.person.id, 1, Reason.CERTIFICATE)
    assert "both-ways" not in codes(await employee.get("/v1/me/badges"))
    await make.earned(database, employee.person.id, 5, Reason.SHARE)
    assert "both-ways" in codes(await employee.get("/v1/me/badges"))


async def test_its_owner_alone_decides_who_sees_a_badge(http: People, make: Any, database: RolledBackDatabase) -> None:
    employee, colleague = await http.as_("employee"), await http.as_(name="colleague")
    await make.earned(database, employee.person.id)
    badge = (await employee.get("/v1/me/badges")).json()["items"][0]
    assert badge["visibility"] == "private"
    shown = f"/v1/people/{employee.person.id}/badges"
    assert codes(await colleague.get(shown)) == []
    path, body = f"/v1/me/badges/{badge['id']}", {"visibility": "public"}
    assert (await colleague.put(path, json=body, headers={"If-Match": "*"})).status_code == 404
    assert (await employee.put(path, json=body)).status_code == 428
    assert (await employee.put(path, json={"visibility": "all"}, headers={"If-Match": "*"})).status_code == 422
    changed = await employee.put(path, json=body, headers={"If-Match": '"v1"'})
    assert (changed.status_code, changed.json()["visibility"]) == (200, "public")
    assert (await employee.put(path, json=body, headers={"If-Match": '"v1"'})).status_code == 412
    assert codes(await colleague.get(shown)) == ["first-module"]


async def test_the_catalogue_says_what_earns_each_badge(http: People, statements: Statements) -> None:
    employee = await http.as_("employee")
    statements.seen.clear()
    badges = {badge["code"]: badge for badge in (await employee.get("/v1/badges")).json()["items"]}
    assert len(statements) == 1
    assert badges["five-modules"]["requirements"] == [{"reason": "completion", "times": 5}]
    assert len(badges["full-circle"]["requirements"]) == 4
    assert all(set(badge["title"]) == {"en", "nl", "fr"} for badge in badges.values())


async def test_my_badges_are_one_statement(
    http: People, make: Any, database: RolledBackDatabase, statements: Statements
) -> None:
    employee = await http.as_("employee")
    await make.earned(database, employee.person.id, 5)
    statements.seen.clear()
    assert len((await employee.get("/v1/me/badges")).json()["items"]) == 2
    assert len(statements) == 1
