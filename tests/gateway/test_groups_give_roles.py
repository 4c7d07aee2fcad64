"""A group of the issuer gives a role in every service within seconds of its mapping, and no longer after it."""

import json
import time
from typing import Any

import httpx
import pytest

from infra.local import tokens
from tests.conftest import RunningStack

SERVICES = ("training", "advocacy", "governance")
SOON = 30.0  # the promise is five seconds, on a machine that does nothing else
GROUP = "8C1F0A52-7D3B-4E0E-9B57-2F7C2C6A9D11"
MAPPINGS = "/api/training/v1/role-mappings"


def roles_in_all(gate: httpx.Client, token: str) -> list[Any]:
    """What each service takes the token's groups for."""
    headers = {"authorization": f"Bearer {token}"}
    answers = [gate.get(f"/api/{service}/v1/me/sign-in", headers=headers) for service in SERVICES]
    return [(answer.status_code, answer.json().get("roles", {}).get("groups")) for answer in answers]


def wait_until_all(gate: httpx.Client, token: str, groups: list[str]) -> None:
    ends = time.monotonic() + SOON
    while (found := roles_in_all(gate, token)) != [(200, groups)] * len(SERVICES):
        assert time.monotonic() < ends, found
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("value", "written"), [(GROUP, GROUP.lower()), ("/staff/people & culture", "/staff/people & culture")]
)
def test_a_mapping_counts_everywhere_and_no_longer(
    stack: RunningStack, gate: httpx.Client, claims: dict[str, Any], value: str, written: str
) -> None:
    words = ["employee", written, "offline_access", *(f"/other/{number}" for number in range(199))]
    token = tokens.token_with(json.dumps({**claims, "roles": words}), stack.data)
    caller, admin = {"authorization": f"Bearer {token}"}, stack.bearer("admin")
    wait_until_all(gate, token, [])
    assert gate.get(MAPPINGS, headers=caller).status_code == 403
    made = gate.post(MAPPINGS, json={"value": value, "role": "hr"}, headers=admin)
    assert made.status_code == 201, made.text
    try:
        wait_until_all(gate, token, ["hr"])
        assert gate.get(MAPPINGS, headers=caller).json()["items"][0]["people"] == 1
        assert gate.get("/api/governance/v1/acknowledgement-summary", headers=caller).status_code != 403
    finally:
        assert gate.delete(f"{MAPPINGS}/{made.json()['id']}", headers=admin).status_code == 204
    wait_until_all(gate, token, [])
    assert gate.get(MAPPINGS, headers=caller).status_code == 403
    mine = gate.get("/api/training/v1/people/me", headers=caller).json()
    assert "hr" not in mine["roles"]
    assert not any("/" in role for role in mine["roles"]), "what is no role is kept nowhere"
