"""Exactly one current certificate per person and scheme, however many last facts arrive at once."""

import asyncio
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from service_kit.data.database import Database
from service_kit.testing.plugin import event_of
from service_kit.work import clock
from sqlalchemy import text
from training_api.certification.acknowledgements import actions as acknowledgements
from training_api.learning.completions import actions as completions
from training_api.learning.completions.rules import Source


async def follow_acknowledgement(database: Database, person: Any, code: str) -> None:
    data = {"person_id": person.id, "guideline_code": code, "current": True, "version_number": 1}
    async with database.write() as session:
        event = event_of("governance.acknowledgement.current.v1", data, source="governance")
        await acknowledgements.follow_current(session, [event])


async def test_several_last_facts_at_once_make_one_certificate_and_none_is_missed(
    live_catalogue: Any, live_database: Database
) -> None:
    """Two modules completed and the acknowledgement in the same moment: the last to be measured counts all three."""
    http = live_catalogue.http
    _, [first, second] = await live_catalogue.published(modules=2)
    await live_catalogue.scheme([first, second], guideline_code="speak-up")
    for number in range(8):
        learner = await http.as_(name=f"learner-{number}")
        await asyncio.gather(
            live_catalogue.complete(learner, first),
            live_catalogue.complete(learner, second),
            follow_acknowledgement(live_database, learner.person, "speak-up"),
        )
        held = (await learner.get("/v1/me/certificates")).json()["items"]
        assert len(held) == 1, f"round {number}"


async def test_a_scheme_published_amid_a_completion_misses_nobody(live_catalogue: Any, live_database: Database) -> None:
    """A completion that is recorded but not committed when the scheme is published: publishing waits for it."""
    http = live_catalogue.http
    _, [module] = await live_catalogue.published()
    learner = await http.as_("employee")
    now = clock.now()
    learned = completions.Learned(
        person_id=learner.person.id,
        module=SimpleNamespace(**module | {"id": UUID(module["id"])}),
        minutes=5,
        source=Source.LMS,
        recorded_by="service:lms",
        completed_at=now,
    )
    async with live_database.write() as session:
        await completions.record(session, [learned], now=now)
        publishing = asyncio.create_task(live_catalogue.scheme([module]))
        await asyncio.sleep(0.5)
    await publishing
    assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1


async def test_two_renewals_at_once_leave_one_current_certificate(live_catalogue: Any, live_database: Database) -> None:
    http = live_catalogue.http
    _, [module] = await live_catalogue.published()
    scheme = await live_catalogue.scheme([module], valid_for_days=10, refresher_window_days=10)
    learner = await http.as_("employee")
    await live_catalogue.complete(learner, module)
    lms = http.system("lms", ["completions.write"])
    body = {"person_id": str(learner.person.id), "module_id": module["id"]}
    answers = await asyncio.gather(*(lms.post("/v1/completions", json=body) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    async with live_database.read() as session:
        counted = await session.execute(
            text("SELECT count(*) FILTER (WHERE is_current), count(*) - count(DISTINCT renews) FROM certificates")
        )
        current, first_ones = counted.one()
    assert (current, first_ones) == (1, 1), "a chain, never a fork"
    query = {"person": str(learner.person.id), "scheme": scheme["code"]}
    assert (await learner.get("/v1/certificates/check", params=query)).json()["valid"] is True


async def test_two_reviewers_press_at_once_and_one_is_refused(live_catalogue: Any) -> None:
    http = live_catalogue.http
    _, [module] = await live_catalogue.published()
    await live_catalogue.scheme([module])
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    await live_catalogue.complete(learner, module)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    path = f"/v1/certificates/{certificate['id']}/suspend"
    answers = await asyncio.gather(*(trainer.post(path, json={"reason": "Now"}) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_a_suspension_sent_again_does_not_undo_what_was_decided_since(live_catalogue: Any) -> None:
    http = live_catalogue.http
    _, [module] = await live_catalogue.published()
    await live_catalogue.scheme([module])
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    await live_catalogue.complete(learner, module)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    path, body = f"/v1/certificates/{certificate['id']}", {"reason": "A complaint"}
    seen = {"If-Match": (await trainer.get(path)).headers["etag"]}
    answers = await asyncio.gather(*(trainer.post(f"{path}/suspend", json=body, headers=seen) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + 19 * [412]
    assert (await trainer.post(f"{path}/reinstate")).status_code == 200
    late = await trainer.post(f"{path}/suspend", json=body, headers=seen)
    assert (late.status_code, late.json()["code"]) == (412, "Changed")
    assert (await trainer.get(path)).json()["state"] == "valid"
