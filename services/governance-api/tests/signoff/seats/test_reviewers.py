"""Who reviews: they read what they sign, a head stands in when they leave, and nothing waits for nobody."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from governance_api.followers import follow_people
from service_kit.identity.people import Person, PersonOut
from service_kit.testing.plugin import event_of
from sqlalchemy import text


def leaves(person: Person) -> Any:
    """The event that the directory publishes when somebody leaves."""
    body = PersonOut.model_validate(person).model_dump(mode="json") | {"version": person.version + 1, "active": False}
    return event_of("training.person.changed.v1", {"person": body, "changed": ["active"]})


def named(*people: Person, quorum: Any = "all") -> dict[str, Any]:
    """A stage of these people by name."""
    reviewers = [{"person": str(person.id)} for person in people]
    return {"name": "Named", "reviewers": reviewers, "quorum": quorum, "due_business_days": 1}


class TestReading:
    async def test_a_reviewer_of_any_role_reads_what_they_sign_as_long_as_it_stands(
        self, office: Any, http: Any
    ) -> None:
        editor = (await http.as_("employee", name="editor")).person
        path = await office.draft()
        await office.get("editor", path, expect=404)
        stages = [named(editor), {**named(), "reviewers": [{"role": "hr"}]}]
        signoff = await office.submit(path, stages)
        for who in ("editor", "hr"):
            read = await office.get(who, path)
            assert read["content_hash"] == signoff["content_hash"]
            where, _, query = signoff["diff"]["href"].partition("?")
            diff = await office.get(who, where.removeprefix("/"), **dict(parse_qsl(query)))
            assert len(diff["added"]) == 4
            assert (await office.get(who, "guidelines/social-media"))["state"] == "draft"
        await office.get("employee", path, expect=404)
        await office.get("employee", "guidelines/social-media", expect=404)
        await office.post("strategist", f"{path}/clauses", office.clause("do"), expect=201)
        await office.get("editor", path, expect=404)

    async def test_who_wrote_an_unsigned_version_is_an_author_of_its_copies(self, office: Any, http: Any) -> None:
        both = await http.as_("strategist", "legal", name="both")
        path = await office.draft()
        assert (await both.post(f"/v1/{path}/clauses", json=office.clause("do"))).status_code == 201
        copied = await office.next_version(path)
        signoff = await office.submit(copied)
        body = {"decision": "approve", "content_hash": signoff["content_hash"]}
        refused = await both.post(f"/v1/signoffs/{signoff['id']}/decisions", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "OwnWork")
        await office.publish(path)
        later = await office.submit(await office.next_version(path))
        body["content_hash"] = later["content_hash"]
        assert (await both.post(f"/v1/signoffs/{later['id']}/decisions", json=body)).status_code == 200


class TestLeaving:
    async def test_their_seat_passes_to_the_nearest_head_who_has_no_say_yet(
        self, office: Any, http: Any, session: Any
    ) -> None:
        top = (await http.as_("employee", name="top")).person
        boss = (await http.as_("employee", name="boss", manager_id=top.id)).person
        anna = (await http.as_("employee", name="anna", manager_id=boss.id)).person
        bram = (await http.as_("employee", name="bram", manager_id=boss.id)).person
        signoff = await office.submit(await office.draft(), [named(anna, bram)])
        await follow_people(session, [leaves(anna), leaves(bram)])
        await session.commit()
        seats = (await office.get("strategist", f"signoffs/{signoff['id']}"))["stages"][0]["reviewers"]
        assert {(seat["person"], seat["stands_in_for"]) for seat in seats} == {
            (str(boss.id), str(anna.id)),
            (str(top.id), str(bram.id)),
        }
        assert [task["kind"] for task in (await office.get("boss", "me/tasks"))["items"]] == ["sign-off"]
        await office.decide("boss", signoff)
        assert (await office.decide("top", signoff))["state"] == "approved"
        trail = await session.execute(
            text("SELECT actor, details ->> 'to' FROM audit_entries WHERE action = 'signoff.passed-on' ORDER BY id")
        )
        assert [tuple(row) for row in trail] == [("system:directory", str(p.id)) for p in (boss, top)]

    async def test_what_they_decided_stays_and_what_is_over_is_left_alone(
        self, office: Any, http: Any, session: Any
    ) -> None:
        boss = (await http.as_("employee", name="boss")).person
        anna = (await http.as_("employee", name="anna", manager_id=boss.id)).person
        signoff = await office.submit(await office.draft(), [named(anna), named(boss)])
        await office.decide("anna", signoff)
        await follow_people(session, [leaves(anna)])
        await session.commit()
        seen = await office.get("strategist", f"signoffs/{signoff['id']}")
        assert [stage["reviewers"][0]["stands_in_for"] for stage in seen["stages"]] == [None, None]
        assert (await office.decide("boss", signoff))["state"] == "approved"

    async def test_what_nobody_is_left_to_decide_is_void_and_goes_back_to_its_author(
        self, office: Any, http: Any, session: Any, published: Any
    ) -> None:
        lonely = (await http.as_("employee", name="lonely")).person
        path = await office.draft()
        signoff = await office.submit(path, [named(lonely)])
        await follow_people(session, [leaves(lonely)])
        await session.commit()
        assert (await office.get("strategist", f"signoffs/{signoff['id']}"))["state"] == "voided"
        assert (await office.get("strategist", path))["state"] == "draft"
        assert len(await published("governance.signoff.voided.v1")) == 1
        tasks = (await office.get("strategist", "me/tasks"))["items"]
        assert [(task["kind"], task["reason"]["code"]) for task in tasks] == [("revise", "voided")]
        assert (await office.submit(path))["state"] == "running"

    async def test_a_quorum_that_others_can_reach_goes_on(self, office: Any, http: Any, session: Any) -> None:
        lonely = (await http.as_("employee", name="lonely")).person
        editor = (await http.as_("employee", name="editor")).person
        signoff = await office.submit(await office.draft(), [named(lonely, editor, quorum="any")])
        await follow_people(session, [leaves(lonely)])
        await session.commit()
        assert (await office.decide("editor", signoff))["state"] == "approved"

    async def test_whoever_reviews_nothing_leaves_in_two_statements_more(
        self, http: Any, session: Any, statements: Any
    ) -> None:
        counts = []
        for size in (1, 50):
            people = [await http.add(f"leaver-{size}-{n}") for n in range(size)]
            statements.seen.clear()
            await follow_people(session, [leaves(person) for person in people])
            counts.append(len(statements))
        assert counts[0] == counts[1]

    async def test_a_clause_of_theirs_is_reviewed_by_their_manager(
        self, office: Any, http: Any, session: Any, clock: Any
    ) -> None:
        boss = (await http.as_("employee", name="boss")).person
        anna = (await http.as_("employee", name="anna", manager_id=boss.id)).person
        await office.publish(await office.draft("social-media", office.clause("do", owner_id=str(anna.id))))
        clock.advance(days=365)
        kinds = [task["kind"] for task in (await office.get("boss", "me/tasks"))["items"]]
        assert "review-clause" not in kinds
        await follow_people(session, [leaves(anna)])
        await session.commit()
        kinds = [task["kind"] for task in (await office.get("boss", "me/tasks"))["items"]]
        assert "review-clause" in kinds


class TestStarting:
    async def test_a_quorum_out_of_reach_is_not_started(self, office: Any, http: Any, session: Any) -> None:
        author = (await http.as_("strategist")).person
        anna = (await http.as_("employee", name="anna")).person
        path = await office.draft()
        template = {"template_id": await office.template([named(anna), named(author, anna)])}
        refused = await office.post("strategist", f"{path}/submit", template, expect=409)
        assert (refused["code"], refused["stages"]) == ("QuorumOutOfReach", ["Named"])
        assert refused["people"] == [str(author.id)]
        either = {"template_id": await office.template([named(author, anna, quorum="any")])}
        await session.execute(text("UPDATE people SET active = false WHERE id = :id"), {"id": anna.id})
        refused = await office.post("strategist", f"{path}/submit", either, expect=409)
        assert {UUID(person) for person in refused["people"]} == {author.id, anna.id}
        await session.execute(text("UPDATE people SET active = true WHERE id = :id"), {"id": anna.id})
        assert (await office.post("strategist", f"{path}/submit", either))["state"] == "running"
