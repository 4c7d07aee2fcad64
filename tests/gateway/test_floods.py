"""A flood is slowed down for whoever makes it and for nobody else. A second gateway with low limits stands in front."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from infra.local import gateway, identity
from infra.local.gateway import Limits
from infra.local.settings import Settings
from tests.conftest import RunningStack, free_port

ME = "/api/training/v1/people/me"
Gate = Callable[[Limits], httpx.Client]


@pytest.fixture
def narrow(stack: RunningStack, tmp_path: Path) -> Iterator[Gate]:
    """Opens a gateway with the given limits in front of the same services."""
    with ExitStack() as opened:

        def open_gate(limits: Limits) -> httpx.Client:
            settings = Settings(port=free_port(), data=tmp_path)
            numbers = {**stack.state.ports, "gateway-admin": free_port()}
            inside = f"http://127.0.0.1:{numbers['identity']}/idp"
            issuer = identity.Issuer(f"{stack.origin}/idp", f"{inside}/jwks", f"{inside}/token")
            path = tmp_path / "envoy.json"
            path.write_text(gateway.render(settings, numbers, issuer, limits), encoding="utf-8")
            with (tmp_path / "envoy.log").open("wb") as log:
                process = subprocess.Popen([gateway.program(), "-c", str(path), *gateway.FLAGS], stdout=log, stderr=log)
            opened.callback(process.wait, 10)
            opened.callback(process.terminate)
            client = httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False)
            opened.callback(client.close)
            _wait(client, stack)
            return client

        yield open_gate


def _wait(client: httpx.Client, stack: RunningStack) -> None:
    """Until keys are fetched and the services are seen; each try is spaced out, to leave the limits whole."""
    headers = stack.bearer("admin")
    for _ in range(40):
        try:
            if client.get(ME, headers=headers).status_code == 200:
                time.sleep(2.5)
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError("the gateway did not come up")


def limits(**chosen: int) -> Limits:
    wide = dict.fromkeys(("client_burst", "client_per_second", "subject_burst", "subject_per_second"), 10_000)
    return Limits(**{**wide, **chosen})


def test_one_address_is_slowed_down_and_told_when_to_come_back(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(limits(client_burst=10, client_per_second=2))
    answers = [client.get(ME, headers=stack.bearer("employee")) for _ in range(40)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 20
    assert refused[0].json()["code"] == "TooManyRequests"
    assert refused[0].headers["content-type"] == "application/problem+json"
    assert refused[0].headers["retry-after"] == "1"
    assert answers[0].headers["x-ratelimit-limit"].startswith("10")
    time.sleep(1.5)
    assert client.get(ME, headers=stack.bearer("employee")).status_code == 200


def test_one_person_is_slowed_down_and_the_next_is_not(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(limits(subject_burst=10, subject_per_second=2))
    flooding = [client.get(ME, headers=stack.bearer("employee")).status_code for _ in range(40)]
    assert flooding.count(429) >= 20
    assert client.get(ME, headers=stack.bearer("manager")).status_code == 200


def test_guessing_at_the_sign_in_is_slowed_down(narrow: Gate) -> None:
    client = narrow(limits(identity_burst=5, identity_per_second=1))
    guess = {"grant_type": "client_credentials", "client_id": "hr-system", "client_secret": "a guess"}
    statuses = [client.post("/idp/token", data=guess).status_code for _ in range(20)]
    assert statuses.count(429) >= 10
    assert set(statuses) <= {401, 429}


def test_generous_limits_are_the_default() -> None:
    assert Limits().client_burst >= 10_000
