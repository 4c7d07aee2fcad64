"""What building the catalogue costs: statements, and the trips to the server that carry them."""

from typing import Any

from service_kit.testing.plugin import People


async def test_a_track(catalogue: Any, counted: Any) -> None:
    track = await catalogue.track()
    trainer, path = await catalogue.trainer(), f"/v1/tracks/{track['id']}"
    await catalogue.module(track["id"])
    body = {"title": {"en": "Another"}, "audience": {"departments": ["Sales"]}}
    answer, many, trips = await counted(trainer.patch(path, json=body, headers={"If-Match": "*"}))
    # Lock, write, ask which names nobody has, record.
    assert (answer.status_code, many, trips) == (200, 4, 4)
    answer, many, trips = await counted(trainer.post(f"{path}/publish"))
    assert (answer.status_code, many, trips) == (200, 3, 3)
    answer, many, trips = await counted(trainer.get(path))
    assert (answer.status_code, many, trips) == (200, 1, 1)
    answer, many, trips = await counted(trainer.post(f"{path}/archive"))
    # Three locks and what relies on it are one trip.
    assert (answer.status_code, many, trips) == (200, 6, 3)


async def test_a_module(catalogue: Any, counted: Any) -> None:
    track = await catalogue.track()
    draft = await catalogue.draft(track["id"])
    trainer, path = await catalogue.trainer(), f"/v1/modules/{draft['id']}"
    answer, many, trips = await counted(trainer.post(f"{path}/publish"))
    # Lock; write; what its track offers; whom that concerns; record.
    assert (answer.status_code, many, trips) == (200, 7, 5)
    answer, many, trips = await counted(trainer.patch(path, json={"minutes": 12}, headers={"If-Match": "*"}))
    assert (answer.status_code, many, trips) == (200, 7, 4)
    answer, many, trips = await counted(trainer.patch(path, json={"level": 2}, headers={"If-Match": "*"}))
    # As before, and whether a circle came of it.
    assert (answer.status_code, many, trips) == (200, 8, 5)
    answer, many, trips = await counted(trainer.get(path))
    assert (answer.status_code, many, trips) == (200, 1, 1)
    answer, many, trips = await counted(trainer.post(f"{path}/archive"))
    assert (answer.status_code, many, trips) == (200, 9, 5)


async def test_prerequisites_and_what_a_learner_is_told_of_them(http: People, catalogue: Any, counted: Any) -> None:
    track, [first, second] = await catalogue.published(2)
    trainer, learner = await catalogue.trainer(), await http.as_("employee")
    path, body = f"/v1/modules/{second['id']}/prerequisites", {"all_of": [{"module": first["id"]}, {"level": 2}]}
    answer, many, trips = await counted(trainer.put(path, json=body, headers={"If-Match": "*"}))
    # Lock and read; write and read the graph; record.
    assert (answer.status_code, many, trips) == (200, 9, 3)
    assert [module["code"] for module in answer.json()["modules"]] == [first["code"]]
    for told, asked in ((path, 3), (f"/v1/me/eligibility/{second['id']}", 4), (f"/v1/tracks/{track['id']}/map", 5)):
        answer, many, trips = await counted(learner.get(told))
        assert (answer.status_code, many, trips) == (200, asked, 1)
    refused, many, trips = await counted(learner.post("/v1/enrolments", json={"module_id": second["id"]}))
    assert (refused.status_code, many, trips) == (409, 6, 2)


async def test_a_waiver(http: People, catalogue: Any, counted: Any) -> None:
    _, [module] = await catalogue.published()
    learner, trainer = await http.as_("employee"), await catalogue.trainer()
    body = {"module_id": module["id"], "reason": "I know it"}
    answer, many, trips = await counted(learner.post("/v1/waivers", json=body))
    # Read who and what, write, record, and read it as it is shown.
    assert (answer.status_code, many, trips) == (201, 5, 4)
    path = f"/v1/waivers/{answer.json()['id']}"
    answer, many, trips = await counted(trainer.post(f"{path}/approve", json={"reason": "Shown"}))
    assert (answer.status_code, many, trips) == (200, 6, 4)
    answer, many, trips = await counted(trainer.get(path))
    assert (answer.status_code, many, trips) == (200, 1, 1)
