"""Prerequisites, eligibility and the map over HTTP."""

import asyncio
from typing import Any

from service_kit.testing.plugin import Statements


async def test_prerequisites_are_set_and_read_back_as_written(catalogue: Any) -> None:
    _, [first, second, third] = await catalogue.published(modules=3)
    expression = {"all_of": [{"module": first["id"]}, {"any_of": [{"module": second["id"]}, {"level": 1}]}]}
    answer = await catalogue.requires(third, expression)
    assert answer.status_code == 200, answer.text
    trainer = await catalogue.trainer()
    path = f"/v1/modules/{third['id']}/prerequisites"
    read = await trainer.get(path)
    assert read.json()["all_of"][0]["module"] == first["id"]
    assert [module["code"] for module in read.json()["modules"]] == [first["code"], second["code"]]
    fresh = {"If-Match": read.headers["etag"]}
    assert (await trainer.put(path, json={"level": 1}, headers=fresh)).json()["version"] == 2
    assert (await trainer.put(path, json={"level": 1}, headers=fresh)).status_code == 412
    assert (await trainer.put(path, json={"level": 1})).status_code == 428
    employee = await catalogue.http.as_("employee")
    assert (await employee.get(path)).status_code == 200
    assert (await employee.put(path, json={"level": 1}, headers={"If-Match": "*"})).status_code == 403


async def test_a_module_without_prerequisites_says_so(catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    read = (await (await catalogue.trainer()).get(f"/v1/modules/{module['id']}/prerequisites")).json()
    assert (read["all_of"], read["version"], read["modules"]) == ([], 0, [])


async def test_a_circle_is_refused_and_named_also_through_a_level(catalogue: Any) -> None:
    track, [one, two] = await catalogue.published(modules=2)
    high = await catalogue.module(track["id"], level=2)
    assert (await catalogue.requires(two, {"module": one["id"]})).status_code == 200
    refused = await catalogue.requires(one, {"any_of": [{"module": two["id"]}, {"module": high["id"]}]})
    assert (refused.status_code, refused.json()["code"]) == (422, "PrerequisiteCycle")
    assert refused.json()["cycle"] == [one["code"], two["code"], one["code"]]
    assert (await catalogue.requires(high, {"level": 1})).status_code == 200
    assert (await catalogue.requires(one, {"module": high["id"]})).json()["code"] == "PrerequisiteCycle"
    assert (await catalogue.requires(one, {"module": one["id"]})).json()["code"] == "PrerequisiteCycle"
    trainer = await catalogue.trainer()
    moved = await trainer.patch(f"/v1/modules/{high['id']}", json={"level": 3}, headers={"If-Match": "*"})
    assert moved.status_code == 200
    assert (await catalogue.requires(one, {"level": 2})).status_code == 200
    assert (await catalogue.requires(one, {"level": 3})).json()["code"] == "PrerequisiteCycle"
    back = await trainer.patch(f"/v1/modules/{high['id']}", json={"level": 2}, headers={"If-Match": "*"})
    assert (back.status_code, back.json()["code"]) == (422, "PrerequisiteCycle")


async def test_an_expression_that_says_nothing_clear_is_refused(catalogue: Any) -> None:
    _, [one, two] = await catalogue.published(modules=2)
    archived = await catalogue.draft(one["track_id"])
    await catalogue.post(f"modules/{archived['id']}/archive")
    for expression in (
        {},
        {"module": one["id"], "level": 1},
        {"any_of": []},
        {"module": "0190f3a0-0000-7000-8000-000000000000"},
        {"module": archived["id"]},
        {"all_of": [{"all_of": [{"all_of": [{"all_of": [{"all_of": [{"all_of": [{"level": 1}]}]}]}]}]}]},
    ):
        assert (await catalogue.requires(two, expression)).status_code == 422, expression


async def test_an_unknown_or_archived_module_is_named_at_its_place(catalogue: Any) -> None:
    _, [one, two] = await catalogue.published(modules=2)
    archived = await catalogue.draft(one["track_id"])
    await catalogue.post(f"modules/{archived['id']}/archive")
    for wrong in ("0190f3a0-0000-7000-8000-000000000000", archived["id"]):
        for expression, pointer in (
            ({"module": wrong}, "/module"),
            ({"all_of": [{"module": one["id"]}, {"any_of": [{"level": 1}, {"module": wrong}]}]},
             "/all_of/1/any_of/1/module"),
        ):  # fmt: skip
            refused = await catalogue.requires(two, expression)
            assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]


