"""What advocacy does with training's events."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from advocacy_api import followers
from advocacy_api.events import AmbassadorLeft
from advocacy_api.learning.facts import actions as learning
from service_kit.data.database import AsyncSession
from service_kit.events.feed import Event
from service_kit.identity.people import PersonOut
from service_kit.testing.plugin import People, RolledBackDatabase, Statements, event_of
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("programme")

MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC).isoformat()


def recorded(person_id: UUID, completion_id: UUID, position: int = 1, **more: object) -> Event:
    body = {
        "completion_id": completion_id,
        "person_id": person_id,
        "module_id": uuid4(),
        "module_code": "101",
        "credits": 2,
        "minutes": 15,
        "source": "player",
        "completed_at": MOMENT,
        **more,
    }
    event: Event = event_of("training.completion.recorded.v1", body, position=position)
    return event


def reversed_(person_id: UUID, completion_id: UUID) -> Event:
    body = {"completion_id": completion_id, "person_id": person_id, "module_id": uuid4()}
    event: Event = event_of("training.completion.reversed.v1", body, position=2)
    return event


def issued(person_id: UUID, certificate_id: UUID) -> Event:
    body = {"certificate_id": certificate_id, "person_id": person_id, "scheme_code": "SPEAK", "issued_at": MOMENT}
    event: Event = event_of("training.certificate.issued.v1", body)
    return event


async def apply(database: RolledBackDatabase, *events: Event) -> None:
    handlers = followers.FOLLOWERS[0].handlers
    async with database.write() as session:
        for event in events:
            await handlers[event.type](session, [event])


async def test_a_module_and_a_certificate_count_once_whatever_is_replayed(
    http: People, database: RolledBackDatabase
) -> None:
    employee = await http.as_("employee")
    events = [recorded(employee.person.id, uuid4()), issued(employee.person.id, uuid4())]
    await apply(database, *events)
    await apply(database, *events, *events)
    points = (await employee.get("/v1/me/points")).json()
    assert points["balance"] == 60
    assert sorted(entry["reason"] for entry in points["entries"]) == ["certificate", "completion"]
    assert {entry["event_id"] for entry in points["entries"]} == {
        events[0].data["completion_id"],
        events[1].data["certificate_id"],
    }


async def test_a_reversed_completion_takes_its_points_back_once(http: People, database: RolledBackDatabase) -> None:
    employee = await http.as_("employee")
    completion = uuid4()
    await apply(database, recorded(employee.person.id, completion))
    await apply(database, reversed_(employee.person.id, completion), reversed_(employee.person.id, completion))
    points = (await employee.get("/v1/me/points")).json()
    assert points["balance"] == 0
    assert [entry["amount"] for entry in points["entries"]] == [-10, 10]
    await apply(database, recorded(employee.person.id, completion))
    assert (await employee.get("/v1/me/points")).json()["balance"] == 0


async def test_a_reversal_that_is_told_first_leaves_nothing_to_award(
    http: People, database: RolledBackDatabase
) -> None:
    employee = await http.as_("employee")
    completion = uuid4()
    await apply(database, reversed_(employee.person.id, completion), recorded(employee.person.id, completion))
    assert (await employee.get("/v1/me/points")).json()["balance"] == 0


async def test_the_same_module_taken_again_and_again_earns_once_a_year(
    http: People, database: RolledBackDatabase
) -> None:
    employee = await http.as_("employee")
    module, first = uuid4(), uuid4()
    person = employee.person.id

    async def balance() -> int:
        return int((await employee.get("/v1/me/points")).json()["balance"])

    await apply(database, recorded(person, first, module_id=module))
    handlers = followers.FOLLOWERS[0].handlers
    async with database.write() as session:
        again = [recorded(person, uuid4(), module_id=module) for _ in range(354)]
        await handlers["training.completion.recorded.v1"](session, again)
    assert await balance() == 10
    refreshed = datetime(2027, 11, 1, tzinfo=UTC).isoformat()
    await apply(database, recorded(person, uuid4(), module_id=module, completed_at=refreshed))
    assert await balance() == 20
    other = uuid4()
    await apply(database, recorded(person, other, module_id=other), reversed_(person, other))
    await apply(database, recorded(person, uuid4(), module_id=other))
    assert await balance() == 30, "what was taken back may be learned again"


async def test_what_a_manager_took_back_is_not_taken_back_again(http: People, database: RolledBackDatabase) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    completion = uuid4()
    await apply(database, recorded(employee.person.id, completion))
    entry = (await employee.get("/v1/me/points")).json()["entries"][0]
    await manager.post("/v1/points/reversals", json={"entry_id": entry["id"], "reason": "A mistake."})
    await apply(database, reversed_(employee.person.id, completion))
    assert (await employee.get("/v1/me/points")).json()["balance"] == 0
    assert (await manager.get("/v1/points/consistency")).json()["consistent"] is True


async def test_a_large_batch_costs_as_many_statements_as_a_small_one(
    database: RolledBackDatabase, statements: Statements, http: People
) -> None:
    people = [uuid4() for _ in range(300)]

    async def cost(events: list[Event]) -> int:
        statements.seen.clear()
        async with database.write() as session:
            await learning.follow_completions(session, events)
        return len(statements)

    small = await cost([recorded(uuid4(), uuid4())])
    large = await cost([recorded(person, uuid4()) for person in people for _ in range(5)])
    assert large == small
    manager = await http.as_("community-manager")
    assert (await manager.get(f"/v1/people/{people[7]}/points")).json()["balance"] == 50


async def test_following_is_a_few_statements_and_what_is_known_costs_one(
    database: RolledBackDatabase, statements: Statements
) -> None:
    async def cost(*events: Event) -> tuple[int, int]:
        statements.seen.clear()
        statements.round_trips = 0
        await apply(database, *events)
        return len(statements), statements.round_trips

    person, completion, certificate = uuid4(), uuid4(), uuid4()
    await apply(database, recorded(person, uuid4()), issued(person, uuid4()))  # the first badges
    assert await cost(recorded(person, completion)) == (8, 3)
    assert await cost(recorded(person, completion)) == (1, 1)
    assert await cost(issued(person, certificate)) == (7, 3)
    assert await cost(reversed_(person, completion)) == (7, 2)


async def test_who_left_the_organisation_is_an_ambassador_no_more(
    http: People, database: RolledBackDatabase, session: AsyncSession, published: Any
) -> None:
    manager, leaver, stayer = await http.as_("community-manager"), await http.as_("leaver"), await http.as_("stayer")
    for one in (leaver, stayer):
        await one.post("/v1/me/ambassadorship")
    changes = []
    for one, active in ((leaver, False), (stayer, True)):
        body = PersonOut.model_validate(one.person).model_dump(mode="json")
        body |= {"active": active, "version": 2}
        changes.append(event_of("training.person.changed.v1", {"person": body, "changed": ["active"]}))
    await apply(database, *changes, *changes)
    found = (await manager.get("/v1/ambassadors")).json()["items"]
    assert {one["person_id"]: one["state"] for one in found} == {
        str(leaver.person.id): "alumni",
        str(stayer.person.id): "nominated",
    }
    (told,) = await published("advocacy.ambassador.left.v1")
    assert AmbassadorLeft.model_validate(told["data"]).person_id == leaver.person.id
    recorded_by = "SELECT actor FROM audit_entries WHERE action = 'ambassador.left'"
    assert list((await session.execute(text(recorded_by))).scalars()) == ["system:advocacy"]


async def test_a_person_of_the_directory_is_known_here(http: People, database: RolledBackDatabase) -> None:
    employee = await http.as_("employee")
    person = (await employee.get("/v1/people/me")).json()
    body = {key: value for key, value in person.items() if key != "permissions"}
    body = {**body, "id": str(uuid4()), "employee_number": "E-new", "user_name": "new", "version": 1}
    await apply(database, event_of("training.person.changed.v1", {"person": body, "changed": ["id"]}))
    known = (await employee.get(f"/v1/people/{body['id']}")).json()
    assert (known["id"], known["given_name"]) == (body["id"], body["given_name"])
