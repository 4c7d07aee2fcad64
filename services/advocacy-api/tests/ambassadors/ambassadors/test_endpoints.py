"""Ambassadorships over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from advocacy_api.ambassadors.ambassadors import actions
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, RolledBackDatabase, SiblingAnswers, Statements, TestClock
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("programme")

CHECK = "/v1/speaking-rights/check"


async def test_from_nomination_to_alumni(http: People, siblings: SiblingAnswers, make: Any, published: Any) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    nominated = await manager.post("/v1/ambassadors", json={"person_id": str(employee.person.id)})
    assert (nominated.status_code, nominated.json()["state"]) == (201, "nominated")
    invited = await manager.post(f"/v1/ambassadors/{nominated.json()['id']}/invite")
    assert (invited.status_code, invited.json()["state"]) == (200, "invited")
    accepted = await employee.post("/v1/me/ambassadorship/accept")
    assert accepted.json()["state"] == "accepted"
    siblings.answer("governance", CHECK, make.refused())
    not_ready = await employee.post("/v1/me/ambassadorship/activate")
    assert dict(siblings.asked[-1].url.params) == {"person": str(employee.person.id)}, "no network is asked about"
    assert (not_ready.status_code, not_ready.json()["code"]) == (409, "NotReady")
    assert not_ready.json()["missing"][0]["fix"]["href"] == "/learn/modules/201"
    siblings.answer("governance", CHECK, make.allowed())
    active = await employee.post("/v1/me/ambassadorship/activate")
    assert (active.status_code, active.json()["state"]) == (200, "active")
    left = await employee.post("/v1/me/ambassadorship/leave")
    assert left.json()["state"] == "alumni"
    assert (await employee.get("/v1/me/ambassadorship")).json()["state"] == "alumni"
    told = [event["type"] for event in await published()]
    assert told == ["advocacy.ambassador.activated.v1", "advocacy.ambassador.left.v1"]


async def test_they_may_come_back_and_leaving_costs_no_points(
    http: People, make: Any, database: RolledBackDatabase
) -> None:
    employee = await http.as_("employee")
    await make.earned(database, employee.person.id)
    assert (await employee.post("/v1/me/ambassadorship")).status_code == 201
    await employee.post("/v1/me/ambassadorship/leave")
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10
    again = await employee.post("/v1/me/ambassadorship")
    assert (again.status_code, again.json()["state"], again.json()["self_nominated"]) == (201, "nominated", True)


async def test_one_living_ambassadorship_a_person(http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    body = {"person_id": str(employee.person.id)}
    assert (await manager.post("/v1/ambassadors", json=body)).status_code == 201
    twice = await manager.post("/v1/ambassadors", json=body)
    assert (twice.status_code, twice.json()["code"]) == (409, "AlreadyAmbassador")


async def test_only_community_managers_nominate_and_invite(http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    body = {"person_id": str(employee.person.id)}
    assert (await employee.post("/v1/ambassadors", json=body)).status_code == 403
    ambassador = (await manager.post("/v1/ambassadors", json=body)).json()
    assert (await employee.post(f"/v1/ambassadors/{ambassador['id']}/invite")).status_code == 403
    assert (await employee.get("/v1/ambassadors")).status_code == 403


async def test_only_the_person_accepts_and_only_when_invited(http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    ambassador = (await manager.post("/v1/ambassadors", json={"person_id": str(employee.person.id)})).json()
    early = await employee.post("/v1/me/ambassadorship/accept")
    assert (early.status_code, early.json()["code"]) == (409, "MoveNotAllowed")
    assert early.json()["allowed"] == ["leave"]
    await manager.post(f"/v1/ambassadors/{ambassador['id']}/invite")
    assert (await manager.post("/v1/me/ambassadorship/accept")).status_code == 404
    assert (await employee.post("/v1/me/ambassadorship/accept")).status_code == 200


async def test_every_answer_carries_the_moves_of_this_caller(
    http: People, siblings: SiblingAnswers, make: Any, statements: Statements
) -> None:
    siblings.answer("governance", CHECK, make.allowed())
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    strategist = await http.as_("strategist")
    mine = (await employee.post("/v1/me/ambassadorship")).json()
    assert mine["allowed"] == ["leave"]
    for client, allowed in ((manager, ["invite"]), (strategist, [])):
        (listed,) = (await client.get("/v1/ambassadors")).json()["items"]
        assert listed["allowed"] == (await client.get(f"/v1/ambassadors/{mine['id']}")).json()["allowed"] == allowed
    invited = await manager.post(f"/v1/ambassadors/{mine['id']}/invite")
    assert invited.json()["allowed"] == []
    assert (await employee.get("/v1/me/ambassadorship")).json()["allowed"] == ["accept", "leave"]
    again = await manager.post(f"/v1/ambassadors/{mine['id']}/invite")
    assert (again.status_code, again.json()["code"], again.json()["allowed"]) == (409, "MoveNotAllowed", [])
    assert (await employee.post("/v1/me/ambassadorship/accept")).json()["allowed"] == ["activate", "leave"]
    assert (await employee.post("/v1/me/ambassadorship/activate")).json()["allowed"] == ["leave"]
    rested = await manager.post(f"/v1/ambassadors/{mine['id']}/rest")
    assert (rested.json()["state"], rested.json()["allowed"]) == ("dormant", [])
    assert (await employee.get("/v1/me/ambassadorship")).json()["allowed"] == ["activate", "leave"]


async def test_the_list_is_a_file_and_its_making_is_on_record(http: People, session: AsyncSession) -> None:
    manager = await http.as_("community-manager")
    for name in ("zoë", "Ann"):
        person = await http.add(name, department="Sales")
        await manager.post("/v1/ambassadors", json={"person_id": str(person.id)})
    file = await manager.get("/v1/ambassadors?sort=name&format=csv")
    header, first, second = file.text.splitlines()
    assert header.startswith("id,person_id,name,department,state")
    assert ("Ann Tester" in first, "Tester" in second) == (True, True)
    kept = await session.execute(text("SELECT actor FROM audit_entries WHERE action = 'ambassadors.exported'"))
    assert kept.scalars().all() == [f"person:{manager.person.id}"]
    refused = await manager.get("/v1/ambassadors?subject=finance")
    assert (refused.status_code, refused.json()["code"]) == (422, "UnknownParameter")


async def test_governance_away_delays_activation(http: People) -> None:
    employee = await http.as_("employee")
    assert (await employee.post("/v1/me/ambassadorship/activate")).status_code == 503


async def test_nominating_an_unknown_person_says_where(http: People) -> None:
    manager = await http.as_("community-manager")
    refused = await manager.post("/v1/ambassadors", json={"person_id": str(uuid4())})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/person_id"


async def test_who_shares_nothing_for_long_becomes_dormant_and_wakes_by_activating(
    http: People,
    siblings: SiblingAnswers,
    make: Any,
    database: RolledBackDatabase,
    session: AsyncSession,
    clock: TestClock,
) -> None:
    manager, quiet, busy = (
        await http.as_("community-manager"),
        await http.as_(name="quiet"),
        await http.as_(name="busy"),
    )
    siblings.answer("governance", CHECK, make.allowed())
    for one in (quiet, busy):
        ambassador = (await one.post("/v1/me/ambassadorship")).json()
        await manager.post(f"/v1/ambassadors/{ambassador['id']}/invite")
        await one.post("/v1/me/ambassadorship/accept")
        await one.post("/v1/me/ambassadorship/activate")
    content = await make.content(manager)
    clock.advance(days=100)
    await make.share(busy, content["id"])
    clock.advance(days=30)
    async with database.write() as nightly:
        await actions.rest_the_quiet(nightly, days=120, now=clock.moment)
    assert (await quiet.get("/v1/me/ambassadorship")).json()["state"] == "dormant"
    assert (await busy.get("/v1/me/ambassadorship")).json()["state"] == "active"
    rested = "SELECT actor, details->>'person_id' FROM audit_entries WHERE action = 'ambassador.rested'"
    assert [tuple(row) for row in await session.execute(text(rested))] == [("system:advocacy", str(quiet.person.id))]
    assert (await quiet.post("/v1/me/ambassadorship/activate")).json()["state"] == "active"


async def test_those_of_one_person_are_found(http: People) -> None:
    manager, anna, bram = [await http.as_(role, name=role) for role in ("community-manager", "employee", "trainer")]
    for person in (anna, bram):
        await person.post("/v1/me/ambassadorship")
    found = (await manager.get(f"/v1/ambassadors?person={anna.person.id}")).json()["items"]
    assert [one["person_id"] for one in found] == [str(anna.person.id)]


async def test_the_list_filters_and_is_one_statement(http: People, statements: Statements) -> None:
    manager = await http.as_("community-manager")
    for name, department in (("ann", "Sales"), ("bob", "Sales"), ("cee", "IT")):
        person = await http.add(name, department=department)
        await manager.post("/v1/ambassadors", json={"person_id": str(person.id), "tier": "ambassador"})
    statements.seen.clear()
    found = (await manager.get("/v1/ambassadors?department=Sales&state=nominated&q=ann&limit=1")).json()
    assert len(statements) == 1
    assert [(one["name"], one["department"]) for one in found["items"]] == [("Ann Tester", "Sales")]
    assert len((await manager.get("/v1/ambassadors?department=Sales")).json()["items"]) == 2
    assert (await manager.get("/v1/ambassadors?tier=executive")).json()["items"] == []
