"""Whatever is malformed is told at its place: every 422 names a JSON Pointer."""

from typing import Any
from uuid import uuid4

import pytest
from service_kit.testing.plugin import People

NOWHERE = str(uuid4())
AHEAD = "2999-01-01T00:00:00Z"
PERSON = {"employee_number": "E1", "user_name": "a", "given_name": "A", "family_name": "B", "email": "a@example.org"}
REQUIRED = {"due_in_days": 30, "reason": "Why"}
MODULE = {"code": "P-1", "title": "Fits", "minutes": 5}


@pytest.mark.parametrize(
    ("role", "path", "body", "code", "pointer"),
    [
        ("hr", "people", PERSON | {"manager_id": NOWHERE}, "UnknownManager", "/manager_id"),
        ("trainer", "modules", MODULE | {"track_id": NOWHERE}, "UnknownTrack", "/track_id"),
        ("trainer", "modules", MODULE | {"track_id": "TRACK", "owner_id": NOWHERE}, "UnknownOwner", "/owner_id"),
        ("trainer", "requirements", REQUIRED | {"track_id": NOWHERE}, "UnknownSubject", "/track_id"),
        ("trainer", "requirements", REQUIRED | {"module_id": NOWHERE}, "UnknownSubject", "/module_id"),
        (
            "trainer",
            "requirements",
            REQUIRED | {"module_id": "MODULE", "sponsor_id": NOWHERE},
            "UnknownSubject",
            "/sponsor_id",
        ),
        ("trainer", "completions", {"person_id": NOWHERE, "module_id": "MODULE"}, "UnknownPerson", "/person_id"),
        (
            "trainer",
            "completions",
            {"employee_number": "no", "module_id": "MODULE"},
            "UnknownPerson",
            "/employee_number",
        ),
        ("trainer", "completions", {"person_id": "PERSON", "module_code": "no"}, "UnknownModule", "/module_code"),
        (
            "trainer",
            "completions",
            {"person_id": "PERSON", "module_id": "MODULE", "completed_at": AHEAD},
            "FromTheFuture",
            "/completed_at",
        ),
    ],
)
async def test_what_is_not_there_is_named_at_its_place(
    http: People, catalogue: Any, role: str, path: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    track, [module] = await catalogue.published()
    known = {"TRACK": track["id"], "MODULE": module["id"], "PERSON": str((await http.add("somebody")).id)}
    filled = {name: known.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    refused = await (await http.as_(role)).post(f"/v1/{path}", json=filled)
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]


async def test_a_content_item_of_another_module_is_named_at_its_place(http: People, catalogue: Any) -> None:
    _, [module] = await catalogue.published()
    learner = await http.as_("employee")
    enrolled = (await learner.post("/v1/enrolments", json={"module_id": module["id"]})).json()
    path = f"/v1/enrolments/{enrolled['id']}/progress"
    refused = await learner.post(path, json={"content_item_id": NOWHERE})
    assert (refused.status_code, refused.json()["code"]) == (422, "NotInModule")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/content_item_id"]
