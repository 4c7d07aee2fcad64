"""Two at once: whoever comes second finds what the first did."""

import asyncio
from typing import Any

from service_kit.data.database import Database
from service_kit.data.locks import lock, share
from service_kit.testing.plugin import People
from service_kit.work import clock
from sqlalchemy import text
from training_api.directory.people import actions as people
from training_api.locks import NAMES, REQUIREMENTS

NOOR = {"employee_number": "E9", "user_name": "noor", "given_name": "Noor", "family_name": "Smit", "roles": ["legal"]}


async def test_one_person_signs_in_at_several_services_at_once(live_http: People, live_database: Database) -> None:
    system = live_http.system("governance-api", ["people.provision"])
    answers = await asyncio.gather(*(system.post("/v1/people/sign-ins", json=NOOR) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    async with live_database.read() as session:
        told = await session.execute(
            text("SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM events) AS events")
        )
        assert told.scalar_one() == 1


async def test_two_changes_at_once_do_not_close_a_circle(live_http: People) -> None:
    hr = await live_http.as_("hr")
    anna, bob = await live_http.add("anna"), await live_http.add("bob")

    async def put_under(person: Any, manager: Any) -> int:
        body = {"manager_id": str(manager.id)}
        return (await hr.patch(f"/v1/people/{person.id}", json=body, headers={"If-Match": "*"})).status_code

    assert sorted(await asyncio.gather(put_under(anna, bob), put_under(bob, anna))) == [200, 422]


async def test_a_sign_in_amid_an_import_of_the_same_person_ends_in_both(
    live_http: People, live_database: Database
) -> None:
    """The import holds their row, and before its commit waits for whoever takes a name."""
    system, boss = live_http.system("governance-api", ["people.provision"]), await live_http.add("boss")
    number = boss.employee_number
    async with live_database.write() as session:
        await share(session, REQUIREMENTS)
        moved = "UPDATE people SET location = 'Gent', version = version + 1 WHERE id = :id"
        await session.execute(text(moved), {"id": boss.id})
        body = NOOR | {"employee_number": number, "user_name": "boss", "matches": "employee_number", "key": number}
        signing_in = asyncio.create_task(system.post("/v1/people/sign-ins", json=body))
        await asyncio.sleep(0.5)
        await lock(session, NAMES)
    answer = (await signing_in).json()
    assert (answer["roles"], answer["location"]) == (["employee", "legal"], "Gent")


async def test_two_people_cannot_take_one_user_name_at_once(live_http: People) -> None:
    hr = await live_http.as_("hr")
    people = [await live_http.add("anna"), await live_http.add("bob")]
    answers = await asyncio.gather(
        *(
            hr.patch(f"/v1/people/{person.id}", json={"user_name": "wanted"}, headers={"If-Match": "*"})
            for person in people
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "UserNameTaken"}


async def test_of_two_reports_who_leave_at_once_the_manager_keeps_none(live_http: People) -> None:
    hr = await live_http.as_("hr")
    for round_ in range(5):
        boss = await live_http.add(f"boss-{round_}", "manager")
        reports = [await live_http.add(f"r{number}-{round_}", manager_id=boss.id) for number in range(3)]
        answers = await asyncio.gather(
            *(
                hr.patch(f"/v1/people/{person.id}", json={"active": False}, headers={"If-Match": "*"})
                for person in reports
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        assert (await hr.get(f"/v1/people/{boss.id}")).json()["roles"] == ["employee"]


async def test_a_sign_in_does_not_undo_what_a_new_report_makes_of_a_manager(
    live_http: People, live_database: Database
) -> None:
    """The sign-in reads before the new report is committed, and writes after."""
    hr, system = await live_http.as_("hr"), live_http.system("governance-api", ["people.provision"])
    boss = await live_http.add("boss")
    report = await live_http.add("report")
    now = clock.now()
    async with live_database.write() as session:
        await share(session, REQUIREMENTS)
        await session.execute(
            text("UPDATE people SET manager_id = :boss, version = version + 1 WHERE id = :id"),
            {"boss": boss.id, "id": report.id},
        )
        await people.follow_up_changes(session, {report.id: ["manager_id"]}, roles_of=[boss.id], now=now)
        body = NOOR | {"employee_number": boss.employee_number, "user_name": "boss"}
        signing_in = asyncio.create_task(system.post("/v1/people/sign-ins", json=body))
        await asyncio.sleep(0.5)
    assert (await signing_in).json()["roles"] == ["employee", "legal", "manager"]
    assert (await hr.get(f"/v1/people/{boss.id}")).json()["roles"] == ["employee", "legal", "manager"]
