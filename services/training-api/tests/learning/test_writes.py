"""What the writes of learning cost: their statements, and the trips to the server that carry them."""

from typing import Any

from service_kit.testing.plugin import People


async def test_a_completion_by_an_lms(http: People, catalogue: Any, counted: Any) -> None:
    _, [module] = await catalogue.published()
    learner, lms = await http.as_("employee"), http.system("lms", ["completions.write"])
    body = {"person_id": str(learner.person.id), "module_id": module["id"]}
    answer, many, trips = await counted(lms.post("/v1/completions", json=body))
    # Read who and what; lock, write and measure; write what it means, with the commit.
    assert (answer.status_code, many, trips) == (201, 12, 3)


async def test_a_completion_that_certifies(http: People, catalogue: Any, counted: Any) -> None:
    _, [module] = await catalogue.published()
    await catalogue.scheme([module])
    learner, lms = await http.as_("employee"), http.system("lms", ["completions.write"])
    body = {"person_id": str(learner.person.id), "module_id": module["id"]}
    answer, many, trips = await counted(lms.post("/v1/completions", json=body))
    # As above, and between the last two the certificate in the place of the one before.
    assert (answer.status_code, many, trips) == (201, 14, 4)


async def test_statements_of_a_batch_do_not_grow_with_its_rows(http: People, catalogue: Any, counted: Any) -> None:
    _, modules = await catalogue.published(3)
    lms = http.system("lms", ["completions.write"])
    people = [(await http.as_("employee", name=f"p{number}")).person for number in range(3)]
    rows = [{"person_id": str(person.id), "module_id": module["id"]} for person in people for module in modules]
    one, few, few_trips = await counted(lms.post("/v1/completions/batch", json={"items": rows[:1]}))
    all_of_them, many, many_trips = await counted(lms.post("/v1/completions/batch", json={"items": rows[1:]}))
    assert (one.json()["recorded"], all_of_them.json()["recorded"]) == (1, 8)
    assert (few, few_trips) == (many, many_trips) == (12, 3)


async def test_enrolling_and_reading_to_the_end(http: People, catalogue: Any, counted: Any) -> None:
    track = await catalogue.track()
    text = {"kind": "text", "title": {"en": "Read"}, "body": {"en": "Words."}}
    module = await catalogue.module(track["id"], content=[text, text])
    await catalogue.post(f"tracks/{track['id']}/publish")
    learner = await http.as_("employee")
    answer, many, trips = await counted(learner.post("/v1/enrolments", json={"module_id": module["id"]}))
    assert (answer.status_code, many, trips) == (201, 5, 2)
    path = f"/v1/enrolments/{answer.json()['id']}/progress"
    first, last = (item["id"] for item in module["content"])
    answer, many, trips = await counted(learner.post(path, json={"content_item_id": first}))
    assert (answer.json()["state"], many, trips) == ("in-progress", 5, 2)
    answer, many, trips = await counted(learner.post(path, json={"content_item_id": last}))
    assert (answer.json()["state"], many, trips) == ("completed", 14, 3)


async def test_taking_a_completion_back(http: People, catalogue: Any, counted: Any) -> None:
    _, [module] = await catalogue.published()
    learner, trainer = await http.as_("employee"), await catalogue.trainer()
    await catalogue.complete(learner, module)
    [completion] = (await learner.get("/v1/me/transcript")).json()["items"]
    path = f"/v1/completions/{completion['id']}"
    answer, many, trips = await counted(trainer.get(path))
    assert (answer.status_code, many, trips) == (200, 1, 1)
    answer, many, trips = await counted(trainer.post(f"{path}/reverse", json={"reason": "A mistake"}))
    # Read it; lock, write, count and measure; write what it means, with the commit.
    assert (answer.status_code, many, trips) == (200, 12, 3)
