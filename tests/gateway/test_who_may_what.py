"""A good token is not enough: roles, scopes and other people's objects."""

from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest

from tests.conftest import RunningStack

PEOPLE = "/api/training/v1/people"


def test_an_employee_imports_no_people(stack: RunningStack, gate: httpx.Client) -> None:
    files = {"file": ("people.csv", b"employee_number\n", "text/csv")}
    answer = gate.post(f"{PEOPLE}/imports", files=files, headers=stack.bearer("employee"))
    assert (answer.status_code, answer.json()["code"]) == (403, "Forbidden")


def test_an_employee_writes_no_catalogue_and_a_trainer_does(stack: RunningStack, gate: httpx.Client) -> None:
    body = {
        "code": f"GATE-{uuid4().hex[:8]}",
        "title": {"en": "At the gate"},
        "phase": "general",
        "component": "all-staff",
        "audience": {"everyone": True},
    }
    refused = gate.post("/api/training/v1/tracks", json=body, headers=stack.bearer("employee"))
    assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden")
    assert gate.post("/api/training/v1/tracks", json=body, headers=stack.bearer("trainer")).status_code == 201


@pytest.mark.parametrize("system", ["lms", "ats", "partner"])
def test_a_system_without_the_scope_provisions_nobody(stack: RunningStack, gate: httpx.Client, system: str) -> None:
    files = {"file": ("people.csv", b"employee_number\n", "text/csv")}
    answer = gate.post(f"{PEOPLE}/imports", files=files, headers=stack.bearer(system))
    assert (answer.status_code, answer.json()["code"]) == (403, "Forbidden")


def test_who_reads_figures_reads_nothing_else(stack: RunningStack, gate: httpx.Client) -> None:
    reader = stack.bearer("bi")
    figures = [f"/api/{service}/v1/insights/{name}" for service, name in FIGURES]
    assert [gate.get(path, headers=reader).status_code for path in figures] == [200] * len(figures)
    for path in (PEOPLE, f"{PEOPLE}/lookup?user_name=x", "/api/training/v1/modules", "/api/training/v1/role-mappings"):
        refused = gate.get(path, headers=reader)
        assert (refused.status_code, refused.json()["code"]) == (403, "Forbidden"), path
        assert isinstance(refused.json()["scopes"], list), path


SERVICES = ("training", "advocacy", "governance")
FIGURES = (
    ("training", "directory"),
    ("training", "compliance"),
    ("advocacy", "shares"),
    ("governance", "acknowledgements"),
)


@pytest.mark.parametrize("claim", [None, [], ["E1", "E2"], "", {"number": "E1"}])
def test_a_person_without_a_name_is_nobody_whatever_the_token_may(
    gate: httpx.Client, provider_key: tuple[str, Any], claims: dict[str, Any], claim: Any
) -> None:
    person = {name: value for name, value in claims.items() if name != "employee_number"}
    person |= {"scp": "people.provision people.read", "scope": "people.provision people.read feed.read"}
    person |= {} if claim is None else {"employee_number": claim}
    token = jwt.encode(person, provider_key[1], algorithm="RS256", headers={"kid": provider_key[0]})
    headers = {"authorization": f"Bearer {token}"}
    asked = [gate.post(PEOPLE, json={}, headers=headers), gate.get(PEOPLE, headers=headers)]
    asked += [
        gate.get(f"/api/{service}/v1/{path}", headers=headers) for service in SERVICES for path in ("feed", "people/me")
    ]
    for answer in asked:
        assert (answer.status_code, answer.json()["code"]) == (403, "PersonClaimMissing"), answer.text
        assert answer.json()["claim"] == "employee_number"


@pytest.mark.parametrize("wrap", [lambda number: number, lambda number: [number], lambda number: [f" {number} "]])
def test_a_number_in_a_list_of_one_is_the_same_person(
    gate: httpx.Client, provider_key: tuple[str, Any], claims: dict[str, Any], wrap: Any
) -> None:
    person = {**claims, "employee_number": wrap(claims["employee_number"])}
    token = jwt.encode(person, provider_key[1], algorithm="RS256", headers={"kid": provider_key[0]})
    for service in SERVICES:
        me = gate.get(f"/api/{service}/v1/people/me", headers={"authorization": f"Bearer {token}"})
        assert me.json()["user_name"] == claims["preferred_username"]


def test_only_a_system_with_the_scope_reads_a_feed(stack: RunningStack, gate: httpx.Client) -> None:
    feed = "/api/training/v1/feed"
    assert gate.get(feed, headers=stack.bearer("partner")).status_code == 200
    assert gate.get(feed, headers=stack.bearer("employee")).status_code == 403
    assert gate.get(feed).status_code == 401


def test_another_persons_enrolment_looks_like_none(stack: RunningStack, gate: httpx.Client) -> None:
    trainer, code = stack.bearer("trainer"), uuid4().hex[:8]
    owner = gate.get(f"{PEOPLE}/me", headers=trainer).json()["id"]
    track = {
        "code": f"OTHER-{code}",
        "title": {"en": "Mine"},
        "phase": "general",
        "component": "all-staff",
        "audience": {"everyone": True},
    }
    track_id = gate.post("/api/training/v1/tracks", json=track, headers=trainer).json()["id"]
    module = {
        "code": f"OTHER-{code}-101",
        "track_id": track_id,
        "level": 1,
        "title": {"en": "Mine alone"},
        "goals": [{"en": "Know what is mine."}],
        "minutes": 5,
        "credits": 1,
        "modality": "online",
        "content": [{"kind": "text", "title": {"en": "Read"}, "body": {"en": "Mine."}}],
        "completion_rule": "content",
        "owner_id": owner,
    }
    made = gate.post("/api/training/v1/modules", json=module, headers=trainer)
    assert made.status_code == 201, made.text
    module_id = made.json()["id"]
    for address in (f"modules/{module_id}/publish", f"tracks/{track_id}/publish"):
        assert gate.post(f"/api/training/v1/{address}", headers=trainer).status_code == 200
    body = {"module_id": module_id}
    enrolled = gate.post("/api/training/v1/enrolments", json=body, headers=stack.bearer("employee"))
    assert enrolled.status_code == 201, enrolled.text
    progress = f"/api/training/v1/enrolments/{enrolled.json()['id']}/progress"
    item = {"content_item_id": made.json()["content"][0]["id"]}
    theirs = gate.post(progress, json=item, headers=stack.bearer("analyst"))
    assert (theirs.status_code, theirs.json()["code"]) == (404, "Missing")
    assert gate.post(progress, json=item, headers=stack.bearer("employee")).status_code in {200, 201}
