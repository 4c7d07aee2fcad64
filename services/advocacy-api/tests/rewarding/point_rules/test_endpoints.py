"""Point rules over HTTP."""

import asyncio
from typing import Any

from advocacy_api.rewarding.points.rules import Reason
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, RolledBackDatabase, Statements
from sqlalchemy import text

RULES = "/v1/points/rules"
SHARE = {"code": "share-2027", "act": "share", "title": {"en": "Shared", "nl": "Gedeeld"}, "amount": 7}


async def test_a_rule_is_made_put_in_force_and_retired(http: People, make: Any, session: AsyncSession) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    assert (await employee.post(RULES, json=SHARE)).status_code == 403
    made = await manager.post(RULES, json=SHARE)
    assert (made.status_code, made.json()["state"], made.json()["allowed"]) == (201, "draft", ["activate"])
    assert (made.json()["act"], made.json()["reason"], made.json()["active"]) == ("share", "share", False)
    path = f"{RULES}/share-2027"
    assert (await employee.get(path)).status_code == 404, "a draft is hidden"
    await make.share(employee, (await make.content(manager))["id"])
    assert (await employee.get("/v1/me/points")).json()["balance"] == 0, "a draft pays nothing"
    edited = await manager.patch(path, json={"amount": 9}, headers={"If-Match": made.headers["etag"]})
    assert (edited.status_code, edited.json()["amount"]) == (200, 9)
    assert (
        await manager.patch(path, json={"amount": 5}, headers={"If-Match": made.headers["etag"]})
    ).status_code == 412
    active = await manager.post(f"{path}/activate")
    assert (active.json()["state"], active.json()["allowed"]) == ("active", ["retire"])
    late = await manager.patch(path, json={"amount": 5}, headers={"If-Match": "*"})
    assert (late.status_code, late.json()["code"]) == (409, "MoveNotAllowed")
    await make.share(employee, (await make.content(manager))["id"])
    assert (await employee.get("/v1/me/points")).json()["balance"] == 9
    assert (await employee.get(path)).json()["allowed"] == []
    assert (await employee.post(f"{path}/retire")).status_code == 403
    assert (await manager.post(f"{path}/retire")).json()["state"] == "retired"
    await make.share(employee, (await make.content(manager))["id"])
    assert (await employee.get("/v1/me/points")).json()["balance"] == 9, "what was earned stays, nothing more comes"
    kept = await session.execute(text("SELECT action FROM audit_entries WHERE subject = 'share-2027' ORDER BY id"))
    assert kept.scalars().all() == [f"point-rule.{did}" for did in ("created", "changed", "activated", "retired")]


async def test_an_act_has_one_rule_in_force_and_a_code_names_one_rule_for_ever(http: People) -> None:
    manager = await http.as_("community-manager")
    for code in ("one", "two"):
        assert (await manager.post(RULES, json={**SHARE, "code": code})).status_code == 201
    assert (await manager.post(f"{RULES}/one/activate")).status_code == 200
    overlapping = await manager.post(f"{RULES}/two/activate", headers={"Accept-Language": "nl"})
    assert (overlapping.status_code, overlapping.json()["code"]) == (409, "RulesOverlap")
    assert "andere regel" in overlapping.json()["detail"]
    await manager.post(f"{RULES}/one/retire")
    assert (await manager.post(f"{RULES}/two/activate")).status_code == 200
    taken = await manager.post(RULES, json={**SHARE, "code": "one"})
    assert (taken.status_code, taken.json()["code"]) == (409, "CodeTaken")


async def test_two_who_activate_rules_of_one_act_at_once(live_http: People) -> None:
    manager = await live_http.as_("community-manager")
    for code in ("one", "two"):
        await manager.post(RULES, json={**SHARE, "code": code})
    answers = await asyncio.gather(*(manager.post(f"{RULES}/{code}/activate") for code in ("one", "two")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_what_an_act_is_worth_changes_in_one_step_and_can_be_stopped(
    programme: None, http: People, make: Any, database: RolledBackDatabase
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    body, any_version = {"amount": 25, "daily_cap": None, "diminishing": 1.0}, {"If-Match": "*"}
    stopped = await manager.put(f"{RULES}/completion", json={**body, "active": False}, headers=any_version)
    assert (stopped.status_code, stopped.json()["state"], stopped.json()["active"]) == (200, "retired", False)
    await make.earned(database, employee.person.id)
    assert (await employee.get("/v1/me/points")).json()["balance"] == 0
    again = await manager.put(f"{RULES}/completion", json=body, headers={"If-Match": stopped.headers["etag"]})
    assert (again.json()["state"], again.json()["amount"]) == ("active", 25)
    await make.earned(database, employee.person.id, 1, Reason.COMPLETION)
    assert (await employee.get("/v1/me/points")).json()["balance"] == 25


async def test_the_list_is_one_statement_filters_and_is_a_file(
    programme: None, http: People, statements: Statements
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    await manager.post(RULES, json=SHARE)
    statements.seen.clear()
    seen = (await employee.get(RULES)).json()["items"]
    assert len(statements) == 1
    assert [rule["act"] for rule in seen] == ["certificate", "click", "completion", "share"]
    drafts = (await manager.get(f"{RULES}?state=draft&act=share&q=gedeeld")).json()["items"]
    assert [rule["code"] for rule in drafts] == ["share-2027"]
    file = await employee.get(f"{RULES}?format=csv")
    assert len(file.text.splitlines()) == 5
