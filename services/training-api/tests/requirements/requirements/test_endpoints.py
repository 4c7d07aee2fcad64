"""Requirements over HTTP, and what becomes of them when people and completions change."""

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
from training_api.learning.completions.rules import Source
from training_api.learning.completions.tables import Completion
from training_api.requirements.requirements import actions

REASON = {"en": "They answer customers in public."}


async def a_track(session: AsyncSession, code: str = "DIQ", *, modules: int = 2, phase: Phase = Phase.FUNCTION) -> Any:
    track = Track(
        code=code,
        title={"en": code},
        phase=phase,
        component=Component.ALL_STAFF,
        audience={"everyone": True},
        state=TrackState.PUBLISHED,
    )
    session.add(track)
    await session.flush()
    made = [
        Module(
            code=f"{code}-{number}",
            track_id=track.id,
            level=1,
            title={"en": f"{code} {number}"},
            goals=[],
            minutes=60,
            modality=Modality.ONLINE,
            content=[],
            state=ModuleState.PUBLISHED,
            edition=1,
        )
        for number in range(modules)
    ]
    session.add_all(made)
    await session.commit()
    return track, made


async def complete(session: AsyncSession, clock: TestClock, person_id: UUID, *modules: Module) -> None:
    for module in modules:
        session.add(
            Completion(
                person_id=person_id,
                module_id=module.id,
                edition=1,
                minutes=60,
                credits=1,
                source=Source.LMS,
                recorded_by="service:lms",
                completed_at=clock.moment,
            )
        )
    await actions.recount(session, [person_id])
    await session.commit()


async def draft(trainer: httpx.AsyncClient, **columns: Any) -> dict[str, Any]:
    body = {"applies_to": {"departments": ["Sales"]}, "due_in_days": 30, "reason": REASON, **columns}
    made = await trainer.post("/v1/requirements", json=body)
    assert made.status_code == 201, made.text
    requirement: dict[str, Any] = made.json()
    return requirement


async def activate(trainer: httpx.AsyncClient, **columns: Any) -> dict[str, Any]:
    drafted = await draft(trainer, **columns)
    answer = await trainer.post(f"/v1/requirements/{drafted['id']}/activate")
    assert answer.status_code == 200, answer.text
    return drafted | answer.json()


