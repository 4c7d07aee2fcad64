"""No list of any service takes a cursor that is not its own."""

import base64
import json
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from service_kit.web.pages import LONGEST_CURSOR

from tests.conftest import RunningStack
from tests.contracts.test_contracts import PACKAGES, committed

ROLES = [
    "employee", "manager", "executive", "trainer", "community-manager", "social-media-manager", "strategist", "legal",
    "corporate-affairs", "hr", "analyst", "admin",
]  # fmt: skip


def lists() -> list[tuple[str, str]]:
    """Every GET of the three contracts that takes a cursor: the service and the path."""
    return [
        (service, path)
        for service in PACKAGES
        for path, item in committed(service)["paths"].items()
        if "cursor" in {parameter["name"] for parameter in item.get("get", {}).get("parameters", [])}
    ]


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def decoded(cursor: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return held


NO_CURSORS = {
    "a list that holds a list": "WzFd",
    "null": encoded(None),
    "true": encoded(True),
    "a number": encoded(1.5),
    "a list in a list": encoded([[1]]),
    "an id of its own making": encoded([str(uuid4())]),
    "an empty word": "",
    "no base64": "é!",
    "base64 of no JSON": "AAAA",
    "brackets without end": base64.b64encode(b"[" * 2900).decode(),
    "over-long": "A" * (LONGEST_CURSOR + 1),
}


@pytest.fixture(scope="module")
def all_roles(provider_key: tuple[str, Any], claims: dict[str, Any]) -> dict[str, str]:
    """Somebody who may read every list."""
    token = jwt.encode({**claims, "roles": ROLES}, provider_key[1], algorithm="RS256", headers={"kid": provider_key[0]})
    return {"authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def real_cursor(gate: httpx.Client, stack: RunningStack) -> str:
    """A cursor as one list really gives it: that of people."""
    page = gate.get("/api/training/v1/people", params={"limit": 1}, headers=stack.bearer("hr")).json()
    return str(page["next_cursor"])


def addressed(service: str, path: str) -> str:
    parts = (str(uuid4()) if part.startswith("{") else part for part in path.split("/"))
    return f"/api/{service}{'/'.join(parts)}"


def test_there_are_as_many_lists_as_the_contracts_name() -> None:
    assert len(lists()) >= 35


@pytest.mark.parametrize(("service", "path"), lists())
def test_this_list_refuses_what_is_no_cursor_and_that_of_another(
    gate: httpx.Client, all_roles: dict[str, str], real_cursor: str, service: str, path: str
) -> None:
    address = addressed(service, path)
    wrong = {**NO_CURSORS, "that of another list": real_cursor}
    if path == "/v1/people":
        wrong["that of other filters"] = wrong.pop("that of another list")
        address += "?department=Elsewhere"
    for what, cursor in wrong.items():
        answer = gate.get(
            address, params={**httpx.QueryParams(httpx.URL(address).query), "cursor": cursor}, headers=all_roles
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid"), (what, answer.text)
        assert answer.json()["errors"][0]["pointer"] == "#/query/cursor"


@pytest.mark.parametrize("change", [None, True, 1.5, [], "x", "\0", {"a": 1}])
def test_a_cursor_of_this_list_with_another_value_in_it_is_refused(
    gate: httpx.Client, stack: RunningStack, real_cursor: str, change: Any
) -> None:
    held = decoded(real_cursor) | {"id": change}
    params = {"limit": 1, "cursor": encoded(held)}
    answer = gate.get("/api/training/v1/people", params=params, headers=stack.bearer("hr"))
    assert (answer.status_code, answer.json()["code"]) == (422, "CursorInvalid"), answer.text


def test_its_own_cursor_leads_on(gate: httpx.Client, stack: RunningStack, real_cursor: str) -> None:
    params = {"limit": 1, "cursor": real_cursor}
    answer = gate.get("/api/training/v1/people", params=params, headers=stack.bearer("hr"))
    assert (answer.status_code, len(answer.json()["items"])) == (200, 1)
