"""Badges over HTTP."""

from typing import Any

import pytest
from advocacy_api.rewarding.badges import actions
from advocacy_api.rewarding.points.rules import Reason
from service_kit.testing.plugin import People, RolledBackDatabase, Statements
from service_kit.work import clock

pytestmark = pytest.mark.usefixtures("programme")


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


NEW = {
    "code": "three-shares",
    "title": {"en": "Three shares", "nl": "Drie keer gedeeld"},
    "description": {"en": "Shared three times."},
    "axis": "advocacy",
    "criteria": [{"act": "share", "times": 3}],
}


async def test_a_badge_is_made_changed_and_retired_and_what_was_awarded_stays(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    assert (await employee.post("/v1/badges", json=NEW)).status_code == 403
    made = await manager.post("/v1/badges", json=NEW)
    assert (made.status_code, made.json()["state"], made.json()["allowed"]) == (201, "draft", ["publish"])
    path = "/v1/badges/three-shares"
    assert (await employee.get(path)).status_code == 404, "a draft is hidden"
    await make.earned(database, employee.person.id, 3, Reason.SHARE)
    assert codes(await employee.get("/v1/me/badges")) == [], "a draft is not awarded"
    less = {"criteria": [{"act": "share", "times": 4}]}
    assert (await manager.patch(path, json=less)).status_code == 428
    changed = await manager.patch(path, json=less, headers={"If-Match": made.headers["etag"]})
    assert (changed.status_code, changed.json()["criteria"]) == (200, less["criteria"])
    assert changed.json()["requirements"] == [{"reason": "share", "times": 4}]
    published = await manager.post(f"{path}/publish")
    assert (published.json()["state"], published.json()["allowed"]) == ("published", ["retire"])
    await make.earned(database, employee.person.id, 1, Reason.SHARE)
    assert codes(await employee.get("/v1/me/badges")) == ["three-shares"]
    assert (await employee.post(f"{path}/retire")).status_code == 403
    retired = await manager.post(f"{path}/retire")
    assert (retired.json()["state"], retired.json()["allowed"]) == ("retired", [])
    assert "three-shares" not in [badge["code"] for badge in (await employee.get("/v1/badges")).json()["items"]]
    assert codes(await employee.get("/v1/me/badges")) == ["three-shares"]
    over = await manager.patch(path, json=less, headers={"If-Match": "*"})
    assert (over.status_code, over.json()["code"]) == (409, "MoveNotAllowed")
    taken = await manager.post("/v1/badges", json=NEW)
    assert (taken.status_code, taken.json()["code"]) == (409, "CodeTaken")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"axis": "both"}, "BothAxesNeeded"),
        ({"criteria": []}, "Malformed"),
        ({"criteria": [{"act": "share", "times": 1}, {"act": "share", "times": 2}]}, "Malformed"),
        ({"criteria": [{"act": "gossip", "times": 1}]}, "Malformed"),
        ({"code": "Three Shares"}, "Malformed"),
    ],
)
async def test_a_badge_that_makes_no_sense_is_refused(http: People, wrong: dict[str, Any], code: str) -> None:
    manager = await http.as_("community-manager")
    refused = await manager.post("/v1/badges", json={**NEW, **wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_whoever_reached_it_before_it_was_published_gets_it(
    http: People, make: Any, database: RolledBackDatabase, published: Any
) -> None:
    manager, employee, other = await http.as_("community-manager"), await http.as_("employee"), await http.as_(name="o")
    await make.earned(database, employee.person.id, 3, Reason.SHARE)
    await make.earned(database, other.person.id, 2, Reason.SHARE)
    await manager.post("/v1/badges", json=NEW)
    async with database.write() as session:
        assert not await actions.award_some(session, NEW["code"], now=clock.now())
    assert codes(await employee.get("/v1/me/badges")) == [], "a draft is not awarded"
    await manager.post("/v1/badges/three-shares/publish")
    async with database.write() as session:
        for _ in range(2):
            assert not await actions.award_some(session, NEW["code"], now=clock.now())
    assert codes(await employee.get("/v1/me/badges")) == ["three-shares"]
    assert codes(await other.get("/v1/me/badges")) == []
    told = await published("advocacy.badge.awarded.v1")
    assert [event["data"]["person_id"] for event in told] == [str(employee.person.id)]


async def test_badges_and_awards_are_files(http: People, make: Any, database: RolledBackDatabase) -> None:
    employee, colleague = await http.as_("employee"), await http.as_(name="colleague")
    await make.earned(database, employee.person.id)
    catalogue = await employee.get("/v1/badges?axis=both&format=csv")
    assert [line.split(",")[0] for line in catalogue.text.splitlines()] == ["code", "both-ways", "full-circle"]
    mine = await employee.get("/v1/me/badges?format=csv")
    assert "first-module" in mine.text
    theirs = await colleague.get(f"/v1/people/{employee.person.id}/badges?format=csv")
    assert len(theirs.text.splitlines()) == 1, "nothing that they do not show"
