"""Certificates: issued by themselves, moved by people, verified by anyone."""

from typing import Any
from uuid import uuid4

import pytest
from service_kit.data.database import AsyncSession, Database
from service_kit.record import audit
from service_kit.testing.plugin import People, Statements, TestClock, event_of
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from training_api.certification.acknowledgements import actions as acknowledgements
from training_api.certification.certificates import actions

CURRENT = "governance.acknowledgement.current.v1"


async def follow_acknowledgement(database: Database, person: Any, code: str, current: bool = True) -> None:
    """Governance says that the person's acknowledgement is current, or no longer."""
    data = {"person_id": person.id, "guideline_code": code, "current": current, "version_number": 1}
    async with database.write() as session:
        await acknowledgements.follow_current(session, [event_of(CURRENT, data, source="governance")])


async def test_the_certificate_comes_with_the_last_module(catalogue: Any, published: Any) -> None:
    _, [first, last] = await catalogue.published(modules=2)
    scheme = await catalogue.scheme([first, last], refresher_window_days=30)
    learner = await catalogue.http.as_("employee")
    await catalogue.complete(learner, first)
    assert (await learner.get("/v1/me/certificates")).json()["items"] == []
    await catalogue.complete(learner, last)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    assert (certificate["state"], certificate["scheme_code"], certificate["renews"]) == ("valid", scheme["code"], None)
    [event] = await published("training.certificate.issued.v1")
    assert event["data"]["certificate_id"] == certificate["id"]
    assert event["data"]["valid_until"]
    query = {"person": str(learner.person.id), "scheme": scheme["code"]}
    checked = (await learner.get("/v1/certificates/check", params=query)).json()
    assert (checked["valid"], checked["certificate_id"], checked["state"]) == (True, certificate["id"], "valid")


async def test_the_certificate_comes_also_when_the_acknowledgement_arrives_last(
    catalogue: Any, database: Database, published: Any
) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module], guideline_code="speak-up")
    learner = await catalogue.http.as_("employee")
    await catalogue.complete(learner, module)
    await follow_acknowledgement(database, learner.person, "another")
    await follow_acknowledgement(database, learner.person, "speak-up", current=False)
    assert (await learner.get("/v1/me/certificates")).json()["items"] == []
    await follow_acknowledgement(database, learner.person, "speak-up")
    await follow_acknowledgement(database, learner.person, "speak-up")
    assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1
    assert len(await published("training.certificate.issued.v1")) == 1
    await follow_acknowledgement(database, learner.person, "speak-up", current=False)
    [kept] = (await learner.get("/v1/me/certificates")).json()["items"]
    assert kept["state"] == "valid", "the lapse is governance's to judge; what was earned stays"


async def test_credits_and_offline_credits_count_once_per_module(catalogue: Any) -> None:
    track, _ = await catalogue.published()
    online = await catalogue.module(track["id"], credits=3)
    offline = await catalogue.module(track["id"], credits=2, modality="classroom")
    rule = {"modules": [], "min_credits": 5, "min_offline_credits": 2}
    scheme = await catalogue.scheme([], rule=rule)
    learner = await catalogue.http.as_("employee")
    await catalogue.complete(learner, online)
    await catalogue.complete(learner, online, again=True)
    standing = (await learner.get(f"/v1/certification-schemes/{scheme['id']}/standing")).json()
    assert (standing["credits"], standing["offline_credits"], standing["due"]) == (3, 0, False)
    await catalogue.complete(learner, offline)
    assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1


async def test_publishing_a_scheme_certifies_all_who_qualify_in_a_few_statements(
    http: People, catalogue: Any, statements: Statements, published: Any
) -> None:
    _, [module] = await catalogue.published()
    learners = [await http.add(f"learner-{number}") for number in range(6)]
    gone = await http.add("gone", active=False)
    items = [{"person_id": str(learner.id), "module_id": module["id"]} for learner in (*learners, gone)]
    await http.system("lms", ["completions.write"]).post("/v1/completions/batch", json={"items": items})
    statements.seen.clear()
    scheme = await catalogue.scheme([module])
    assert len(statements) <= 16
    listed = (await (await http.as_("trainer")).get(f"/v1/certificates?scheme={scheme['code']}")).json()["items"]
    assert {found["person_id"] for found in listed} == {str(learner.id) for learner in learners}
    assert len(await published("training.certificate.issued.v1")) == 6


