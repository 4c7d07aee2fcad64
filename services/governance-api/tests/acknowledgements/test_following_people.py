"""People come, change roles and leave: they are asked at once for what concerns them then."""

from typing import Any
from uuid import UUID

from governance_api.followers import follow_people
from service_kit.people import Person, PersonOut
from service_kit.testing import event_of
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
        answer = await office.get("manager", "speaking-rights/check", person=str(anna.id))
        assert "PersonInactive" in [line["code"] for line in answer["missing"]]
        await follow_people(session, [changed(anna, active=True, version=anna.version + 3)])
        await session.commit()
        assert len((await client.get("/v1/me/acknowledgements", params={"state": "open"})).json()["items"]) == 1

    async def test_old_news_of_a_person_is_not_applied(self, http: Any, session: Any) -> None:
        anna = (await http.as_("employee", name="anna")).person
        await follow_people(session, [changed(anna, department="New", version=anna.version + 5)])
        await follow_people(session, [changed(anna, department="Old", version=anna.version + 4)])
        found = await session.execute(text("SELECT department FROM people WHERE id = :id"), {"id": UUID(str(anna.id))})
        assert found.scalar_one() == "New"
