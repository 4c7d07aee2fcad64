"""A part that is frozen is noticed, ended and started again; nobody waits for it until the gateway gives up."""

import concurrent.futures
import contextlib
import time
from typing import Any

import httpx
import psutil
import pytest

from tests.conftest import RunningStack
from tests.faults.stack_parts import DATABASE, answers, freeze, kill, notices, seconds_until_back

FROZEN = ("training-api", "governance-worker", "identity", "web", "gateway")
READS = ("training", "advocacy", "governance")


def wait_until_all_answer(stack: RunningStack, names: tuple[str, ...]) -> None:
    """The stack as it was before."""
    ends = time.monotonic() + 120
    while not all(answers(stack, name) for name in names):
        assert time.monotonic() < ends, stack.last_words()
        time.sleep(0.1)


def test_a_frozen_part_is_noticed_and_started_again(stack: RunningStack) -> None:
    wait_until_all_answer(stack, FROZEN)
    before = {name: freeze(stack, name) for name in FROZEN}
    for name, running in before.items():
        seconds_until_back(stack, name, running)
        assert running.process() is None, f"the frozen {name} is still there"
        assert f"! {name} does not answer (" in notices(stack)
    wait_until_all_answer(stack, FROZEN)


NOBODYS = "0190f3a0-0000-7000-8000-000000000000"
WRITES: dict[str, dict[str, Any]] = {
    "training/v1/enrolments": {"module_id": NOBODYS},
    "advocacy/v1/shares": {"content_id": NOBODYS, "network": "x", "on_behalf": False, "text": "Words."},
}


def ask(client: httpx.Client, path: str) -> httpx.Response:
    """A read, or a write where the path is one; each needs the database."""
    return client.post(f"/api/{path}", json=WRITES[path]) if path in WRITES else client.get(f"/api/{path}")


def wait_until_read(stack: RunningStack, client: httpx.Client, paths: list[str]) -> None:
    """Until each of these is read."""
    ends = time.monotonic() + 120
    while any(ask(client, path).status_code != 200 for path in paths):
        assert time.monotonic() < ends, stack.last_words()
        time.sleep(0.2)


@pytest.mark.timeout(400)
def test_a_frozen_database_is_told_of_while_it_is_frozen_and_comes_back(stack: RunningStack) -> None:
    wait_until_all_answer(stack, (*FROZEN, DATABASE))
    reads = [f"{service}/v1/people/me" for service in READS]
    with httpx.Client(base_url=stack.base_url, headers=stack.bearer("employee"), timeout=60, trust_env=False) as client:
        wait_until_read(stack, client, reads)  # a part that a test before ended may still be coming back
        frozen = freeze(stack, DATABASE)
        wanted = [*reads * 4, *list(WRITES) * 4]
        with concurrent.futures.ThreadPoolExecutor(len(wanted)) as pool:
            given = list(pool.map(lambda path: ask(client, path), wanted))
        still = psutil.Process(frozen.pid).status()
        ready = client.get("/api/training/health/ready")
        assert still == psutil.STATUS_STOPPED, "the answers came only after the database was ended"
        for answer in given:
            assert answer.status_code == 503, answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "Unavailable"
            assert int(answer.headers["retry-after"]) > 0
        assert (ready.status_code, ready.json()["status"]) == (503, "not-ready")
        seconds_until_back(stack, DATABASE, frozen)
        assert f"! {DATABASE} does not answer (" in notices(stack)
        wait_until_read(stack, client, reads)


@pytest.mark.timeout(400)
def test_a_token_is_checked_while_the_provider_is_away(stack: RunningStack) -> None:
    """A new gateway gets its keys from the services, which have them."""
    seen = asked_while_the_provider_is_frozen(stack, "gateway")
    assert (200, None) in seen
    assert 401 not in {status for status, _code in seen}


@pytest.mark.timeout(400)
def test_a_token_that_cannot_be_checked_is_not_called_bad(stack: RunningStack) -> None:
    """New services and a new gateway have no keys yet: an app that reads 401 would sign the person out."""
    seen = asked_while_the_provider_is_frozen(stack, *(f"{service}-api" for service in READS), "gateway")
    assert (503, "Unavailable") in seen
    assert 401 not in {status for status, _code in seen}


def asked_while_the_provider_is_frozen(stack: RunningStack, *killed: str) -> set[tuple[int, str | None]]:
    """What a person is answered from when these parts are killed until the provider is back; each status and code."""
    wait_until_all_answer(stack, (*FROZEN, *(f"{service}-api" for service in READS), DATABASE))
    path, who = f"{stack.base_url}/api/training/v1/people/me", stack.bearer("employee")
    frozen = freeze(stack, "identity")
    for name in killed:
        kill(stack, name)
    seen: set[tuple[int, str | None]] = set()
    while stack.state.parts["identity"] == frozen or not answers(stack, "identity"):
        with contextlib.suppress(httpx.HTTPError):
            answer = httpx.get(path, headers=who, timeout=30, trust_env=False)
            seen.add((answer.status_code, answer.json().get("code")))
    with httpx.Client(base_url=stack.base_url, headers=who, timeout=30, trust_env=False) as client:
        wait_until_read(stack, client, [f"{service}/v1/people/me" for service in READS])  # with keys again
    return seen