async def test_a_renewal_is_a_new_linked_certificate_and_both_verify(
    http: People, catalogue: Any, clock: TestClock, database: Database, published: Any
) -> None:
    _, [module] = await catalogue.published()
    scheme = await catalogue.scheme([module], valid_for_days=100, refresher_window_days=30)
    learner = await http.as_("employee")
    await catalogue.complete(learner, module)
    clock.advance(days=60)
    await catalogue.complete(learner, module, again=True)
    assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1, "before its window nothing is renewed"
    clock.advance(days=20)
    await catalogue.complete(learner, module, again=True)
    new, old = (await learner.get("/v1/me/certificates")).json()["items"]
    assert (new["renews"], new["is_current"], old["is_current"]) == (old["id"], True, False)
    assert (new["state"], old["state"]) == ("valid", "valid")
    shown = (await http.anonymous.get(f"/v1/credentials/{old['id']}")).json()
    assert (shown["renewed_by"], shown["valid"]) == (new["id"], True)
    clock.advance(days=25)
    async with database.write() as session:
        assert await actions.expire(session, now=clock.moment) == 1
    assert await published("training.certificate.expired.v1") == [], "it was renewed in time"
    states = {found["id"]: found["state"] for found in (await learner.get("/v1/me/certificates")).json()["items"]}
    assert states == {new["id"]: "valid", old["id"]: "expired"}
    query = {"person": str(learner.person.id), "scheme": scheme["code"]}  # type: ignore[attr-defined]  # set by the kit's plugin
    assert (await learner.get("/v1/certificates/check", params=query)).json()["certificate_id"] == new["id"]


async def test_an_expired_certificate_says_so_at_once_and_comes_back_only_by_learning(
    http: People, catalogue: Any, clock: TestClock, database: Database, published: Any
) -> None:
    _, [module, other] = await catalogue.published(modules=2)
    await catalogue.scheme([module], valid_for_days=10)
    learner = await http.as_("employee")
    await catalogue.complete(learner, module)
    clock.advance(days=11)
    [ended] = (await learner.get("/v1/me/certificates")).json()["items"]
    assert ended["state"] == "expired", "before the job has run"
    listed = await learner.get("/v1/certificates?state=expired")
    assert [found["id"] for found in listed.json()["items"]] == [ended["id"]]
    trainer = await http.as_("trainer")
    late = await trainer.post(f"/v1/certificates/{ended['id']}/suspend", json={"reason": "Too late"})
    assert (late.status_code, late.json()["code"]) == (409, "MoveNotAllowed")
    async with database.write() as session:
        assert await actions.expire(session, now=clock.moment) == 1
    async with database.write() as session:
        assert await actions.expire(session, now=clock.moment) == 0
    assert len(await published("training.certificate.expired.v1")) == 1
    await catalogue.complete(learner, other)
    assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1, "old learning does not count again"
    await catalogue.complete(learner, module, again=True)
    assert [found["state"] for found in (await learner.get("/v1/me/certificates")).json()["items"]] == [
        "valid",
        "expired",
    ]


async def test_a_trainer_suspends_reinstates_and_revokes(
    http: People, catalogue: Any, published: Any, session: Any
) -> None:
    _, [module] = await catalogue.published()
    scheme = await catalogue.scheme([module])
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    await catalogue.complete(learner, module)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    path = f"/v1/certificates/{certificate['id']}"
    assert (await trainer.post(f"{path}/suspend", json={})).json()["code"] == "ReasonMissing"
    assert (await trainer.post(f"{path}/reinstate")).json()["code"] == "MoveNotAllowed"
    suspended = (await trainer.post(f"{path}/suspend", json={"reason": "A complaint"})).json()
    assert (suspended["state"], suspended["state_reason"]) == ("suspended", "A complaint")
    kept = await session.execute(text("SELECT text FROM audit_texts"))
    assert kept.scalars().all() == ["A complaint"]
    told = await session.execute(
        text("SELECT count(*) FROM audit_entries WHERE details::text LIKE :words"), {"words": "%" + "A complaint" + "%"}
    )
    assert told.scalar_one() == 0
    assert (await trainer.post(f"{path}/suspend", json={"reason": "Again"})).json()["allowed"] == [
        "reinstate",
        "revoke",
    ]
    query = {"person": str(learner.person.id), "scheme": scheme["code"]}  # type: ignore[attr-defined]  # set by the kit's plugin
    assert (await learner.get("/v1/certificates/check", params=query)).json()["valid"] is False
    assert (await http.anonymous.get(f"/v1/credentials/{certificate['id']}")).json()["state"] == "suspended"
    await catalogue.complete(learner, module, again=True)
    assert len((await learner.get("/v1/me/certificates")).json()["items"]) == 1, "no way around a suspension"
    assert (await trainer.post(f"{path}/reinstate")).json()["state"] == "valid"
    assert (await trainer.post(f"{path}/revoke", json={"reason": "Fraud"})).json()["state"] == "revoked"
    assert (await trainer.post(f"{path}/reinstate")).json()["code"] == "MoveNotAllowed"
    for name in ("suspended", "reinstated", "revoked"):
        [event] = await published(f"training.certificate.{name}.v1")
        assert (event["data"]["certificate_id"], event["data"]["scheme_code"]) == (certificate["id"], scheme["code"])
    await catalogue.complete(learner, module, again=True)
    new, old = (await learner.get("/v1/me/certificates")).json()["items"]
    assert (new["state"], new["renews"], old["state"]) == ("valid", old["id"], "revoked")