async def test_two_trainers_cannot_draw_a_circle_together(live_catalogue: Any) -> None:
    """Each half is fine alone; whichever comes second sees the first and is refused."""
    track = await live_catalogue.track()
    for _ in range(5):
        one, two = await live_catalogue.draft(track["id"]), await live_catalogue.draft(track["id"])
        answers = await asyncio.gather(
            live_catalogue.requires(one, {"module": two["id"]}), live_catalogue.requires(two, {"module": one["id"]})
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]


async def test_eligibility_says_what_is_missing_and_the_shortest_way(catalogue: Any) -> None:
    track, [base, left, right, top] = await catalogue.published(modules=4)
    long = await catalogue.module(track["id"], level=2, minutes=90)
    await catalogue.requires(left, {"module": base["id"]})
    await catalogue.requires(
        top, {"all_of": [{"any_of": [{"module": left["id"]}, {"module": long["id"]}]}, {"level": 2}]}
    )
    learner = await catalogue.http.as_("employee")
    path = f"/v1/me/eligibility/{top['id']}"
    locked = (await learner.get(path)).json()
    assert (locked["eligible"], locked["reachable"], locked["minutes"]) == (False, True, 90)
    assert locked["shortest_path"] == [long["id"]], "the level asks the long one, which also is the alternative"
    choice, level = locked["missing"]
    assert (choice["kind"], [option["code"] for option in choice["options"]]) == (
        "any_of",
        [left["code"], long["code"]],
    )
    assert (level["kind"], level["level"], level["modules"][0]["title"]) == ("level", 2, {"en": "A module"})
    refused = await learner.post("/v1/enrolments", json={"module_id": top["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "PrerequisitesMissing")
    assert refused.json()["missing"] == locked["missing"]
    assert refused.json()["shortest_path"] == locked["shortest_path"]
    assert (await catalogue.complete(learner, long))["state"] == "completed"
    assert (await learner.get(path)).json()["eligible"] is True
    assert (await learner.post("/v1/enrolments", json={"module_id": top["id"]})).status_code == 201
    assert (await learner.get(f"/v1/me/eligibility/{right['id']}")).json()["missing"] == []
    assert (await catalogue.http.system("lms", ["completions.read"]).get(path)).status_code == 403


async def test_a_way_through_an_unpublished_module_is_closed(catalogue: Any) -> None:
    track, [module] = await catalogue.published()
    draft = await catalogue.draft(track["id"])
    await catalogue.requires(module, {"module": draft["id"]})
    learner = await catalogue.http.as_("employee")
    locked = (await learner.get(f"/v1/me/eligibility/{module['id']}")).json()
    assert (locked["reachable"], locked["shortest_path"], locked["missing"][0]["available"]) == (False, [], False)


async def test_the_map_shows_each_module_in_its_state(catalogue: Any, statements: Statements) -> None:
    track, [done, begun, locked, opened] = await catalogue.published(modules=4)
    _, [elsewhere] = await catalogue.published()
    await catalogue.requires(
        locked, {"all_of": [{"module": done["id"]}, {"any_of": [{"module": begun["id"]}, {"module": elsewhere["id"]}]}]}
    )
    learner = await catalogue.http.as_("employee")
    await catalogue.complete(learner, done)
    await learner.post("/v1/enrolments", json={"module_id": begun["id"]})
    statements.seen.clear()
    drawn = (await learner.get(f"/v1/tracks/{track['id']}/map")).json()
    assert len(statements) <= 5
    assert {node["code"]: node["state"] for node in drawn["nodes"]} == {
        done["code"]: "done",
        begun["code"]: "in-progress",
        locked["code"]: "locked",
        opened["code"]: "open",
        elsewhere["code"]: "open",
    }
    assert [node["external"] for node in drawn["nodes"]] == [False] * 4 + [True]
    assert drawn["levels"] == [{"level": 1, "modules": 4, "done": 1}]
    assert {(edge["from"], edge["kind"]) for edge in drawn["edges"]} == {
        (done["id"], "all"),
        (begun["id"], "any"),
        (elsewhere["id"], "any"),
    }
