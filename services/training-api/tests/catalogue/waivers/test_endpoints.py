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
    for client, allowed in ((learner, []), (trainer, ["withdraw"]), (other, ["approve", "refuse"])):
        assert (await client.get(path)).json()["allowed"] == allowed
    assert (await trainer.post(f"{path}/approve")).json()["code"] == "SecondPersonNeeded"
    assert (await learner.post(f"{path}/approve")).status_code == 403
    assert (await learner.post("/v1/enrolments", json={"module_id": then["id"]})).status_code == 409
    assert (await other.post(f"{path}/approve", json={"reason": "Agreed"})).json()["state"] == "approved"
    assert (await other.post(f"{path}/refuse", json={"reason": "No"})).json()["code"] == "MoveNotAllowed"
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


async def test_heads_see_that_their_people_asked_and_not_why(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    head = await http.as_("manager")
    learner = await http.as_("employee", manager_id=head.person.id)  # type: ignore[attr-defined]  # set by the kit's plugin
    asked = await learner.post("/v1/waivers", json={"module_id": module["id"], "reason": "After my illness"})
    path = f"/v1/waivers/{asked.json()['id']}"
    hr = await http.as_("hr")
    await hr.post(f"{path}/refuse", json={"reason": "Take your time"})
    whole = ("After my illness", "Take your time")
    for client, words in ((learner, whole), (hr, whole), (head, (None, None))):
        waiver = (await client.get(path)).json()
        assert (waiver["state"], waiver["reason"], waiver["decision_reason"]) == ("refused", *words)
    for answer in (await head.get("/v1/waivers"), await head.get("/v1/waivers?format=csv")):
        assert answer.status_code == 200
        assert not any(word in answer.text for word in whole)


async def test_the_list_is_one_statement_and_a_file_too(http: People, catalogue: Any, statements: Statements) -> None:
    _, [module] = await catalogue.published()
    learner, trainer = await http.as_("employee"), await http.as_("trainer")
    await learner.post("/v1/waivers", json={"module_id": module["id"], "reason": "=1+1"})
    statements.seen.clear()
    assert len((await trainer.get("/v1/waivers")).json()["items"]) == 1
    assert len(statements) == 1, "with the names of who asked, who gains and the module"
    file = await trainer.get("/v1/waivers?format=csv")
    assert (file.status_code, len(file.text.splitlines())) == (200, 2)
    assert "'=1+1" in file.text


async def asked_for(http: People, catalogue: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A head, one of their people, and the waiver that the head asked for."""
    _, [module] = await catalogue.published()
    head = await http.as_("manager", name="head")
    anna = await http.as_("employee", name="anna", department="Sales", manager_id=head.person.id)
    body = {"module_id": module["id"], "person_id": str(anna.person.id), "reason": "Ten years in the trade"}
    asked = await head.post("/v1/waivers", json=body)
    assert asked.status_code == 201, asked.text
    return head, anna, asked.json()


async def test_who_asked_takes_it_back_and_nobody_else(http: People, catalogue: Any) -> None:
    head, anna, asked = await asked_for(http, catalogue)
    path = f"/v1/waivers/{asked['id']}"
    assert (asked["person_name"], asked["requested_by_name"], asked["department"]) == (
        "Anna Tester",
        "Head Tester",
        "Sales",
    )
    assert asked["allowed"] == ["withdraw"]
    assert (await anna.post(f"{path}/withdraw")).status_code == 403, "they gain, they did not ask"
    assert (await (await http.as_("trainer")).post(f"{path}/withdraw")).status_code == 403
    taken = await head.post(f"{path}/withdraw")
    assert (taken.json()["state"], taken.json()["allowed"]) == ("withdrawn", [])
    again = await (await http.as_("hr")).post(f"{path}/approve")
    assert (again.status_code, again.json()["code"]) == (409, "MoveNotAllowed")
    body = {"module_id": asked["module_id"], "reason": "I ask myself"}
    assert (await anna.post("/v1/waivers", json=body)).status_code == 201, "asked anew"


async def test_a_refusal_says_why_and_a_decision_is_told(http: People, catalogue: Any, published: Any) -> None:
    _, anna, asked = await asked_for(http, catalogue)
    hr, path = await http.as_("hr"), f"/v1/waivers/{asked['id']}"
    refused = await hr.post(f"{path}/refuse")
    assert (refused.status_code, refused.json()["code"]) == (422, "ReasonMissing")
    assert (await hr.post(f"{path}/refuse", json={"reason": "Learn it first"})).status_code == 200
    [told] = await published("training.waiver.decided.v1")
    assert (told["subject"], told["data"]["state"]) == (str(anna.person.id), "refused")
    assert (await anna.get(path)).json()["decision_reason"] == "Learn it first"


async def test_whoever_decides_has_a_task_and_neither_who_asked_nor_who_gains(http: People, catalogue: Any) -> None:
    head, anna, asked = await asked_for(http, catalogue)
    trainer = await http.as_("trainer")
    body = {"module_id": asked["module_id"], "person_id": str(trainer.person.id), "reason": "Knows it already"}
    other = await http.as_("hr")
    own = (await other.post("/v1/waivers", json=body)).json()

    async def tasks(client: Any) -> list[str]:
        found = (await client.get("/v1/me/tasks?kind=waiver")).json()["items"]
        assert all(task["reason"]["code"] == "WaiverRequested" for task in found)
        return sorted(task["id"] for task in found)

    assert await tasks(head) == await tasks(anna) == []
    assert await tasks(trainer) == [f"waiver:{asked['id']}"]
    assert await tasks(other) == [f"waiver:{asked['id']}"]
    second = await http.as_("trainer", name="second-trainer")
    assert await tasks(second) == sorted([f"waiver:{asked['id']}", f"waiver:{own['id']}"])
    assert (await second.post(f"/v1/waivers/{asked['id']}/approve")).status_code == 200
    assert await tasks(trainer) == [], "the first who acts takes it from all"


async def test_waivers_are_narrowed_and_a_head_sees_the_whole_line_below(http: People, catalogue: Any) -> None:
    head, anna, asked = await asked_for(http, catalogue)
    above = await http.as_("manager", name="above")
    hr = await http.as_("hr")
    card = await hr.get(f"/v1/people/{head.person.id}")
    moved = await hr.patch(
        f"/v1/people/{head.person.id}",
        json={"manager_id": str(above.person.id)},
        headers={"If-Match": card.headers["etag"]},
    )
    assert moved.status_code == 200, moved.text

    async def found(client: Any, **params: str) -> list[str]:
        return [one["id"] for one in (await client.get("/v1/waivers", params=params)).json()["items"]]

    assert await found(above) == await found(head) == await found(anna) == [asked["id"]]
    assert await found(await http.as_("manager", name="elsewhere")) == []
    for name, value in (
        ("person", str(anna.person.id)),
        ("module", asked["module_id"]),
        ("department", "Sales"),
        ("state", "requested"),
    ):
        assert await found(hr, **{name: value}) == [asked["id"]], name
    for name, value in (("person", str(head.person.id)), ("department", "Legal"), ("state", "withdrawn")):
        assert await found(hr, **{name: value}) == [], name
    body = {"module_id": asked["module_id"], "reason": "For somebody two steps below"}
    lars = await http.as_("employee", name="lars", manager_id=head.person.id)
    assert (await above.post("/v1/waivers", json=body | {"person_id": str(lars.person.id)})).status_code == 201
