"""Waivers over HTTP: two people open a module, and neither of them is the one who gains."""

from typing import Any

from service_kit.testing.plugin import People, Statements


async def test_a_waiver_by_two_people_opens_the_module(http: People, catalogue: Any) -> None:
    _, [first, then] = await catalogue.published(modules=2)
    await catalogue.requires(then, {"module": first["id"]})
    learner, stranger = await http.as_("employee"), await http.as_(name="stranger")
    trainer, other = await http.as_("trainer"), await http.as_("trainer", name="second-trainer")
    person = str(learner.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    body = {"person_id": person, "module_id": then["id"], "reason": "Ten years in the trade"}
    refused = await stranger.post("/v1/waivers", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")
    asked = await trainer.post("/v1/waivers", json=body)
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    assert (await learner.post("/v1/waivers", json=body | {"person_id": None})).json()["code"] == "WaiverOpen"
    path = f"/v1/waivers/{asked.json()['id']}"
    assert (await stranger.get(path)).status_code == 404
    for client, allowed in ((learner, []), (trainer, []), (other, ["approve", "refuse"])):
        assert (await client.get(path)).json()["allowed"] == allowed
    assert (await trainer.post(f"{path}/approve")).json()["code"] == "SecondPersonNeeded"
    assert (await learner.post(f"{path}/approve")).status_code == 403
    assert (await learner.post("/v1/enrolments", json={"module_id": then["id"]})).status_code == 409
    assert (await other.post(f"{path}/approve", json={"reason": "Agreed"})).json()["state"] == "approved"
    assert (await other.post(f"{path}/refuse")).json()["code"] == "MoveNotAllowed"
    eligible = (await learner.get(f"/v1/me/eligibility/{then['id']}")).json()
    assert (eligible["eligible"], eligible["waived"]) == (True, True)
    assert (await learner.post("/v1/enrolments", json={"module_id": then["id"]})).status_code == 201
    listed = (await learner.get("/v1/waivers?state=approved")).json()["items"]
    assert [waiver["id"] for waiver in listed] == [asked.json()["id"]]
    assert (await stranger.get("/v1/waivers")).json()["items"] == []


async def test_those_who_gain_do_not_decide_whoever_asked(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    trainer, other = await http.as_("trainer"), await http.as_("trainer", name="second-trainer")
    body = {"module_id": module["id"], "person_id": str(trainer.person.id), "reason": "Knows it already"}  # type: ignore[attr-defined]  # set by the kit's plugin
    asked = (await other.post("/v1/waivers", json=body)).json()
    refused = await trainer.post(f"/v1/waivers/{asked['id']}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "SecondPersonNeeded")
    hr = await http.as_("hr")
    decided = (await hr.post(f"/v1/waivers/{asked['id']}/refuse", json={"reason": "Learn it"})).json()
    assert (decided["state"], decided["decision_reason"], decided["allowed"]) == ("refused", "Learn it", [])
    assert decided["decided_by"] == f"person:{hr.person.id}"  # type: ignore[attr-defined]  # as above


async def test_the_list_is_one_statement_and_a_file_too(http: People, catalogue: Any, statements: Statements) -> None:
    _, [module] = await catalogue.published()
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    await learner.post("/v1/waivers", json={"module_id": module["id"], "reason": "=1+1"})
    statements.seen.clear()
    assert len((await trainer.get("/v1/waivers")).json()["items"]) == 1
    assert len(statements) == 1
    file = await trainer.get("/v1/waivers?format=csv")
    assert (file.status_code, len(file.text.splitlines())) == (200, 2)
    assert "'=1+1" in file.text
