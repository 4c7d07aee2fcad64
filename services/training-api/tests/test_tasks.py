"""What waits for a learner, for HR and for an admin, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from service_kit.data.database import AsyncSession
from service_kit.identity.people import Person
from service_kit.testing.plugin import People, Statements, TestClock
from sqlalchemy import text
from training_api.catalogue.modules.rules import Modality
from training_api.catalogue.modules.rules import State as ModuleState
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import Component, Phase
from training_api.catalogue.tracks.rules import State as TrackState
from training_api.catalogue.tracks.tables import Track
from training_api.certification.certificates.tables import Certificate
from training_api.certification.schemes.rules import State as SchemeState
from training_api.certification.schemes.tables import Scheme
from training_api.learning.enrolments.tables import Enrolment


async def a_module(session: AsyncSession, code: str) -> Module:
    track = Track(
        code=f"T-{code}",
        title={"en": f"Track {code}"},
        phase=Phase.FUNCTION,
        component=Component.ALL_STAFF,
        audience={"everyone": True},
        state=TrackState.PUBLISHED,
    )
    session.add(track)
    await session.flush()
    module = Module(
        code=code,
        track_id=track.id,
        level=1,
        title={"en": code},
        goals=[],
        minutes=45,
        modality=Modality.ONLINE,
        content=[],
        state=ModuleState.PUBLISHED,
        edition=1,
    )
    session.add(module)
    await session.commit()
    return module


async def require(trainer: httpx.AsyncClient, days: int, **subject: str) -> None:
    body = {**subject, "due_in_days": days, "reason": {"en": "Customers ask."}}
    made = (await trainer.post("/v1/requirements", json=body)).json()
    assert (await trainer.post(f"/v1/requirements/{made['id']}/activate")).status_code == 200


async def tasks_of(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/v1/me/tasks")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def id_of(client: httpx.AsyncClient) -> UUID:
    person: Person = client.person  # type: ignore[attr-defined]  # put there by the test client
    return person.id


async def test_the_day_holds_what_is_required_begun_and_renewable_soonest_first(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    later, sooner, begun = [await a_module(session, code) for code in ("LATER", "SOONER", "BEGUN")]
    trainer, employee = await http.as_("trainer"), await http.as_("employee")
    await require(trainer, 60, track_id=str(later.track_id))
    await require(trainer, 10, module_id=str(sooner.id))
    scheme = Scheme(code="VOICE", title={"en": "Voice"}, state=SchemeState.PUBLISHED)
    session.add(scheme)
    await session.flush()
    session.add_all(
        [
            Enrolment(person_id=id_of(employee), module_id=begun.id, enrolled_by="person"),
            Enrolment(person_id=id_of(employee), module_id=sooner.id, enrolled_by="person"),
            Certificate(
                person_id=id_of(employee),
                scheme_id=scheme.id,
                issued_at=clock.moment,
                valid_until=clock.moment + timedelta(days=30),
                renewable_from=clock.moment,
            ),
        ]
    )
    await session.commit()
    tasks = await tasks_of(employee)
    assert [
        (task["kind"], task["subject"]["type"], task["subject"]["code"], task["reason"]["code"]) for task in tasks
    ] == [
        ("requirement", "module", "SOONER", "Required"),
        ("certificate", "scheme", "VOICE", "RenewalOpen"),
        ("requirement", "track", "T-LATER", "Required"),
        ("enrolment", "module", "BEGUN", "Enrolled"),
    ]
    assert tasks[0]["subject"]["id"] == str(sooner.id)
    assert tasks[0]["reason"] == {"code": "Required", "params": {"text": {"en": "Customers ask."}}}
    assert (tasks[0]["minutes"], tasks[0]["overdue"]) == (45, False)
    clock.advance(days=11)
    assert [task["overdue"] for task in await tasks_of(employee)] == [True, False, False, False]


async def test_what_can_no_longer_be_ended_is_no_task(http: People, catalogue: Any, clock: TestClock) -> None:
    _, [learned, begun] = await catalogue.published(modules=2)
    scheme = await catalogue.scheme([learned], valid_for_days=10, refresher_window_days=10)
    anna = await http.as_("employee", name="anna")
    await catalogue.complete(anna, learned)
    await anna.post("/v1/enrolments", json={"module_id": begun["id"]})
    clock.advance(days=1)
    assert {task["kind"] for task in await tasks_of(anna)} == {"certificate", "enrolment"}
    await catalogue.post(f"certification-schemes/{scheme['id']}/retire")
    await catalogue.post(f"modules/{begun['id']}/archive")
    assert await tasks_of(anna) == []


async def test_an_unchanged_day_answers_304(http: People) -> None:
    employee = await http.as_("employee")
    first = await employee.get("/v1/me/tasks")
    again = await employee.get("/v1/me/tasks", headers={"If-None-Match": first.headers["etag"]})
    assert (first.json(), again.status_code) == ({"items": [], "next_cursor": None}, 304)


async def test_a_day_is_one_statement_and_its_summary_counts_it(
    http: People, session: AsyncSession, clock: TestClock, statements: Statements
) -> None:
    required, begun = [await a_module(session, code) for code in ("REQUIRED", "BEGUN")]
    trainer, employee = await http.as_("trainer"), await http.as_("employee")
    await require(trainer, 10, module_id=str(required.id))
    session.add_all(
        Enrolment(person_id=id_of(employee), module_id=module.id, enrolled_by="person") for module in (required, begun)
    )
    await session.commit()
    clock.advance(days=11)
    await tasks_of(employee)
    statements.seen.clear()
    tasks = await tasks_of(employee)
    assert len(statements) == 1
    assert [(task["kind"], task["overdue"]) for task in tasks] == [("requirement", True), ("enrolment", False)]
    summary = (await employee.get("/v1/me/tasks/summary")).json()
    assert summary == {"total": 2, "overdue": 1, "by_kind": {"enrolment": 1, "requirement": 1}}
    only = (await employee.get("/v1/me/tasks?kind=enrolment&for=me")).json()["items"]
    assert [task["subject"]["code"] for task in only] == ["BEGUN"]


async def test_what_is_asked_again_counts_only_the_minutes_still_to_learn(
    http: People, catalogue: Any, clock: TestClock
) -> None:
    track, modules = await catalogue.published(modules=2)
    anna = await http.as_("employee", name="anna")
    body = {
        "track_id": track["id"],
        "due_in_days": 30,
        "repeat_every_days": 100,
        "reason": {"en": "Customers ask."},
        "sponsor_id": str(id_of(anna)),
    }
    made = await catalogue.post("requirements", body, expect=201)
    await catalogue.post(f"requirements/{made['id']}/activate")
    await catalogue.complete(anna, modules[0])
    [task] = [task for task in await tasks_of(anna) if task["kind"] == "requirement"]
    assert (task["reason"]["code"], task["minutes"]) == ("Required", modules[1]["minutes"])
    await catalogue.complete(anna, modules[1])
    assert await tasks_of(anna) == []
    clock.advance(days=75)
    [task] = await tasks_of(anna)
    assert task["reason"]["code"] == "RequiredAgain"
    assert task["minutes"] == sum(module["minutes"] for module in modules)


async def test_an_admin_finds_a_rewound_feed_and_nobody_else_is_asked_about_it(
    http: People, session: AsyncSession
) -> None:
    await session.execute(text("INSERT INTO feed_cursors (source, rewound_at) VALUES ('governance', now())"))
    await session.commit()
    [task] = await tasks_of(await http.as_("admin"))
    assert (task["kind"], task["subject"]["type"], task["subject"]["code"]) == ("feed-rewound", "feed", "governance")
    assert await tasks_of(await http.as_("employee")) == []


async def test_a_system_has_no_day(http: People) -> None:
    refused = await http.system("lms", ["completions.read"]).get("/v1/me/tasks")
    assert refused.status_code == 403