async def lines(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/v1/me/requirements")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def id_of(client: httpx.AsyncClient) -> UUID:
    person: Person = client.person  # type: ignore[attr-defined]  # put there by the test client
    return person.id


async def test_a_draft_is_written_tried_and_activated(http: People, session: AsyncSession, clock: TestClock) -> None:
    track, modules = await a_track(session)
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    done = await http.add("done", department="Sales")
    await http.add("elsewhere", department="Legal")
    await http.add("left", department="Sales", active=False)
    await complete(session, clock, done.id, *modules)
    requirement = await draft(trainer, track_id=str(track.id))
    assert (requirement["state"], requirement["allowed"]) == ("draft", ["activate", "retire"])
    assert requirement["subject"] == {"kind": "track", "id": str(track.id), "code": "DIQ", "title": {"en": "DIQ"}}
    assert await lines(anna) == []
    tried = await trainer.post(f"/v1/requirements/{requirement['id']}/dry-run")
    assert tried.json() == {"people": 2, "already_pass": 1}
    active = await trainer.post(f"/v1/requirements/{requirement['id']}/activate")
    assert (active.json()["state"], active.json()["allowed"]) == ("active", ["retire"])
    [line] = await lines(anna)
    assert line["state"] == "open"
    assert line["minutes"] == 120
    assert line["due_at"] == (clock.moment + timedelta(days=30)).isoformat().replace("+00:00", "Z")
    assert line["why"] == {
        "matched": [{"attribute": "department", "value": "Sales"}],
        "reason": REASON,
        "legal_basis": None,
        "sponsor_id": None,
    }
    twice = await trainer.post(f"/v1/requirements/{requirement['id']}/activate")
    assert (twice.status_code, twice.json()["code"]) == (409, "MoveNotAllowed")


async def test_a_line_is_done_when_all_published_modules_are(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    track, modules = await a_track(session)
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    await activate(trainer, track_id=str(track.id))
    await complete(session, clock, id_of(anna), modules[0])
    assert [(line["state"], line["minutes"]) for line in await lines(anna)] == [("open", 60)]
    await complete(session, clock, id_of(anna), modules[1])
    assert [(line["state"], line["minutes"]) for line in await lines(anna)] == [("done", 0)]


async def test_a_reversed_completion_opens_the_line_again(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    _, [module] = await a_track(session, modules=1)
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    await activate(trainer, module_id=str(module.id))
    await complete(session, clock, id_of(anna), module)
    assert (await lines(anna))[0]["state"] == "done"
    [recorded] = (await session.execute(Completion.__table__.select())).all()  # type: ignore[attr-defined]  # SQLModel hides __table__
    columns = {**recorded._mapping, "id": UUID(int=1), "reverses": recorded.id, "reason": "Another Anna."}
    session.add(Completion(**columns))
    await actions.recount(session, [id_of(anna)])
    await session.commit()
    assert (await lines(anna))[0]["state"] == "open"


async def test_a_repeated_requirement_comes_back(http: People, session: AsyncSession, clock: TestClock) -> None:
    _, [module] = await a_track(session, modules=1)
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    await activate(trainer, module_id=str(module.id), repeat_every_days=365)
    await complete(session, clock, id_of(anna), module)
    clock.advance(days=350)
    assert [(line["state"], line["minutes"]) for line in await lines(anna)] == [("open", 60)]
    clock.advance(days=16)
    assert (await lines(anna))[0]["state"] == "overdue"
    await complete(session, clock, id_of(anna), module)
    assert (await lines(anna))[0]["state"] == "done"


async def test_what_is_done_has_no_minutes_left_however_short_its_turn(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    _, [module] = await a_track(session, modules=1)
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    await activate(trainer, module_id=str(module.id), due_in_days=30, repeat_every_days=31)
    await complete(session, clock, id_of(anna), module)
    clock.advance(days=15)
    assert [(line["state"], line["minutes"]) for line in await lines(anna)] == [("done", 0)]
    clock.advance(days=1)
    assert [(line["state"], line["minutes"]) for line in await lines(anna)] == [("open", 60)]


async def test_an_hr_change_gives_and_takes_lines_in_its_own_transaction(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    track, _ = await a_track(session)
    trainer, hr = await http.as_("trainer"), await http.as_("hr")
    anna = await http.as_("employee", name="anna", department="Legal")
    await activate(trainer, track_id=str(track.id))
    assert await lines(anna) == []
    path, any_version = f"/v1/people/{id_of(anna)}", {"If-Match": "*"}
    await hr.patch(path, json={"department": "Sales"}, headers=any_version)
    assert [line["state"] for line in await lines(anna)] == ["open"]
    await hr.patch(path, json={"department": "Legal"}, headers=any_version)
    assert await lines(anna) == []


async def test_a_new_person_has_lines_from_the_first_moment(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    track, _ = await a_track(session)
    await activate(await http.as_("trainer"), track_id=str(track.id), applies_to={"roles": ["legal"]})
    system = http.system("governance-api", ["people.provision"])
    person = {"employee_number": "E-noor", "user_name": "noor", "given_name": "Noor", "family_name": "S"}
    await system.post("/v1/people/sign-ins", json=person | {"roles": ["legal"]})
    noor = await http.as_("legal", name="noor")
    [line] = await lines(noor)
    assert line["why"]["matched"] == [{"attribute": "role", "value": "legal"}]


async def test_a_retired_requirement_is_nobodys(http: People, session: AsyncSession, clock: TestClock) -> None:
    track, _ = await a_track(session)
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    requirement = await activate(trainer, track_id=str(track.id))
    retired = await trainer.post(f"/v1/requirements/{requirement['id']}/retire")
    assert (retired.json()["state"], retired.json()["allowed"]) == ("retired", [])
    assert retired.json()["retired_at"] is not None
    twice = await trainer.post(f"/v1/requirements/{requirement['id']}/retire")
    assert (twice.status_code, twice.json()["code"]) == (409, "MoveNotAllowed")
    assert await lines(anna) == []


async def test_general_training_is_voluntary_without_a_sponsor(http: People, session: AsyncSession) -> None:
    track, _ = await a_track(session, phase=Phase.GENERAL)
    trainer = await http.as_("trainer")
    requirement = await draft(trainer, track_id=str(track.id))
    path = f"/v1/requirements/{requirement['id']}"
    refused = await trainer.post(f"{path}/activate")
    assert (refused.status_code, refused.json()["code"]) == (409, "SponsorReasonMissing")
    changed = await trainer.patch(path, json={"sponsor_id": str(id_of(trainer))}, headers={"If-Match": "*"})
    assert changed.status_code == 200, changed.text
    assert (await trainer.post(f"{path}/activate")).status_code == 200
    late = await trainer.patch(path, json={"due_in_days": 3}, headers={"If-Match": "*"})
    assert (late.status_code, late.json()["code"]) == (409, "NotDraft")


async def test_mandatory_hours_a_year_are_capped(http: People, session: AsyncSession) -> None:
    trainer = await http.as_("trainer")
    await http.add("anna", department="Sales")
    await http.add("bob", department="Legal", division="Benelux")
    long, _ = await a_track(session, "LONG", modules=39)
    other, _ = await a_track(session, "MORE", modules=1)
    last, _ = await a_track(session, "LAST", modules=1)
    await activate(trainer, track_id=str(long.id))
    await activate(trainer, track_id=str(long.id), applies_to={"departments": ["Sales"]})  # the same hours, once
    await activate(trainer, track_id=str(other.id))
    requirement = await draft(trainer, track_id=str(last.id), applies_to={"departments": ["Sales", "Legal"]})
    refused = await trainer.post(f"/v1/requirements/{requirement['id']}/activate")
    assert (refused.status_code, refused.json()["code"]) == (409, "MandatoryHoursCapExceeded")
    assert (refused.json()["people"], refused.json()["hours_a_year"]) == (1, 40)
    await activate(trainer, track_id=str(last.id), applies_to={"departments": ["Legal"]})


async def test_an_exemption_has_a_reason_an_end_and_another_hand(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    track, _ = await a_track(session)
    trainer = await http.as_("trainer", department="Sales")
    anna = await http.as_("employee", name="anna", department="Sales")
    requirement = await activate(trainer, track_id=str(track.id))
    path = f"/v1/requirements/{requirement['id']}/exemptions"
    until = (clock.moment + timedelta(days=60)).isoformat()
    body = {"person_id": str(id_of(anna)), "reason": "On leave.", "until": until}
    assert (await trainer.post(path, json=body | {"reason": ""})).status_code == 422
    assert (await trainer.post(path, json=body | {"until": clock.moment.isoformat()})).status_code == 422
    own = await trainer.post(path, json=body | {"person_id": str(id_of(trainer))})
    assert (own.status_code, own.json()["code"]) == (403, "OwnExemption")
    granted = await trainer.post(path, json=body)
    assert granted.status_code == 201, granted.text
    assert [line["state"] for line in await lines(anna)] == ["exempt"]
    assert (await trainer.get(path)).json()["items"] == [granted.json()]
    assert (await trainer.get(path, params={"person_id": str(id_of(trainer))})).json()["items"] == []
    assert len((await trainer.get(path, params={"format": "csv"})).text.splitlines()) == 2
    exported = await session.execute(text("SELECT count(*) FROM audit_entries WHERE action = 'exemptions.exported'"))
    assert exported.scalar_one() == 1
    clock.advance(days=61)
    assert [line["state"] for line in await lines(anna)] == ["overdue"]


async def test_lines_are_seen_by_the_person_their_manager_and_who_keeps_requirements(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    track, _ = await a_track(session)
    await activate(await http.as_("trainer"), track_id=str(track.id))
    boss = await http.as_("manager", name="boss")
    anna = await http.as_("employee", name="anna", department="Sales", manager_id=id_of(boss))
    other = await http.as_("employee", name="other", department="Sales")
    await actions.reassign_people(session, [id_of(anna)], now=clock.moment)
    await session.commit()
    path = f"/v1/people/{id_of(anna)}/requirements"
    for caller in (anna, boss, await http.as_("hr")):
        answer = await caller.get(path)
        assert answer.status_code == 200
        assert [line["subject"]["code"] for line in answer.json()["items"]] == ["DIQ"]
    assert (await other.get(path)).status_code == 404


async def test_lines_are_a_file_too_for_whoever_may_see_them(
    http: People, session: AsyncSession, clock: TestClock
) -> None:
    track, _ = await a_track(session)
    await activate(await http.as_("trainer"), track_id=str(track.id))
    anna = await http.as_("employee", name="anna", department="Sales")
    await actions.reassign_people(session, [id_of(anna)], now=clock.moment)
    await session.commit()
    path, as_file = f"/v1/people/{id_of(anna)}/requirements", {"format": "csv"}
    for caller, address in ((anna, "/v1/me/requirements"), (await http.as_("hr"), path)):
        answer = await caller.get(address, params=as_file)
        header, line = answer.text.lstrip("\ufeff").splitlines()
        assert header.startswith("requirement_id,subject."), header
        assert ",DIQ," in line
        assert answer.headers["content-disposition"] == 'attachment; filename="requirement-lines-' + (
            f'{clock.moment:%Y-%m-%d}.csv"'
        )
    exported = text("SELECT count(*) FROM audit_entries WHERE action = 'requirement-lines.exported'")
    assert (await session.execute(exported)).scalar_one() == 2
    other = await http.as_("employee", name="other", department="Sales")
    assert (await other.get(path, params=as_file)).status_code == 404


async def test_a_body_names_one_subject_and_known_things(http: People, session: AsyncSession) -> None:
    track, modules = await a_track(session)
    trainer = await http.as_("trainer")
    good = {"track_id": str(track.id), "due_in_days": 30, "reason": REASON}
    unknown = "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8"
    for changes in (
        {"module_id": str(modules[0].id)},
        {"track_id": None},
        {"track_id": unknown},
        {"sponsor_id": unknown},
        {"due_in_days": 0},
        {"repeat_every_days": 0},
        {"applies_to": {"ages": ["50+"]}},
    ):
        assert (await trainer.post("/v1/requirements", json=good | changes)).status_code == 422, changes
    both = await trainer.post("/v1/requirements", json=good | {"applies_to": {"everyone": True, "roles": ["hr"]}})
    assert (both.status_code, both.json()["code"]) == (422, "AudienceContradictory")
    for nobody_named in ({}, {"applies_to": {}}, {"applies_to": {"roles": []}}, {"applies_to": {"everyone": True}}):
        written = await trainer.post("/v1/requirements", json=good | nobody_named)
        assert written.json()["applies_to"]["everyone"] is True
    both = await trainer.post("/v1/requirements", json=good | {"module_id": str(modules[0].id)},
                              headers={"Accept-Language": "nl"})  # fmt: skip
    assert both.json()["errors"][0]["detail"] == "Noem track_id of module_id, precies één van de twee."


async def test_a_person_is_meant_when_each_list_has_one_of_theirs(http: People, session: AsyncSession) -> None:
    track, _ = await a_track(session)
    trainer = await http.as_("trainer")
    both = await http.as_("employee", name="both", department="Sales", location="Gent")
    one = await http.as_("employee", name="one", department="Sales", location="Lier")
    applies_to = {"departments": ["Sales"], "locations": ["Gent", "Ghent"]}
    written = await activate(trainer, track_id=str(track.id), applies_to=applies_to)
    assert written["applies_to"] == {"everyone": False, "divisions": [], "job_profiles": [], "roles": []} | applies_to
    [line] = await lines(both)
    matched = [("department", "Sales"), ("location", "Gent")]
    assert [(why["attribute"], why["value"]) for why in line["why"]["matched"]] == matched
    assert await lines(one) == []


async def test_a_name_that_nobody_has_is_told_after_a_change(http: People, session: AsyncSession) -> None:
    track, _ = await a_track(session)
    trainer = await http.as_("trainer")
    await http.add("anna", department="Sales")
    drafted = await draft(trainer, track_id=str(track.id), applies_to={"departments": ["Sales", "Sails"]})
    assert drafted["unknown"] == {"departments": ["Sails"]}
    path = f"/v1/requirements/{drafted['id']}"
    changed = await trainer.patch(path, json={"applies_to": {"departments": ["Sales"]}}, headers={"If-Match": "*"})
    assert (changed.json()["unknown"], changed.json()["version"]) == ({}, 2)


async def test_what_is_not_published_is_not_required(http: People, session: AsyncSession) -> None:
    track, _ = await a_track(session, modules=0)
    trainer = await http.as_("trainer")
    requirement = await draft(trainer, track_id=str(track.id))
    refused = await trainer.post(f"/v1/requirements/{requirement['id']}/activate")
    assert (refused.status_code, refused.json()["code"]) == (409, "SubjectNotPublished")


async def test_the_list_of_requirements_is_one_statement(
    http: People, session: AsyncSession, statements: Statements
) -> None:
    track, modules = await a_track(session)
    trainer = await http.as_("trainer")
    for module in modules:
        await draft(trainer, module_id=str(module.id))
    active = await activate(trainer, track_id=str(track.id))
    statements.seen.clear()
    listed = (await trainer.get("/v1/requirements")).json()["items"]
    assert len(statements) == 1
    assert [item["subject"]["code"] for item in listed] == ["DIQ", "DIQ-1", "DIQ-0"]
    assert [item["allowed"] for item in listed] == [["retire"], ["activate", "retire"], ["activate", "retire"]]
    found = (await trainer.get("/v1/requirements", params={"state": "active"})).json()["items"]
    assert [item["id"] for item in found] == [active["id"]]
    found = (await trainer.get("/v1/requirements", params={"q": "diq 1"})).json()["items"]
    assert [item["subject"]["code"] for item in found] == ["DIQ-1"]
    by_subject = (await trainer.get("/v1/requirements", params={"sort": "subject"})).json()["items"]
    assert [item["subject"]["code"] for item in by_subject] == ["DIQ", "DIQ-0", "DIQ-1"]
    file = (await trainer.get("/v1/requirements", params={"format": "csv", "state": "active"})).text.splitlines()
    assert (len(file), "applies_to.departments" in file[0].split(",")) == (2, True)
    unknown = await trainer.get("/v1/requirements", params={"subject": "DIQ"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "UnknownParameter")


async def test_who_may_do_what_with_requirements(http: People, session: AsyncSession) -> None:
    track, _ = await a_track(session)
    requirement = await draft(await http.as_("trainer"), track_id=str(track.id))
    employee = await http.as_("employee")
    path = f"/v1/requirements/{requirement['id']}"
    assert (await employee.get(path)).status_code == 403
    for move in ("dry-run", "activate", "retire", "exemptions"):
        assert (await employee.post(f"{path}/{move}", json={})).status_code == 403
        assert (await http.anonymous.post(f"{path}/{move}", json={})).status_code == 401
    assert (await http.system("lms", ["completions.read"]).get("/v1/me/requirements")).status_code == 403


async def test_a_module_that_moves_to_another_track_is_no_longer_asked_with_the_first(
    http: People, session: AsyncSession, clock: TestClock, catalogue: Any
) -> None:
    trainer = await http.as_("trainer")
    anna = await http.as_("employee", name="anna", department="Sales")
    first, [done, moving] = await catalogue.published(modules=2, phase="function")
    second, _ = await catalogue.published()
    requirement = await draft(trainer, track_id=first["id"])
    await trainer.post(f"/v1/requirements/{requirement['id']}/activate")
    await catalogue.complete(anna, done)
    assert [line["state"] for line in (await anna.get("/v1/me/requirements")).json()["items"]] == ["open"]
    path, any_version = f"/v1/modules/{moving['id']}", {"If-Match": "*"}
    assert (await trainer.patch(path, json={"track_id": second["id"]}, headers=any_version)).status_code == 200
    assert [line["state"] for line in (await anna.get("/v1/me/requirements")).json()["items"]] == ["done"]
    assert (await trainer.patch(path, json={"track_id": first["id"]}, headers=any_version)).status_code == 200
    assert [line["state"] for line in (await anna.get("/v1/me/requirements")).json()["items"]] == ["open"]


async def test_what_stands_in_a_track_that_nobody_sees_is_not_required(catalogue: Any) -> None:
    track = await catalogue.track(phase="function")
    module = await catalogue.module(track["id"])
    for subject in ({"track_id": track["id"]}, {"module_id": module["id"]}):
        body = {"due_in_days": 30, "reason": REASON, **subject}
        made = await catalogue.post("requirements", body, expect=201)
        refused = await catalogue.post(f"requirements/{made['id']}/activate", expect=409)
        assert refused["code"] == "SubjectNotPublished"
    await catalogue.post(f"tracks/{track['id']}/publish")
    assert (await catalogue.post(f"requirements/{made['id']}/activate"))["state"] == "active"


async def test_what_is_required_of_a_person_comes_in_pages(http: People, session: AsyncSession) -> None:
    trainer, anna = await http.as_("trainer"), await http.as_("employee", name="anna", department="Sales")
    for number in range(5):
        track, _ = await a_track(session, f"T{number}")
        requirement = await draft(trainer, track_id=str(track.id), due_in_days=30 - number // 2)
        assert (await trainer.post(f"/v1/requirements/{requirement['id']}/activate")).status_code == 200
    whole = (await anna.get("/v1/me/requirements")).json()
    assert (len(whole["items"]), whole["next_cursor"]) == (5, None)
    person: Person = anna.person  # type: ignore[attr-defined]  # put there by the test client
    for path, reader in (("/v1/me/requirements", anna), (f"/v1/people/{person.id}/requirements", trainer)):
        found, query = [], {"limit": "2"}
        while True:
            answer = await reader.get(path, params=query)
            found.extend(answer.json()["items"])
            if answer.json()["next_cursor"] is None:
                break
            assert 'rel="next"' in answer.headers["link"]
            query["cursor"] = answer.json()["next_cursor"]
        assert found == whole["items"]
        assert (await reader.get(path, params={"cursor": "nonsense"})).status_code == 422
