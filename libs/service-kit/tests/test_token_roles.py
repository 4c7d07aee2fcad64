"""Roles seen in tokens: they come to a person, they go again, and two applications do not pull at them in turns."""

import json
from typing import Any

import pytest
from service_kit.identity.people import PersonOut, roles_to_tell


def known_as(person: Any, roles: list[str], version: int) -> dict[str, Any]:
    kept = PersonOut.model_validate(person).model_dump(mode="json")
    return kept | {"roles": roles, "version": version}


async def test_a_role_that_left_the_token_leaves_the_person(http: Any, issuer: Any, siblings: Any) -> None:
    anna = await http.add("anna", "legal", "manager", "writer")
    siblings.answer(
        "training", "/v1/people/sign-ins", known_as(anna, ["employee", "manager", "writer"], 2), method="POST"
    )
    caller = http.with_token(issuer.token(employee_number="E-anna", roles=["writer"], client_id="app"))
    assert (await caller.get("/v1/people/me")).json()["roles"] == ["employee", "manager", "writer"]
    [asked] = [request for request in siblings.asked if request.method == "POST" and "sign-ins" in request.url.path]
    assert (json.loads(asked.content)["roles"], json.loads(asked.content)["client"]) == (["writer"], "app")
    assert (await caller.get("/v1/people/me")).status_code == 200
    assert len([request for request in siblings.asked if "sign-ins" in request.url.path]) == 1


async def test_two_applications_whose_tokens_differ_are_each_told_of_once(
    http: Any, issuer: Any, siblings: Any
) -> None:
    anna = await http.add("anna", "legal", "writer")
    siblings.answer(
        "training", "/v1/people/sign-ins", known_as(anna, ["employee", "legal", "writer"], 1), method="POST"
    )
    callers = [
        http.with_token(issuer.token(employee_number="E-anna", roles=roles, azp=client))
        for client, roles in (("desk", ["legal", "writer"]), ("phone", ["writer"]), ("kiosk", []))
    ]
    for _ in range(4):
        for caller in callers:
            assert (await caller.get("/v1/people/me")).json()["roles"] == ["employee", "legal", "writer"]
    told = [json.loads(request.content) for request in siblings.asked if "sign-ins" in request.url.path]
    assert [(body["client"], body["roles"]) for body in told] == [("phone", ["writer"]), ("kiosk", [])]


async def test_while_the_directory_is_away_only_new_roles_must_wait(http: Any, issuer: Any) -> None:
    await http.add("anna", "legal", "writer")
    fewer = http.with_token(issuer.token(employee_number="E-anna", roles=["writer"]))
    assert (await fewer.get("/v1/people/me")).status_code == 200
    other = http.with_token(issuer.token(employee_number="E-anna", roles=["writer", "trainer"]))
    assert (await other.get("/v1/people/me")).json()["code"] == "SiblingAway"


async def test_groups_that_are_no_role_are_told_to_nobody(http: Any, issuer: Any, siblings: Any) -> None:
    groups = [f"group-{number:03}" for number in range(100)]
    await http.add("anna")
    caller = http.with_token(issuer.token(employee_number="E-anna", roles=groups))
    for _ in range(3):
        assert (await caller.get("/v1/people/me")).json()["roles"] == ["employee"]
    assert not [request for request in siblings.asked if "sign-ins" in request.url.path]


@pytest.mark.parametrize(
    ("known", "token", "told", "tell"),
    [
        ({"employee", "legal"}, {"legal"}, None, False),
        ({"employee", "manager"}, set(), None, False),
        ({"employee"}, {"legal"}, None, True),
        ({"employee", "legal"}, set(), None, True),
        ({"employee", "legal"}, set(), set(), False),
        ({"employee", "legal", "writer"}, {"writer"}, {"legal", "writer"}, True),
        ({"employee"}, {"legal"}, {"legal"}, True),
    ],
)
def test_the_directory_hears_of_roles_that_came_and_of_roles_that_went(
    known: set[str], token: set[str], told: set[str] | None, tell: bool
) -> None:
    said = None if told is None else frozenset(told)
    assert roles_to_tell(known, frozenset(token), said) is tell
