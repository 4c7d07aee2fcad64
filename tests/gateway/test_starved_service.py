"""A service that gets no processor is waited for; one that is gone is told of at once, and asked again at once."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.calling import eventually
from tests.conftest import RunningStack
from tests.gateway.own import OpenGate, OwnGate, OwnService, StartService, wide_limits

ME = "/api/training/v1/people/me"
TRACKS = "/api/training/v1/tracks"
LEFT_OUT_WITHIN = 60.0
TAKEN = 512
"""What the gateway lets wait for one service: 256 connections, and as many requests behind them."""


class Asking:
    """Reads and writes of one person, each on a thread of its own."""

    def __init__(self, gate: OwnGate, bearer: dict[str, str], pool: ThreadPoolExecutor) -> None:
        self._gate = gate
        self._bearer = bearer
        self._pool = pool
        self.asked: list[Future[httpx.Response]] = []

    def read(self, times: int = 1) -> None:
        """Ask who this is; a service that works answers 200."""
        for _ in range(times):
            self.asked.append(self._pool.submit(self._gate.client.get, ME, headers=self._bearer))

    def write(self, times: int = 1) -> None:
        """Make a track of nothing; a service that works answers 422."""
        for _ in range(times):
            self.asked.append(self._pool.submit(self._gate.client.post, TRACKS, json={}, headers=self._bearer))

    def answers(self) -> list[httpx.Response]:
        """Every answer since this was last asked."""
        asked, self.asked = self.asked, []
        return [each.result(60) for each in asked]

    def statuses(self) -> Counter[int]:
        """The same as counts of statuses."""
        return Counter(answer.status_code for answer in self.answers())


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads enough for all that the gateway lets wait, and more."""
    with ThreadPoolExecutor(TAKEN + 64) as threads:
        yield threads


@pytest.fixture
def bearer(stack: RunningStack) -> dict[str, str]:
    """Somebody who may read and write."""
    return stack.bearer("trainer")


def frozen(service: OwnService, until: ExitStack) -> None:
    """Freeze the service until the end of the test, if not thawed before."""
    service.freeze()
    until.callback(service.thaw)


@pytest.mark.timeout(240)
def test_a_starved_service_is_waited_for_also_when_it_fails_its_health_checks(
    open_gate: OpenGate, start_service: StartService, bearer: dict[str, str], pool: ThreadPoolExecutor
) -> None:
    service = start_service()
    gate = open_gate(wide_limits(), training=[service.port])
    asking = Asking(gate, bearer, pool)
    asking.read(4)
    asking.write(4)
    assert asking.statuses() == {200: 4, 422: 4}
    with ExitStack() as until:
        frozen(service, until)
        early = Asking(gate, bearer, pool)

        def fails() -> bool:
            early.read()  # requests go on all the time, few enough that they all fit at once
            time.sleep(0.4)
            return gate.left_out("training") == {service.port}

        eventually(fails, LEFT_OUT_WITHIN)
        asking.read(20)
        asking.write(20)
        eventually(lambda: gate.sent("training") == 8 + len(early.asked) + 40, LEFT_OUT_WITHIN)
        assert gate.left_out("training") == {service.port}
    assert asking.statuses() == {200: 20, 422: 20}
    for answer in early.answers():
        assert answer.status_code in {200, 504}, answer.text  # 504 after the whole 15 s, as for any slow answer
        if answer.status_code == 504:
            assert answer.json()["code"] == "Unavailable"
    assert "no_healthy_upstream" not in gate.log.read_text(encoding="utf-8")
    eventually(lambda: gate.left_out("training") == set(), LEFT_OUT_WITHIN)


@pytest.mark.timeout(240)
def test_a_service_that_is_gone_is_told_at_once_and_asked_again_at_once(
    open_gate: OpenGate, start_service: StartService, bearer: dict[str, str], pool: ThreadPoolExecutor
) -> None:
    service = start_service()
    gate = open_gate(wide_limits(), training=[service.port])
    asking = Asking(gate, bearer, pool)
    asking.read()
    assert asking.statuses() == {200: 1}
    service.kill()
    asking.read(10)
    asking.write(10)
    for answer in asking.answers():
        assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["x-content-type-options"] == "nosniff"
    eventually(lambda: gate.left_out("training") == {service.port}, LEFT_OUT_WITHIN)
    service.start()
    asking.read()
    asking.write()
    assert asking.statuses() == {200: 1, 422: 1}
    assert "no_healthy_upstream" not in gate.log.read_text(encoding="utf-8")


@pytest.mark.timeout(240)
def test_what_is_too_much_for_a_starved_service_is_refused_at_once_and_the_rest_waits(
    open_gate: OpenGate, start_service: StartService, bearer: dict[str, str], pool: ThreadPoolExecutor
) -> None:
    service = start_service()
    gate = open_gate(wide_limits(), training=[service.port])
    path = "/api/training/v1/credentials/00000000-0000-7000-8000-000000000000"
    assert gate.client.get(path).status_code == 404
    with ExitStack() as until:
        frozen(service, until)
        asked = [pool.submit(gate.client.get, path) for _ in range(TAKEN + 40)]
        eventually(lambda: sum(each.done() for each in asked) == 40, LEFT_OUT_WITHIN)
        refused = [each.result() for each in asked if each.done()]
    answers = Counter(each.result(60).status_code for each in asked)
    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (503, "Unavailable")
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
    assert answers == {404: TAKEN, 503: 40}


@pytest.mark.timeout(240)
def test_of_two_hosts_the_starved_one_is_left_out(
    open_gate: OpenGate, start_service: StartService, bearer: dict[str, str], pool: ThreadPoolExecutor
) -> None:
    starved, other = start_service(), start_service()
    gate = open_gate(wide_limits(), training=[starved.port, other.port])
    with ExitStack() as until:
        frozen(starved, until)
        eventually(lambda: gate.left_out("training") == {starved.port}, LEFT_OUT_WITHIN)
        asking = Asking(gate, bearer, pool)
        asking.read(20)
        asking.write(20)
        assert asking.statuses() == {200: 20, 422: 20}


@pytest.mark.timeout(240)
def test_of_two_hosts_the_killed_one_costs_no_request_not_even_a_write(
    open_gate: OpenGate, start_service: StartService, bearer: dict[str, str], pool: ThreadPoolExecutor
) -> None:
    killed, other = start_service(), start_service()
    gate = open_gate(wide_limits(), training=[killed.port, other.port])
    asking = Asking(gate, bearer, pool)
    asking.read(10)
    assert asking.statuses() == {200: 10}
    killed.kill()
    asking.write(20)
    asking.read(20)
    assert asking.statuses() == {200: 20, 422: 20}
    killed.start()
    eventually(lambda: gate.left_out("training") == set(), LEFT_OUT_WITHIN)
    other.kill()
    asking.write(20)
    asking.read(20)
    assert asking.statuses() == {200: 20, 422: 20}
