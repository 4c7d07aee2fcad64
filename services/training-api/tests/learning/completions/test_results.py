"""Results as they come: whatever other systems write, in whatever order they send it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from service_kit.testing.plugin import People, TestClock

LMS = ["completions.write", "completions.read"]
JSON = {"Content-Type": "application/json"}
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)


def faults(batch: Any) -> list[tuple[int, str, str]]:
    return [(one["index"], one["code"], one["pointer"]) for one in batch.json()["errors"]]


async def test_a_score_has_two_decimals_wherever_it_is_told(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    learner, lms = await http.as_("employee"), http.system("lms", LMS)
    body = {"person_id": str(learner.person.id), "module_id": module["id"], "score": "87,555"}  # type: ignore[attr-defined]  # set by the kit's plugin
    made = await lms.post("/v1/completions", json=body)
    assert (made.status_code, made.json()["score"]) == (201, 87.56), made.text
    [entry] = (await learner.get("/v1/me/transcript")).json()["items"]
    [listed] = (await lms.get("/v1/completions")).json()["items"]
    check = await lms.get("/v1/completions/check", params={"person": body["person_id"], "module": module["code"]})
    assert [one["score"] for one in (entry, listed, check.json())] == [87.56] * 3
    file = await lms.get("/v1/completions", params={"format": "csv"})
    assert ",87.56," in file.text


async def test_a_person_is_named_by_exactly_one_of_four_names(http: People, catalogue: Any) -> None:
    _, modules = await catalogue.published(4)
    lms = http.system("lms", LMS)
    anna = await http.add("anna", email="Anna.Peeters@Example.com")
    names = [
        ("person_id", str(anna.id)),
        ("employee_number", anna.employee_number),
        ("user_name", anna.user_name.upper()),
        ("email", "anna.PEETERS@example.COM"),
    ]
    rows = [{field: name, "module_id": module["id"]} for (field, name), module in zip(names, modules, strict=True)]
    first = await lms.post("/v1/completions", json=rows[3])
    assert (first.status_code, first.json()["person_id"]) == (201, str(anna.id)), first.text
    batch = await lms.post("/v1/completions/batch", json={"items": rows[:3]})
    assert (batch.json()["recorded"], batch.json()["errors"]) == (3, [])
    for field, _ in names[1:]:
        unknown = await lms.post("/v1/completions", json={field: "nobody@example.com", "module_id": modules[0]["id"]})
        found = (unknown.status_code, unknown.json()["code"], unknown.json()["errors"][0]["pointer"])
        assert found == (422, "UnknownPerson", f"/{field}")
    for named in (rows[0] | rows[1], {"module_id": modules[0]["id"]}):
        unclear = await lms.post("/v1/completions", json=named)
        assert (unclear.status_code, unclear.json()["code"]) == (422, "Malformed")


async def test_an_address_of_several_people_names_nobody(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    lms = http.system("lms", LMS)
    await http.add("anna", email="desk@example.com")
    await http.add("bob", email="Desk@example.com")
    row = {"email": "DESK@example.com", "module_id": module["id"]}
    refused = await lms.post("/v1/completions", json=row)
    assert (refused.status_code, refused.json()["code"]) == (422, "PersonAmbiguous")
    assert refused.json()["errors"][0]["pointer"] == "/email"
    batch = await lms.post("/v1/completions/batch", json={"items": [row]})
    assert faults(batch) == [(0, "PersonAmbiguous", "/email")]
    assert (await lms.get("/v1/completions")).json()["items"] == []


async def test_the_source_is_ours_to_say(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    learner, trainer, lms = await http.add("learner"), await http.as_("trainer"), http.system("lms", LMS)
    row = {"person_id": str(learner.id), "module_id": module["id"]}
    for client, own, another in ((lms, "lms", "trainer"), (trainer, "trainer", "session")):
        for source in (another, "player", "import", "assessment", "anything"):
            refused = await client.post("/v1/completions", json=row | {"source": source})
            assert (refused.status_code, refused.json()["code"]) == (422, "SourceNotYours"), source
        made = await client.post("/v1/completions", json=row | {"source": own})
        assert (made.status_code, made.json()["source"]) == (201, own)


@pytest.mark.parametrize("told", [{"success": False}, {"completion": False}, {"success": False, "score": 12}])
async def test_what_failed_is_no_completion(http: People, catalogue: Any, told: dict[str, Any]) -> None:
    _, [module] = await catalogue.published()
    row = {"person_id": str((await http.add("learner")).id), "module_id": module["id"]}
    lms = http.system("lms", LMS)
    refused = await lms.post("/v1/completions", json=row | told)
    assert (refused.status_code, refused.json()["code"]) == (422, "NotCompleted")
    passed = await lms.post("/v1/completions", json=row | {"success": True, "completion": True, "score": {"scaled": 1}})
    assert (passed.status_code, passed.json()["score"]) == (201, 100)


async def test_a_moment_without_a_zone_is_the_organisations(http: People, catalogue: Any, clock: TestClock) -> None:
    _, [module] = await catalogue.published()
    lms = http.system("lms", LMS)
    row = {"person_id": str((await http.add("learner")).id), "module_id": module["id"]}
    for told, kept in (("2025-10-26T02:30:00", "2025-10-26T00:30:00Z"), ("2025-10-26", "2025-10-25T22:00:00Z")):
        made = await lms.post("/v1/completions", json=row | {"completed_at": told})
        assert (made.status_code, made.json()["completed_at"]) == (201, kept), told
    ahead = (clock.moment + timedelta(minutes=4)).isoformat()
    assert (await lms.post("/v1/completions", json=row | {"completed_at": ahead})).status_code == 201
    for told, code in (
        ("01/02/2026", "InvalidTime"),
        ("0001-01-01", "InvalidTime"),
        ((clock.moment + timedelta(minutes=6)).isoformat(), "FromTheFuture"),
    ):
        refused = await lms.post("/v1/completions", json=row | {"completed_at": told})
        found = (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["pointer"])
        assert found == (422, code, "/completed_at")


async def test_every_fault_of_a_row_is_told_and_costs_no_other_row(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    lms = http.system("lms", LMS)
    good = {"person_id": str((await http.add("learner")).id), "module_id": module["id"]}
    rows: list[Any] = [
        good,
        {"module_id": module["id"]},
        good | {"scoer": 1, "a/b~c": 2},
        good | {"minutes": "many", "score": "1.234,5", "completed_at": "01/02/2026", "source": "player"},
        {"employee_number": "nobody", "module_code": "NOPE", "score": 104, "completed_at": "2126-01-01"},
        "a text",
        None,
        {"employee_number": 1042, "email": "x@y.z"},
        good | {"evidence": {"nul": "\u0000"}},
        good | {"evidence": {"not a number": "NaN"}, "external_id": "nul\u0000"},
        good | {"success": False},
        {"person_id": "me", "module_id": module["id"], "module_code": module["code"]},
        good,
    ]
    sent = json.dumps({"items": rows}).replace('"NaN"', "NaN")
    batch = await lms.post("/v1/completions/batch", content=sent, headers=JSON)
    assert (batch.status_code, batch.json()["recorded"]) == (200, 2), batch.text
    assert sorted(faults(batch)) == [
        (1, "Malformed", ""),
        (2, "Malformed", "/a~1b~0c"),
        (2, "Malformed", "/scoer"),
        (3, "InvalidScore", "/score"),
        (3, "InvalidTime", "/completed_at"),
        (3, "Malformed", "/minutes"),
        (3, "SourceNotYours", "/source"),
        (4, "FromTheFuture", "/completed_at"),
        (4, "InvalidScore", "/score"),
        (4, "UnknownModule", "/module_code"),
        (4, "UnknownPerson", "/employee_number"),
        (5, "Malformed", ""),
        (6, "Malformed", ""),
        (7, "Malformed", ""),
        (7, "Malformed", "/employee_number"),
        (8, "Malformed", "/evidence"),
        (9, "Malformed", "/evidence"),
        (9, "Malformed", "/external_id"),
        (10, "NotCompleted", "/success"),
        (11, "Malformed", ""),
        (11, "Malformed", "/person_id"),
    ]
    assert batch.json()["error_count"] == 21
    assert batch.json()["error_codes"]["InvalidScore"] == 2
    assert all(one["detail"] and one["detail"] != one["code"] for one in batch.json()["errors"])
    half = '{"items": [{"\\ud800": 1}, {"person_id": "' + good["person_id"] + '", "module_code": "\\udfff"}]}'
    answer = await lms.post("/v1/completions/batch", content=half, headers=JSON)
    assert (answer.status_code, answer.json()["recorded"]) == (200, 0)
    assert faults(answer)[0] == (0, "Malformed", "/?")


async def test_faults_are_told_in_the_readers_language(http: People, catalogue: Any) -> None:
    lms = http.system("lms", LMS)
    rows = {"items": [{"user_name": "nobody", "module_code": "NOPE", "score": "NaN"}]}
    answer = await lms.post("/v1/completions/batch", json=rows, headers={"Accept-Language": "nl"})
    said = {one["code"]: one["detail"] for one in answer.json()["errors"]}
    assert said["InvalidScore"].startswith("Een score is 0 tot 100")
    assert said["UnknownPerson"].startswith("De adreslijst kent niemand")


async def test_nobody_tells_of_their_own_learning(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    trainer = await http.as_("trainer")
    own = {"email": trainer.person.email.upper(), "module_id": module["id"]}  # type: ignore[attr-defined]  # set by the kit's plugin
    refused = await trainer.post("/v1/completions", json=own)
    assert (refused.status_code, refused.json()["code"]) == (403, "OwnCompletion")
    batch = await trainer.post("/v1/completions/batch", json={"items": [own]})
    assert faults(batch) == [(0, "OwnCompletion", "/email")]


async def test_with_open_prerequisites_it_is_recorded_out_of_order(http: People, catalogue: Any) -> None:
    _, [first, second, free] = await catalogue.published(3)
    await catalogue.requires(second, {"all_of": [{"module": first["id"]}]})
    learner, lms = await http.as_("employee"), http.system("lms", LMS)
    row = {"person_id": str(learner.person.id)}  # type: ignore[attr-defined]  # set by the kit's plugin

    async def tell(module: Any, day: str) -> bool:
        body = row | {"module_id": module["id"], "completed_at": day}
        made = await lms.post("/v1/completions", json=body)
        assert made.status_code == 201, made.text
        return bool(made.json()["out_of_order"])

    async def marked() -> dict[str, bool]:
        items = (await learner.get("/v1/me/transcript")).json()["items"]
        return {one["module_code"]: one["out_of_order"] for one in items if one["reverses"] is None}

    assert await tell(second, "2026-02-01") is True
    assert await tell(free, "2026-02-01") is False
    assert await marked() == {second["code"]: True, free["code"]: False}
    assert await tell(first, "2026-02-02") is False
    assert (await marked())[second["code"]] is True, "what comes first was completed a day later"
    assert await tell(first, "2026-01-31") is False
    assert (await marked())[second["code"]] is False, "it was there, and told late"
    assert await tell(second, "2026-03-01") is False
    listed = (await lms.get("/v1/completions", params={"module": second["code"]})).json()["items"]
    assert [one["out_of_order"] for one in listed] == [False, False]


async def test_what_was_waived_or_asked_later_is_not_out_of_order(http: People, catalogue: Any) -> None:
    _, [first, second, later] = await catalogue.published(3)
    await catalogue.requires(second, {"any_of": [{"module": first["id"]}]})
    learner, lms, hr = await http.as_("employee"), http.system("lms", LMS), await http.as_("hr")
    asked = {"module_id": second["id"], "reason": "Did this elsewhere."}
    waiver = (await learner.post("/v1/waivers", json=asked)).json()
    assert (await hr.post(f"/v1/waivers/{waiver['id']}/approve", json={"reason": "Agreed"})).status_code == 200
    row = {"person_id": str(learner.person.id)}  # type: ignore[attr-defined]  # set by the kit's plugin
    for module in (second, later):
        made = await lms.post("/v1/completions", json=row | {"module_id": module["id"]})
        assert (made.status_code, made.json()["out_of_order"]) == (201, False)
    await catalogue.requires(later, {"all_of": [{"module": first["id"]}]})
    items = (await learner.get("/v1/me/transcript")).json()["items"]
    assert [one["out_of_order"] for one in items] == [False, False]


async def test_statements_stay_the_same_whatever_the_rows_say(http: People, catalogue: Any, counted: Any) -> None:
    _, modules = await catalogue.published(3)
    await catalogue.requires(modules[2], {"all_of": [{"level": 1}]})
    lms, people = http.system("lms", LMS), [await http.add(f"p{number}") for number in range(4)]
    names = [
        {"person_id": str(people[0].id)},
        {"employee_number": people[1].employee_number},
        {"user_name": people[2].user_name},
        {"email": people[3].email},
    ]
    rows: list[Any] = [name | {"module_code": module["code"]} for name in names for module in modules]
    rows += [{"scoer": 1}, {"email": "nobody@example.com", "module_code": "NOPE", "score": "NaN"}]
    answer, many, trips = await counted(lms.post("/v1/completions/batch", json={"items": rows}))
    assert (answer.json()["recorded"], many, trips) == (12, 12, 3)
    single = {"email": people[3].email, "module_code": modules[2]["code"], "score": {"scaled": 0.5}}
    answer, many, trips = await counted(lms.post("/v1/completions", json=single))
    assert (answer.status_code, many, trips) == (201, 12, 3)


ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 28), st.none() | st.integers(0, 100), st.integers(1, 90)),
    min_size=1,
    max_size=10,
    unique=True,
)


@pytest.mark.usefixtures("clock")
@given(rows=ROWS, random=st.randoms(use_true_random=False), apart=st.integers(1, 4))
@FEW
async def test_the_same_rows_in_any_order_end_the_same(
    http: People, catalogue: Any, rows: list[Any], random: Any, apart: int
) -> None:
    """In one batch or many, each sent once or twice: transcript, totals, certificates and dates."""
    _, modules = await catalogue.published(4)
    await catalogue.requires(modules[1], {"all_of": [{"module": modules[0]["id"]}]})
    await catalogue.requires(modules[2], {"any_of": [{"module": modules[0]["id"]}, {"module": modules[1]["id"]}]})
    await catalogue.scheme(modules[:2])
    shuffled = [*rows, *random.sample(rows, len(rows) // 2)]
    random.shuffle(shuffled)
    ends = []
    for told, at_once in ((rows, len(rows)), (shuffled, len(shuffled)), (shuffled, apart)):
        learner = await http.as_("employee", name=f"learner{catalogue.count}-{len(ends)}")
        await _tell(http, learner, modules, told, at_once)
        ends.append(await _ends(learner))
    assert ends[0] == ends[1] == ends[2]


async def _tell(http: People, learner: Any, modules: list[Any], rows: list[Any], at_once: int) -> None:
    items = [
        {
            "person_id": str(learner.person.id),
            "module_id": modules[module]["id"],
            "completed_at": f"2026-02-{day:02}",
            "score": score,
            "minutes": minutes,
            "external_id": f"{learner.person.id}-{module}-{day}-{score}-{minutes}",
        }
        for module, day, score, minutes in rows
    ]
    lms = http.system("lms", LMS)
    for start in range(0, len(items), at_once):
        answer = await lms.post("/v1/completions/batch", json={"items": items[start : start + at_once]})
        assert answer.json()["error_count"] == 0, answer.text


async def _ends(learner: Any) -> Any:
    transcript = (await learner.get("/v1/me/transcript", params={"limit": 200})).json()
    certificates = (await learner.get("/v1/me/certificates")).json()["items"]
    compared = ("module_code", "completed_at", "minutes", "credits", "out_of_order")
    return (
        sorted(([one[name] for name in compared], str(one["score"])) for one in transcript["items"]),
        transcript["totals"],
        sorted([one[name] for name in ("scheme_code", "state", "issued_at", "valid_until")] for one in certificates),
    )
