"""People come, change roles and leave: they are asked at once for what concerns them then."""

from typing import Any
from uuid import UUID

from governance_api.followers import follow_people
from service_kit.identity.people import Person, PersonOut
from service_kit.testing.plugin import event_of
from sqlalchemy import text

LEADERS = {"roles": ["manager"]}


def changed(person: Person, **columns: Any) -> Any:
    """The event that the directory publishes about a person."""
    body = PersonOut.model_validate(person).model_dump(mode="json") | {"version": person.version + 1} | columns
    return event_of("training.person.changed.v1", {"person": body, "changed": list(columns) or list(body)})


class TestRoles:
    async def test_a_new_role_asks_at_once_only_when_it_brings_a_clause(
        self, office: Any, http: Any, session: Any
    ) -> None:
        anna = (await http.as_("employee", name="anna")).person
        await office.publish(await office.draft("social-media", office.clause("duty", applies_to=LEADERS)), 7)
        client = await http.as_("employee", name="anna")
        asked = (await client.get("/v1/me/acknowledgements")).json()["items"][0]
        await client.post(f"/v1/acknowledgements/{asked['id']}/answer", json={"accepted": True})
        await follow_people(session, [changed(anna, roles=["employee", "poet"])])
        await session.commit()
        items = (await client.get("/v1/me/acknowledgements")).json()["items"]
        assert [item["state"] for item in items] == ["accepted"]
        promoted = changed(anna, roles=["employee", "manager"], version=anna.version + 2)
        await follow_people(session, [promoted])
        await follow_people(session, [promoted])
        await session.commit()
        items = (await client.get("/v1/me/acknowledgements")).json()["items"]
        assert [(item["state"], item["asked_because"]) for item in items] == [
            ("open", "role"),
            ("accepted", "published"),
        ]
        assert len(items[0]["clauses"]) == 5

    async def test_a_move_to_another_department_asks_for_what_it_brings(
        self, office: Any, http: Any, session: Any
    ) -> None:
        anna = (await http.as_("employee", name="anna")).person
        sales = office.clause("duty", applies_to={"departments": ["Sales"], "roles": ["employee"]})
        first = await office.draft("social-media", sales)
        await office.publish(first, 7)
        await office.acknowledge("anna")
        await follow_people(session, [changed(anna, department="Sales", version=anna.version + 1)])
        await session.commit()
        [asked] = await office.asked("anna")
        assert (asked["asked_because"], len(asked["clauses"])) == ("role", 5)
        await office.acknowledge("anna")
        await follow_people(session, [changed(anna, department="Press", version=anna.version + 2)])
        await follow_people(session, [changed(anna, department="Sales", version=anna.version + 3)])
        await session.commit()
        assert await office.asked("anna") == []

    async def test_who_comes_is_asked_and_who_leaves_no_longer(self, office: Any, http: Any, session: Any) -> None:
        await office.publish(await office.draft(), 7)
        anna = (await http.as_("employee", name="anna")).person
        await follow_people(session, [changed(anna)])
        await session.commit()
        client = await http.as_("employee", name="anna")
        assert [item["state"] for item in (await client.get("/v1/me/acknowledgements")).json()["items"]] == ["open"]
        await follow_people(session, [changed(anna, active=False, version=anna.version + 2)])
        await session.commit()
        states = await session.execute(
            text("SELECT state FROM acknowledgements WHERE person_id = :person"), {"person": anna.id}
        )
        assert states.scalars().all() == ["superseded"]
        answer = await office.get("strategist", "speaking-rights/check", person=str(anna.id))
        assert "PersonInactive" in [line["code"] for line in answer["missing"]]
        await follow_people(session, [changed(anna, active=True, version=anna.version + 3)])
        await session.commit()
        assert len((await client.get("/v1/me/acknowledgements", params={"state": "open"})).json()["items"]) == 1

    async def test_who_left_in_grace_is_no_longer_current_and_it_is_told(
        self, office: Any, http: Any, session: Any, published: Any
    ) -> None:
        anna = (await http.as_("employee", name="anna")).person
        first = await office.draft()
        await office.publish(first)
        await office.acknowledge("anna")
        await office.publish(await office.next_version(first, office.clause("do")))
        await follow_people(session, [changed(anna, active=False)])
        await session.commit()
        told = await published("governance.acknowledgement.current.v1")
        mine = [event["data"] for event in told if event["data"]["person_id"] == str(anna.id)]
        assert [(event["current"], event["version_number"]) for event in mine] == [(True, 1), (False, 2)]

    async def test_what_changed_while_they_were_away_is_asked_when_they_are_back(
        self, office: Any, http: Any, session: Any
    ) -> None:
        anna = (await http.as_("employee", name="anna")).person
        first = await office.draft()
        await office.publish(first)
        await office.acknowledge("anna")
        await follow_people(session, [changed(anna, active=False)])
        second = await office.next_version(first)
        await office.publish(second)
        await follow_people(session, [changed(anna, active=True, version=anna.version + 2)])
        assert [item["version_number"] for item in await office.asked("anna", "accepted")] == [1]
        assert await office.asked("anna") == []
        await follow_people(session, [changed(anna, active=False, version=anna.version + 3)])
        await office.publish(await office.next_version(second, office.clause("do")))
        await follow_people(session, [changed(anna, active=True, version=anna.version + 4)])
        assert [item["version_number"] for item in await office.asked("anna")] == [3]

    async def test_a_role_that_comes_back_asks_when_its_clause_changed_meanwhile(
        self, office: Any, http: Any, session: Any
    ) -> None:
        anna = (await http.as_("employee", name="anna", roles=["employee", "manager"])).person
        first = await office.draft("social-media", office.clause("duty", applies_to=LEADERS))
        await office.publish(first)
        await office.acknowledge("anna")
        await follow_people(session, [changed(anna, roles=["employee"])])
        second = await office.next_version(first)
        clause = (await office.get("strategist", second))["clauses"][-1]
        strategist = await http.as_("strategist")
        where = f"/v1/{second}/clauses/{clause['clause_id']}"
        translated = {"text": {"fr": "Une clause."}}
        assert (await strategist.patch(where, json=translated, headers={"If-Match": "*"})).status_code == 200
        await office.publish(second)
        back = changed(anna, roles=["employee", "manager"], version=anna.version + 2)
        await follow_people(session, [back])
        assert await office.asked("anna") == []
        await follow_people(session, [changed(anna, roles=["employee"], version=anna.version + 3)])
        third = await office.next_version(second)
        where = f"/v1/{third}/clauses/{clause['clause_id']}"
        reworded = {"text": {"en": "Another duty."}}
        assert (await strategist.patch(where, json=reworded, headers={"If-Match": "*"})).status_code == 200
        await office.publish(third)
        assert await office.asked("anna") == []
        await follow_people(session, [changed(anna, roles=["employee", "manager"], version=anna.version + 4)])
        asked = await office.asked("anna")
        assert [(item["version_number"], item["asked_because"]) for item in asked] == [(3, "role")]

    async def test_old_news_of_a_person_is_not_applied(self, http: Any, session: Any) -> None:
        anna = (await http.as_("employee", name="anna")).person
        await follow_people(session, [changed(anna, department="New", version=anna.version + 5)])
        await follow_people(session, [changed(anna, department="Old", version=anna.version + 4)])
        found = await session.execute(text("SELECT department FROM people WHERE id = :id"), {"id": UUID(str(anna.id))})
        assert found.scalar_one() == "New"