async def test_why_it_was_suspended_is_told_to_the_holder_and_those_who_may_suspend(
    http: People, catalogue: Any, published: Any
) -> None:
    _, [module] = await catalogue.published()
    scheme = await catalogue.scheme([module])
    manager, trainer = await http.as_("manager"), await http.as_("trainer")
    learner = await http.as_("employee", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    await catalogue.complete(learner, module)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    path = f"/v1/certificates/{certificate['id']}"
    await trainer.post(f"{path}/suspend", json={"reason": "Between us"})
    assert (await learner.get("/v1/me/certificates")).json()["items"][0]["state_reason"] == "Between us"
    for client in (learner, trainer):
        assert (await client.get(path)).json()["state_reason"] == "Between us"
        listed = (await client.get("/v1/certificates", params={"person": certificate["person_id"]})).json()
        assert listed["items"][0]["state_reason"] == "Between us"
    partner = http.system("partner", ["certificates.read"])
    for client in (manager, await http.as_("hr"), await http.as_("strategist"), partner):
        for answer in (await client.get(path), await client.get("/v1/certificates", params={"scheme": scheme["code"]})):
            assert answer.status_code == 200
            assert '"suspended"' in answer.text
            assert "Between us" not in answer.text
    assert "Between us" not in (await http.anonymous.get(f"/v1/credentials/{certificate['id']}")).text
    [event] = await published("training.certificate.suspended.v1")
    assert event["data"]["reason"] is None


async def test_my_certificates_come_in_pages(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    for _ in range(3):
        await catalogue.scheme([module])
    learner = await http.as_("employee")
    await catalogue.complete(learner, module)
    whole = (await learner.get("/v1/me/certificates")).json()
    assert (len(whole["items"]), whole["next_cursor"]) == (3, None)
    first = await learner.get("/v1/me/certificates", params={"limit": 2})
    assert 'rel="next"' in first.headers["link"]
    cursor = first.json()["next_cursor"]
    rest = (await learner.get("/v1/me/certificates", params={"limit": 2, "cursor": cursor})).json()
    assert [*first.json()["items"], *rest["items"]] == whole["items"]
    assert rest["next_cursor"] is None
    assert (await learner.get("/v1/me/certificates?cursor=nonsense")).status_code == 422


async def test_only_trainers_move_certificates_and_nobody_reinstates_their_own(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module])
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    await catalogue.complete(trainer, module)
    [own] = (await trainer.get("/v1/me/certificates")).json()["items"]
    path = f"/v1/certificates/{own['id']}"
    assert (await learner.post(f"{path}/suspend", json={"reason": "Envy"})).status_code == 403
    assert (await trainer.post(f"{path}/suspend", json={"reason": "A pause"})).status_code == 200
    refused = await trainer.post(f"{path}/reinstate")
    assert (refused.status_code, refused.json()["code"]) == (403, "SecondPersonNeeded")
    other = await http.as_("trainer", name="second-trainer")
    assert (await other.post(f"{path}/reinstate", json={"reason": "All is well"})).status_code == 200
    assert (await other.post(f"/v1/certificates/{uuid4()}/suspend", json={"reason": "x"})).status_code == 404


async def test_a_reversed_completion_suspends_what_rested_on_it(
    http: People, catalogue: Any, published: Any, session: AsyncSession
) -> None:
    _, [module, other] = await catalogue.published(modules=2)
    scheme = await catalogue.scheme([module])
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    done = await catalogue.complete(learner, module)
    await catalogue.post(f"certification-schemes/{scheme['id']}/retire")
    elsewhere = await catalogue.complete(learner, other)
    reverse = {"reason": "Somebody else did it"}
    await trainer.post(f"/v1/completions/{elsewhere['completion_id']}/reverse", json=reverse)
    assert (await learner.get("/v1/me/certificates")).json()["items"][0]["state"] == "valid"
    await trainer.post(f"/v1/completions/{done['completion_id']}/reverse", json=reverse)
    noted = await session.execute(select(audit.entries).where(audit.entries.c.action == "certificate.suspended"))
    assert [entry.actor for entry in noted] == [f"person:{trainer.person.id}"]  # type: ignore[attr-defined]  # set by the kit's plugin
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    assert (certificate["state"], certificate["state_reason"]) == ("suspended", None)
    [event] = await published("training.certificate.suspended.v1")
    assert (certificate["state_code"], event["data"]["reason"]) == ("CompletionReversed", "CompletionReversed")


async def test_certificates_are_seen_by_the_holder_their_manager_and_those_who_check(
    http: People, catalogue: Any, statements: Statements
) -> None:
    _, [module] = await catalogue.published()
    scheme = await catalogue.scheme([module])
    manager = await http.as_("manager")
    learner = await http.as_("employee", manager_id=manager.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    await catalogue.complete(learner, module)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    partner = http.system("partner", ["certificates.read"])
    seeing = [learner, manager, await http.as_("trainer"), await http.as_("hr"), partner]
    query = {"person": certificate["person_id"], "scheme": scheme["code"]}
    for client in (*seeing, await http.as_(name="stranger"), await http.as_("analyst")):
        status = 200 if client in seeing else 404
        assert (await client.get(f"/v1/certificates/{certificate['id']}")).status_code == status
        assert (await client.get("/v1/certificates/check", params=query)).status_code == status
        statements.seen.clear()
        listed = (await client.get("/v1/certificates", params=query | {"state": "valid"})).json()["items"]
        assert len(listed) == (1 if client in seeing else 0)
        assert len(statements) == 1
    assert (await http.system("lms", ["completions.read"]).get("/v1/certificates")).status_code == 403
    nobody = await partner.get("/v1/certificates/check", params=query | {"person": str(uuid4())})
    assert nobody.status_code == 404


async def test_anyone_verifies_a_certificate_and_learns_nothing_private(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    scheme = await catalogue.scheme([module])
    learner = await http.as_("employee", department="Secret")
    await catalogue.complete(learner, module)
    [certificate] = (await learner.get("/v1/me/certificates")).json()["items"]
    shown = await http.anonymous.get(f"/v1/credentials/{certificate['id']}")
    assert shown.status_code == 200
    body = shown.json()
    assert body["holder"] == {"name": "Employee Tester"}
    assert body["scheme"] == {"code": scheme["code"], "title": {"en": "Speaker"}}
    assert (body["issuer"]["name"], body["state"], body["valid"]) == ("Kring", "valid", True)
    assert body["verify_url"] == f"http://kring.test/verify/{certificate['id']}"
    for secret in ("example.org", "E-employee", "Secret", certificate["person_id"]):
        assert secret not in shown.text
    assert (await http.anonymous.get(f"/v1/credentials/{uuid4()}")).status_code == 404
    page = await http.anonymous.get(f"/verify/{certificate['id']}", headers={"Accept-Language": "nl-BE, fr"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'property="og:url" content="http://kring.test/verify/{certificate["id"]}"' in page.text
    assert 'property="og:title"' in page.text
    assert 'property="og:image" content="http://kring.test/icon-512.png"' in page.text
    assert shown.json()["holder"]["name"] not in page.text, "others keep what they show for weeks"
    assert (await http.anonymous.get(f"/verify/{uuid4()}")).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE certificates SET valid_until = now() + interval '10 years'",
        "UPDATE certificates SET person_id = (SELECT id FROM people WHERE user_name = 'trainer')",
        "DELETE FROM certificates",
    ],
)
async def test_the_database_itself_keeps_what_was_issued(catalogue: Any, session: AsyncSession, change: str) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module])
    await catalogue.complete(await catalogue.http.as_("employee"), module)
    with pytest.raises(DBAPIError, match="stays as it was issued"):
        await session.execute(text(change))
