"""Enrolment and progress over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from service_kit.data.database import AsyncSession, Database
from service_kit.record import audit
from service_kit.testing.plugin import People, Statements, TestClock
from service_kit.work import clock as kit_clock
from sqlalchemy import select
from training_api.learning.enrolments import actions, rules

TWO_ITEMS = [{"kind": "text", "title": "One", "body": "Words"}, {"kind": "text", "title": "Two", "body": "Words"}]


async def test_reading_every_item_completes_the_module_once(catalogue: Any, published: Any) -> None:
    track, _ = await catalogue.published()
    module = await catalogue.module(track["id"], content=TWO_ITEMS, credits=3, minutes=12)
    learner = await catalogue.http.as_("employee")
    made = await learner.post("/v1/enrolments", json={"module_id": module["id"]})
    assert (made.status_code, made.json()["state"], made.json()["source"]) == (201, "enrolled", "self")
    assert made.json()["progress"] == {"done": 0, "total": 2}
    path = f"/v1/enrolments/{made.json()['id']}/progress"
    first, last = ({"content_item_id": item["id"]} for item in module["content"])
    half = (await learner.post(path, json=first)).json()
    assert (half["state"], half["progress"]["done"]) == ("in-progress", 1)
    assert (await learner.post(path, json=first)).json()["progress"]["done"] == 1
    whole = (await learner.post(path, json=last)).json()
    assert (whole["state"], whole["progress"]["done"]) == ("completed", 2)
    assert whole["completion_id"]
    again = await learner.post(path, json=last)
    assert (again.status_code, again.json()["completion_id"]) == (200, whole["completion_id"])
    [event] = await published("training.completion.recorded.v1")
    assert (event["data"]["module_code"], event["data"]["credits"]) == (module["code"], 3)
    [entry] = (await learner.get("/v1/me/transcript")).json()["items"]
    assert (entry["id"], entry["minutes"], entry["source"]) == (whole["completion_id"], 12, "player")


async def test_an_item_of_another_module_is_refused(catalogue: Any) -> None:
    _, [module, other] = await catalogue.published(modules=2)
    learner = await catalogue.http.as_("employee")
    enrolment = (await learner.post("/v1/enrolments", json={"module_id": module["id"]})).json()
    path = f"/v1/enrolments/{enrolment['id']}/progress"
    refused = await learner.post(path, json={"content_item_id": other["content"][0]["id"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "NotInModule")


async def test_enrolling_twice_answers_the_first_one(catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    learner = await catalogue.http.as_("employee")
    body = {"module_id": module["id"]}
    first, second = await learner.post("/v1/enrolments", json=body), await learner.post("/v1/enrolments", json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    await catalogue.complete(learner, module)
    assert (await learner.post("/v1/enrolments", json=body)).json()["state"] == "completed"
    anew = await learner.post("/v1/enrolments", json=body | {"again": True})
    assert (anew.status_code, anew.json()["state"]) == (201, "enrolled")


async def test_two_taps_at_once_make_one_enrolment_and_one_completion(live_catalogue: Any) -> None:
    track, _ = await live_catalogue.published()
    learner = await live_catalogue.http.as_("employee")
    for _ in range(3):
        module = await live_catalogue.module(track["id"], content=TWO_ITEMS)
        body = {"module_id": module["id"]}
        taps = await asyncio.gather(*(learner.post("/v1/enrolments", json=body) for _ in range(3)))
        assert sorted(tap.status_code for tap in taps) == [200, 200, 201]
        [enrolment_id] = {tap.json()["id"] for tap in taps}
        path = f"/v1/enrolments/{enrolment_id}/progress"
        items = [{"content_item_id": item["id"]} for item in module["content"]] * 2
        answers = await asyncio.gather(*(learner.post(path, json=item) for item in items))
        assert {answer.status_code for answer in answers} == {200}
        entries = (await learner.get("/v1/me/transcript")).json()["items"]
        assert len([entry for entry in entries if entry["module_id"] == module["id"]]) == 1


async def test_an_enrolment_is_its_owners_their_managers_and_the_trainers(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    manager = await http.as_("manager")
    learner = await http.as_("employee", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    stranger = await http.as_(name="stranger")
    enrolment = (await learner.post("/v1/enrolments", json={"module_id": module["id"]})).json()
    path = f"/v1/enrolments/{enrolment['id']}"
    for client, status in ((learner, 200), (manager, 200), (await http.as_("trainer"), 200), (stranger, 404)):
        assert (await client.get(path)).status_code == status
        listed = (await client.get("/v1/enrolments")).json()["items"]
        assert [found["id"] for found in listed] == ([enrolment["id"]] if status == 200 else [])
    item = {"content_item_id": module["content"][0]["id"]}
    assert (await manager.post(f"{path}/progress", json=item)).status_code == 404
    assert (await http.anonymous.get(path)).status_code == 401


async def test_which_items_somebody_has_read_is_not_for_their_head(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    manager, trainer = await http.as_("manager"), await http.as_("trainer")
    learner = await http.as_("employee", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    body = {"module_id": module["id"], "person_id": str(learner.person.id), "source": "manager"}  # type: ignore[attr-defined]  # as above
    made = (await trainer.post("/v1/enrolments", json=body)).json()
    assert made["source"] == "peer", "what it says it is, it is only where the server can tell"
    item = {"content_item_id": module["content"][0]["id"]}
    await learner.post(f"/v1/enrolments/{made['id']}/progress", json=item)
    for client, read in ((learner, 1), (trainer, 1), (manager, 0)):
        shown = (await client.get(f"/v1/enrolments/{made['id']}")).json()
        assert (len(shown["read_items"]), shown["progress"]["done"]) == (read, 1)


async def test_a_manager_enrols_their_reports_and_nobody_elses(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    manager = await http.as_("manager")
    report = await http.add("report", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    stranger = await http.add("stranger")
    body = {"module_id": module["id"], "person_id": str(report.id)}
    made = await manager.post("/v1/enrolments", json=body)
    assert (made.status_code, made.json()["source"], made.json()["person_id"]) == (201, "manager", str(report.id))
    refused = await manager.post("/v1/enrolments", json=body | {"person_id": str(stranger.id)})
    assert refused.status_code == 403
    trainer = await http.as_("trainer")
    assert (await trainer.post("/v1/enrolments", json=body | {"person_id": str(stranger.id)})).status_code == 201
    assert (await trainer.post("/v1/enrolments", json=body | {"person_id": str(uuid4())})).status_code == 404


async def test_nobody_is_enrolled_in_what_is_hidden_from_them_or_after_they_left(
    http: People, catalogue: Any, session: AsyncSession
) -> None:
    _, [module] = await catalogue.published(audience={"departments": ["Sales"]})
    trainer, seller = await http.as_("trainer"), await http.add("seller", department="Sales")
    lawyer = await http.add("lawyer", department="Legal")
    leaver = await http.add("leaver", department="Sales", active=False)
    body = {"module_id": module["id"]}
    for person in (lawyer, leaver):
        refused = await trainer.post("/v1/enrolments", json=body | {"person_id": str(person.id)})
        assert (refused.status_code, refused.json()["code"]) == (409, "NotForThisPerson")
    made = await trainer.post("/v1/enrolments", json=body | {"person_id": str(seller.id)})
    assert made.status_code == 201
    noted = await session.execute(select(audit.entries).where(audit.entries.c.action == "enrolment.made-for"))
    assert [(entry.actor, entry.subject, entry.details) for entry in noted] == [
        (f"person:{trainer.person.id}", made.json()["id"], {"person_id": str(seller.id)}),  # type: ignore[attr-defined]  # set by the kit's plugin
    ]


async def test_what_is_not_published_cannot_be_taken(http: People, catalogue: Any) -> None:
    track, _ = await catalogue.published()
    draft = await catalogue.draft(track["id"])
    body = {"module_id": draft["id"]}
    assert (await (await http.as_("employee")).post("/v1/enrolments", json=body)).status_code == 404
    assert (await (await http.as_("trainer")).post("/v1/enrolments", json=body)).json()["code"] == "NotPublished"


async def test_leaving_costs_nothing_and_begins_anew(catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    learner = await catalogue.http.as_("employee")
    body = {"module_id": module["id"]}
    first = (await learner.post("/v1/enrolments", json=body)).json()
    assert (await learner.post(f"/v1/enrolments/{first['id']}/withdraw")).json()["state"] == "withdrawn"
    again = await learner.post(f"/v1/enrolments/{first['id']}/withdraw")
    assert (again.status_code, again.json()["code"]) == (409, "MoveNotAllowed")
    item = {"content_item_id": module["content"][0]["id"]}
    assert (await learner.post(f"/v1/enrolments/{first['id']}/progress", json=item)).json()["code"] == "MoveNotAllowed"
    anew = await learner.post("/v1/enrolments", json=body)
    assert (anew.status_code, anew.json()["id"] != first["id"]) == (201, True)


async def test_a_quiet_enrolment_stalls_and_wakes_by_reading_on(
    catalogue: Any, database: Database, clock: TestClock
) -> None:
    track, _ = await catalogue.published()
    module = await catalogue.module(track["id"], content=TWO_ITEMS)
    learner = await catalogue.http.as_("employee")
    enrolment = (await learner.post("/v1/enrolments", json={"module_id": module["id"]})).json()
    for days, stalled in ((29, 0), (2, 1), (1, 0)):
        clock.advance(days=days)
        async with database.write() as session:
            quiet_since = rules.quiet_since(kit_clock.now(), 30)
            assert await actions.mark_stalled(session, quiet_since=quiet_since) == stalled
    assert (await learner.get(f"/v1/enrolments/{enrolment['id']}")).json()["state"] == "stalled"
    item = {"content_item_id": module["content"][0]["id"]}
    woken = await learner.post(f"/v1/enrolments/{enrolment['id']}/progress", json=item)
    assert woken.json()["state"] == "in-progress"
    assert rules.quiet_since(clock.moment, 30) == clock.moment - timedelta(days=30)


async def test_my_enrolments_are_one_statement_and_can_be_filtered(catalogue: Any, statements: Statements) -> None:
    _, modules = await catalogue.published(modules=3)
    learner = await catalogue.http.as_("employee")
    for module in modules:
        await learner.post("/v1/enrolments", json={"module_id": module["id"]})
    await catalogue.complete(learner, modules[0])
    statements.seen.clear()
    mine = (await learner.get("/v1/me/enrolments")).json()["items"]
    assert (len(statements), len(mine)) == (1, 3)
    completed = (await learner.get("/v1/me/enrolments?state=completed")).json()["items"]
    assert [enrolment["module_code"] for enrolment in completed] == [modules[0]["code"]]


async def test_a_head_enrols_and_follows_the_whole_line_below(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    above = await http.as_("manager", name="above")
    head = await http.as_("manager", name="head", manager_id=above.person.id)
    anna = await http.as_("employee", name="anna", department="Sales", manager_id=head.person.id)
    elsewhere = await http.as_("manager", name="elsewhere")
    body = {"module_id": module["id"], "person_id": str(anna.person.id)}
    assert (await elsewhere.post("/v1/enrolments", json=body)).status_code == 403
    enrolled = await above.post("/v1/enrolments", json=body)
    assert (enrolled.status_code, enrolled.json()["source"]) == (201, "manager")

    async def found(client: Any, **params: str) -> list[str]:
        answer = await client.get("/v1/enrolments", params=params)
        assert answer.status_code == 200, answer.text
        return [one["person_name"] for one in answer.json()["items"]]

    assert await found(above) == await found(head) == await found(anna) == ["Anna Tester"]
    assert await found(elsewhere) == []
    for kept in ({"department": "Sales"}, {"source": "manager"}, {"q": "ann"}, {"sort": "last_activity_at"}):
        assert await found(head, **kept) == ["Anna Tester"], kept
    for other in ({"department": "Legal"}, {"source": "self"}, {"q": "bob"}, {"until": "2020-01-01"}):
        assert await found(head, **other) == [], other


async def test_my_own_are_left_together(http: People, catalogue: Any) -> None:
    _, modules = await catalogue.published(modules=2)
    anna, other = await http.as_("employee", name="anna"), await http.as_("employee", name="olga")
    made = [(await anna.post("/v1/enrolments", json={"module_id": one["id"]})).json()["id"] for one in modules]
    body = {"move": "withdraw", "ids": made}
    refused = (await other.post("/v1/enrolments/moves", json=body)).json()
    assert [one["status"] for one in refused["items"]] == [404, 404]
    left = (await anna.post("/v1/enrolments/moves", json=body)).json()
    assert [one["state"] for one in left["items"]] == ["withdrawn", "withdrawn"]
