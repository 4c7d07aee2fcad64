"""Many people are enrolled at once: each by itself, each with an outcome, by whoever may enrol that very person."""

from typing import Any
from uuid import uuid4

import pytest
from service_kit.testing.plugin import People


@pytest.fixture
async def team(http: People, catalogue: Any) -> dict[str, Any]:
    """Mia leads Anna, Bo, and Cem, who left; Eva is of another team."""
    _, [module] = await catalogue.published()
    mia = await http.as_("manager", name="mia")
    lead = mia.person.id  # type: ignore[attr-defined]  # set by the kit's plugin
    people = {
        "anna": await http.add("anna", manager_id=lead),
        "bo": await http.add("bo", manager_id=lead),
        "cem": await http.add("cem", manager_id=lead, active=False),
        "eva": await http.add("eva"),
    }
    return {"module": module, "mia": mia, **{name: str(person.id) for name, person in people.items()}}


def path(team: dict[str, Any]) -> str:
    return f"/v1/modules/{team['module']['id']}/people/moves"


async def test_each_of_my_people_has_an_outcome_and_a_refusal_stops_no_other(team: dict[str, Any]) -> None:
    mia, unknown = team["mia"], str(uuid4())
    ids = [team["eva"], team["anna"], unknown, team["cem"], team["bo"]]
    answer = await mia.post(path(team), json={"move": "enrol", "ids": ids})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["done"], found["refused"]) == (2, 3)
    assert [(one["id"], one["status"], one["state"], one["code"]) for one in found["items"]] == [
        (team["eva"], 403, None, "Forbidden"),
        (team["anna"], 201, "enrolled", None),
        (unknown, 404, None, "Missing"),
        (team["cem"], 409, None, "NotForThisPerson"),
        (team["bo"], 201, "enrolled", None),
    ]
    assert all(one["detail"] for one in found["items"] if one["code"])
    listed = (await mia.get(f"/v1/enrolments?module={team['module']['id']}")).json()["items"]
    assert {one["person_id"]: one["source"] for one in listed} == {team["anna"]: "manager", team["bo"]: "manager"}
    again = (await mia.post(path(team), json={"move": "enrol", "ids": [team["anna"]]})).json()
    assert (again["done"], again["items"][0]["status"], again["items"][0]["state"]) == (1, 200, "enrolled")


@pytest.mark.parametrize(("role", "status"), [
    ("employee", 403), ("hr", 403), ("admin", 403), ("executive", 403), ("manager", 403), ("trainer", 201),
])  # fmt: skip
async def test_who_may_enrol_whom(team: dict[str, Any], http: People, role: str, status: int) -> None:
    other = await http.as_(role, name="other")
    found = (await other.post(path(team), json={"move": "enrol", "ids": [team["anna"]]})).json()
    assert [one["status"] for one in found["items"]] == [status]


async def test_the_same_key_gives_the_first_answer(team: dict[str, Any]) -> None:
    body = {"move": "enrol", "ids": [team["anna"]]}
    key = {"Idempotency-Key": "enrol-my-people"}
    first = await team["mia"].post(path(team), json=body, headers=key)
    second = await team["mia"].post(path(team), json=body, headers=key)
    assert first.json() == second.json()
    assert first.json()["items"][0]["status"] == 201


async def test_what_is_asked_wrongly_changes_nothing(team: dict[str, Any], catalogue: Any) -> None:
    mia = team["mia"]
    unknown = await mia.post(path(team), json={"move": "expel", "ids": [team["anna"]]})
    assert (unknown.status_code, unknown.json()["code"], unknown.json()["known"]) == (422, "UnknownMove", ["enrol"])
    for ids in ([], [team["anna"], team["anna"]], [str(uuid4()) for _ in range(201)]):
        assert (await mia.post(path(team), json={"move": "enrol", "ids": ids})).status_code == 422
    nowhere = await mia.post(f"/v1/modules/{uuid4()}/people/moves", json={"move": "enrol", "ids": [team["anna"]]})
    assert nowhere.status_code == 404
    track = await catalogue.track()
    draft = await catalogue.draft(track["id"])
    hidden = await mia.post(f"/v1/modules/{draft['id']}/people/moves", json={"move": "enrol", "ids": [team["anna"]]})
    assert hidden.status_code == 404
    assert (await mia.get("/v1/enrolments")).json()["items"] == []
