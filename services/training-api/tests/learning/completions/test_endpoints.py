"""Completions, the transcript and reversals over HTTP."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from service_kit.data.database import AsyncSession
from service_kit.testing.plugin import People, Statements, TestClock
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

LMS = ["completions.write", "completions.read"]
JSON = {"Content-Type": "application/json"}


async def test_another_system_records_what_was_learned_there(http: People, catalogue: Any, published: Any) -> None:
    _, [module] = await catalogue.published()
    learner = await http.as_("employee")
    enrolment = (await learner.post("/v1/enrolments", json={"module_id": module["id"]})).json()
    body = {
        "employee_number": "E-employee",
        "module_code": module["code"],
        "score": 80,
        "minutes": 33,
        "external_id": "att-1",
        "evidence": {"statement": "https://lms.example/1"},
    }
    lms = http.system("lms", LMS)
    made = await lms.post("/v1/completions", json=body)
    assert made.status_code == 201, made.text
    assert (made.json()["source"], made.json()["minutes"], made.json()["score"]) == ("lms", 33, 80)
    again = await lms.post("/v1/completions", json=body)
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    assert len(await published("training.completion.recorded.v1")) == 1
    closed = (await learner.get(f"/v1/enrolments/{enrolment['id']}")).json()
    assert (closed["state"], closed["completion_id"]) == ("completed", made.json()["id"])
    elsewhere = await http.system("other-lms", LMS).post("/v1/completions", json=body)
    assert elsewhere.status_code == 201, "another system's numbers are its own"


async def test_the_same_result_sent_twice_at_once_is_one_completion(live_catalogue: Any) -> None:
    _, [module] = await live_catalogue.published()
    learner = await live_catalogue.http.as_("employee")
    lms = live_catalogue.http.system("lms", LMS)
    body = {"person_id": str(learner.person.id), "module_id": module["id"], "external_id": "att-1"}
    answers = await asyncio.gather(*(lms.post("/v1/completions", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"person_id": str(uuid4())}, "UnknownPerson"),
        ({"module_id": str(uuid4())}, "UnknownModule"),
        ({"completed_at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}, "FromTheFuture"),
        ({"score": 101}, "InvalidScore"),
        ({"employee_number": "E-1"}, "Malformed"),
        ({"completed_at": "yesterday"}, "InvalidTime"),
    ],
)
async def test_a_completion_that_cannot_be_is_refused(http: People, catalogue: Any, change: Any, code: str) -> None:
    _, [module] = await catalogue.published()
    learner = await http.add("learner")
    body = {"person_id": str(learner.id), "module_id": module["id"]}
    refused = await (await http.as_("trainer")).post("/v1/completions", json=body | change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await (await http.as_("trainer")).post("/v1/completions", json=body)).json()["source"] == "trainer"


async def test_nobody_records_their_own_completion_by_hand(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    trainer, colleague = await http.as_("trainer"), await http.as_("trainer", name="colleague")
    body = {"person_id": str(trainer.person.id), "module_id": module["id"]}  # type: ignore[attr-defined]  # set by the kit's plugin
    refused = await trainer.post("/v1/completions", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "OwnCompletion")
    assert (await trainer.post("/v1/completions/batch", json={"items": [body]})).json()["errors"][0][
        "code"
    ] == "OwnCompletion"
    assert (await colleague.post("/v1/completions", json=body)).status_code == 201


async def test_a_batch_records_good_rows_and_reports_bad_ones(
    http: People, catalogue: Any, statements: Statements, published: Any
) -> None:
    _, modules = await catalogue.published(modules=2)
    learners = [await http.add(f"learner-{number}") for number in range(5)]
    items = [
        {"person_id": str(learner.id), "module_id": module["id"], "external_id": f"{learner.id}-{module['id']}"}
        for learner in learners
        for module in modules
    ]
    lms = http.system("lms", LMS)
    first = await lms.post("/v1/completions/batch", json={"items": items[:2]})
    told = {"recorded": 2, "repeated": 0, "errors": [], "error_count": 0, "error_codes": {}}
    assert first.json() == told
    few = len(statements)
    statements.seen.clear()
    bad = {"employee_number": "nobody", "module_code": modules[0]["code"]}
    many = await lms.post("/v1/completions/batch", json={"items": [*items, bad]})
    assert (many.json()["recorded"], many.json()["repeated"]) == (8, 2)
    assert [(error["index"], error["code"]) for error in many.json()["errors"]] == [(10, "UnknownPerson")]
    assert (many.json()["error_count"], many.json()["error_codes"]) == (1, {"UnknownPerson": 1})
    assert len(statements) <= few
    assert len(await published("training.completion.recorded.v1")) == 10
    assert (await lms.post("/v1/completions/batch", json={"items": []})).status_code == 422


async def test_a_reversal_is_a_second_entry_and_comes_once(
    http: People, catalogue: Any, published: Any, session: Any
) -> None:
    _, [module] = await catalogue.published()
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    done = await catalogue.complete(learner, module)
    path = f"/v1/completions/{done['completion_id']}"
    assert (await trainer.post(f"{path}/reverse", json={})).status_code == 422
    taken = await trainer.post(f"{path}/reverse", json={"reason": "Somebody else clicked"})
    assert taken.status_code == 200, taken.text
    reversal_id = taken.json()["reversed_by"]
    kept = await session.execute(text("SELECT text FROM audit_texts"))
    assert kept.scalars().all() == ["Somebody else clicked"]
    told = await session.execute(
        text("SELECT count(*) FROM audit_entries WHERE details::text LIKE :words"),
        {"words": "%" + "Somebody else clicked" + "%"},
    )
    assert told.scalar_one() == 0
    again = await trainer.post(f"{path}/reverse", json={"reason": "Once more"})
    assert (again.status_code, again.json()["code"]) == (409, "AlreadyReversed")
    back = await trainer.post(f"/v1/completions/{reversal_id}/reverse", json={"reason": "Was right"})
    assert back.json()["code"] == "ReversalCannotBeReversed"
    transcript = (await learner.get("/v1/me/transcript")).json()
    assert [(entry["id"], entry["reverses"]) for entry in transcript["items"]] == [
        (reversal_id, done["completion_id"]),
        (done["completion_id"], None),
    ]
    assert transcript["items"][1]["reversed_by"] == reversal_id
    assert transcript["totals"] == {"modules": 0, "credits": 0, "offline_credits": 0, "minutes": 0}
    assert len(await published("training.completion.reversed.v1")) == 1
    anew = await learner.post("/v1/enrolments", json={"module_id": module["id"]})
    assert anew.status_code == 201, "what was taken back can be learned again"


async def test_two_trainers_reverse_at_once_and_one_is_refused(live_catalogue: Any) -> None:
    _, [module] = await live_catalogue.published()
    learner = await live_catalogue.http.as_("employee")
    done = await live_catalogue.complete(learner, module)
    trainer = await live_catalogue.http.as_("trainer")
    path = f"/v1/completions/{done['completion_id']}/reverse"
    answers = await asyncio.gather(*(trainer.post(path, json={"reason": "Wrong person"}) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


@pytest.mark.parametrize("change", ["UPDATE completions SET score = 100", "DELETE FROM completions"])
async def test_the_database_itself_refuses_to_rewrite_history(
    catalogue: Any, session: AsyncSession, change: str
) -> None:
    _, [module] = await catalogue.published()
    await catalogue.complete(await catalogue.http.as_("employee"), module)
    with pytest.raises(DBAPIError, match="append-only"):
        await session.execute(text(change))


async def test_the_transcript_counts_each_module_once_and_pages(catalogue: Any, statements: Statements) -> None:
    track, _ = await catalogue.published()
    offline = await catalogue.module(track["id"], modality="classroom", credits=3, minutes=60)
    online = await catalogue.module(track["id"], credits=1, minutes=5)
    learner = await catalogue.http.as_("employee")
    await catalogue.complete(learner, offline)
    await catalogue.complete(learner, online)
    await catalogue.complete(learner, online, again=True)
    statements.seen.clear()
    begun = await learner.get("/v1/me/transcript?limit=2")
    assert 'rel="next"' in begun.headers["link"]
    first = begun.json()
    assert first["totals"] == {"modules": 2, "credits": 4, "offline_credits": 3, "minutes": 65}
    rest = (await learner.get("/v1/me/transcript", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"], rest["totals"]) == (2, 1, None, None)
    assert (await learner.get("/v1/me/transcript?cursor=nonsense")).status_code == 422


async def test_completions_are_the_persons_their_managers_and_the_keepers(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    manager = await http.as_("manager")
    learner = await http.as_("employee", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    done = await catalogue.complete(learner, module)
    person = str(learner.person.id)  # type: ignore[attr-defined]  # as above
    stranger, analyst = await http.as_(name="stranger"), await http.as_("analyst")
    reader = http.system("lms", ["completions.read"])
    seeing = [learner, manager, await http.as_("trainer"), await http.as_("hr"), reader]
    for client in (*seeing, stranger, analyst):
        sees = client in seeing
        status = 200 if sees else 404
        assert (await client.get(f"/v1/completions/{done['completion_id']}")).status_code == status
        check = await client.get("/v1/completions/check", params={"person": person, "module": module["code"]})
        assert check.status_code == status
        listed = (await client.get("/v1/completions", params={"person": person})).json()["items"]
        assert len(listed) == (1 if sees else 0)
    body = {"person_id": person, "module_id": module["id"]}
    for client in (learner, manager, reader):
        assert (await client.post("/v1/completions", json=body)).status_code == 403
        refused = await client.post(f"/v1/completions/{done['completion_id']}/reverse", json={"reason": "why not"})
        assert refused.status_code == 403


async def test_a_manager_sees_that_it_is_completed_and_not_how(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    manager = await http.as_("manager")
    learner = await http.as_("employee", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    person = str(learner.person.id)  # type: ignore[attr-defined]  # as above
    body = {"person_id": person, "module_id": module["id"], "score": 61, "evidence": {"answer": "I was afraid"}}
    made = await catalogue.post("completions", body, expect=201)
    for client, score in ((learner, 61), (await http.as_("hr"), 61), (manager, None)):
        one = (await client.get(f"/v1/completions/{made['id']}")).json()
        [listed] = (await client.get("/v1/completions", params={"person": person})).json()["items"]
        check = await client.get("/v1/completions/check", params={"person": person, "module": module["code"]})
        assert (one["score"], listed["score"], check.json()["score"]) == (score, score, score)
        assert (one["evidence"], listed["evidence"]) == ((body["evidence"],) * 2 if score else (None, None))
        assert check.json()["completed"] is True


@pytest.mark.parametrize("evidence", [{"x": "y" * 20_001}, {"deep": "DEEP"}])
async def test_evidence_has_bounds(http: People, catalogue: Any, evidence: dict[str, str]) -> None:
    _, [module] = await catalogue.published()
    learner = await http.as_("employee")
    body = {"person_id": str(learner.person.id), "module_id": module["id"], "evidence": evidence}  # type: ignore[attr-defined]  # set by the kit's plugin
    sent = json.dumps(body).replace('"DEEP"', "[" * 200 + "]" * 200)
    answer = await (await catalogue.trainer()).post("/v1/completions", content=sent, headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/evidence")


async def test_the_check_answers_for_systems_by_code_or_id(http: People, catalogue: Any) -> None:
    _, [module, other] = await catalogue.published(modules=2)
    learner = await http.as_("employee")
    done = await catalogue.complete(learner, module)
    governance = http.system("governance-api", ["completions.read"])
    person = str(learner.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    for name, completed in ((module["code"], True), (module["id"], True), (other["code"], False)):
        path = "/v1/completions/check"
        answer = (await governance.get(path, params={"person": person, "module": name})).json()
        assert (answer["completed"], answer["completion_id"]) == (
            completed,
            done["completion_id"] if completed else None,
        )
    unknown = await governance.get("/v1/completions/check", params={"person": person, "module": "NOPE"})
    assert unknown.status_code == 422


async def test_completions_are_narrowed_and_each_says_whether_it_may_be_reversed(
    http: People, catalogue: Any, clock: TestClock
) -> None:
    _, [module] = await catalogue.published()
    anna = await http.as_("employee", name="anna", department="Sales")
    await catalogue.complete(anna, module)
    trainer, hr = await http.as_("trainer"), await http.as_("hr")
    today, tomorrow = clock.moment.date(), (clock.moment + timedelta(days=1)).date()

    async def found(**params: Any) -> int:
        answer = await hr.get("/v1/completions", params=params)
        assert answer.status_code == 200, answer.text
        return len(answer.json()["items"])

    [one] = (await trainer.get("/v1/completions")).json()["items"]
    assert (one["person_name"], one["department"], one["allowed"]) == ("Anna Tester", "Sales", ["reverse"])
    assert (await hr.get(f"/v1/completions/{one['id']}")).json()["allowed"] == [], "hr reads and does not record"
    for kept in ({"department": "Sales"}, {"source": "player"}, {"q": "ann"}, {"from": today}, {"until": today}):
        assert await found(**kept) == 1, kept
    for other in ({"department": "Legal"}, {"source": "lms"}, {"q": "bob"}, {"from": tomorrow}):
        assert await found(**other) == 0, other
    assert await found(**{"until": today - timedelta(days=1)}) == 0
    assert (await hr.get("/v1/completions", params={"from": "soon"})).status_code == 422
    reversed_ = await trainer.post(f"/v1/completions/{one['id']}/reverse", json={"reason": "Not them."})
    assert reversed_.json()["allowed"] == []
    assert [one["allowed"] for one in (await trainer.get("/v1/completions")).json()["items"]] == [[], []]
