"""A flood is slowed down for whoever makes it and for nobody else. A second gateway with low limits stands in front."""

import time
from collections.abc import Callable

import httpx
import jwt
import pytest

from infra.local.gateway import Limits
from tests.conftest import RunningStack
from tests.gateway.own import OpenGate, wide_limits

ME = "/api/training/v1/people/me"
Gate = Callable[..., httpx.Client]


@pytest.fixture
def narrow(stack: RunningStack, open_gate: OpenGate) -> Gate:
    """Opens a gateway with the given limits in front of the same services."""

    def open_narrow(limits: Limits, origin: str | None = None) -> httpx.Client:
        client = open_gate(limits, origin).client
        _wait(client, stack)
        return client

    return open_narrow


def _wait(client: httpx.Client, stack: RunningStack) -> None:
    """Until keys are fetched; each try is spaced out, to leave the limits whole."""
    headers = stack.bearer("admin")
    for _ in range(40):
        if client.get(ME, headers=headers).status_code == 200:
            time.sleep(2.5)
            return
        time.sleep(0.5)
    raise AssertionError("the gateway did not come up")


def test_one_address_is_slowed_down_and_told_when_to_come_back(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(wide_limits(client_burst=10, client_per_second=2))
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
    client = narrow(wide_limits(subject_burst=10, subject_per_second=2))
    flooding = [client.get(ME, headers=stack.bearer("employee")).status_code for _ in range(40)]
    assert flooding.count(429) >= 20
    assert client.get(ME, headers=stack.bearer("manager")).status_code == 200


def test_guessing_at_the_sign_in_is_slowed_down(narrow: Gate) -> None:
    client = narrow(wide_limits(token_burst=5, token_per_second=1))
    guess = {"grant_type": "client_credentials", "client_id": "hr-system", "client_secret": "a guess"}
    statuses = [client.post("/idp/token", data=guess).status_code for _ in range(20)]
    assert statuses.count(429) >= 10
    assert set(statuses) <= {401, 429}


def told(answer: httpx.Response, name: str) -> dict[str, int]:
    """What `RateLimit` and `RateLimit-Policy` say of one bucket."""
    found: dict[str, int] = {}
    for header in ("ratelimit", "ratelimit-policy"):
        for item in answer.headers.get_list(header, split_commas=True):
            word, *parameters = item.strip().split(";")
            if word == f'"{name}"':
                found |= {key: int(value) for key, value in (one.split("=") for one in parameters)}
    return found


def test_what_is_left_is_told_in_the_standard_headers(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(wide_limits(client_burst=50, client_per_second=10, subject_burst=20, subject_per_second=2))
    first, second = (client.get(ME, headers=stack.bearer("employee")) for _ in range(2))
    assert (told(first, "address")["q"], told(first, "address")["w"]) == (50, 5)
    assert (told(first, "person")["q"], told(first, "person")["w"]) == (20, 10)
    assert 0 < told(second, "person")["r"] < 20
    assert 0 < told(second, "address")["r"] < 50
    answers = [client.get(ME, headers=stack.bearer("employee")) for _ in range(30)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert told(refused, "person")["r"] == 0
    stranger = client.get(ME)
    assert (stranger.status_code, told(stranger, "person")) == (401, {})
    assert told(stranger, "address")["q"] == 50


def test_a_stranger_is_shown_no_limit_of_a_person(narrow: Gate) -> None:
    client = narrow(wide_limits(client_burst=50, client_per_second=10))
    for path in ("/health", "/", "/api/training/openapi.json", "/api/training/v1/credentials/none"):
        answer = client.get(path)
        assert told(answer, "person") == {}, path
        assert told(answer, "address")["q"] == 50, path
        assert answer.headers["x-ratelimit-limit"] == "50", path


def test_the_old_headers_keep_the_limit_of_the_address(stack: RunningStack, narrow: Gate) -> None:
    answer = narrow(wide_limits(client_burst=50, client_per_second=10)).get(ME, headers=stack.bearer("employee"))
    assert answer.headers["x-ratelimit-limit"] == "50"
    assert int(answer.headers["x-ratelimit-remaining"]) == told(answer, "address")["r"] < 50
    assert int(answer.headers["x-ratelimit-reset"]) == told(answer, "address")["t"]


def test_naming_somebody_else_uses_up_no_bucket_but_ones_own(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(wide_limits(subject_burst=10, subject_per_second=1))
    manager = jwt.decode(stack.token("manager"), options={"verify_signature": False})["sub"]
    for _ in range(40):
        client.get("/api/training/v1/credentials/none", headers={"x-token-subject": manager})
    own = [
        client.get(ME, headers={**stack.bearer("employee"), "x-token-subject": f"{manager}-{number}"})
        for number in range(40)
    ]
    assert [answer.status_code for answer in own].count(429) >= 20
    assert client.get(ME, headers=stack.bearer("manager")).status_code == 200


def test_reads_do_not_use_up_the_writes(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(wide_limits(subject_burst=5, subject_per_second=1, writes_burst=3, writes_per_second=1))
    reads = [client.get(ME, headers=stack.bearer("trainer")).status_code for _ in range(15)]
    assert reads.count(429) >= 5
    tracks = "/api/training/v1/tracks"
    writes = [client.post(tracks, json={}, headers=stack.bearer("trainer")).status_code for _ in range(15)]
    assert writes[0] == 422
    assert writes.count(429) >= 5


def test_files_have_a_bucket_of_their_own(stack: RunningStack, narrow: Gate) -> None:
    client = narrow(wide_limits(uploads_burst=2, uploads_per_minute=1))
    imports = "/api/training/v1/people/imports"
    answers = [client.post(imports, headers=stack.bearer("hr")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 429, 429]
    assert answers[-1].headers["retry-after"] == "60"
    assert client.post("/api/training/v1/tracks", json={}, headers=stack.bearer("trainer")).status_code == 422


@pytest.mark.parametrize("hops", [0, 1])
def test_a_forged_address_buys_no_new_bucket(narrow: Gate, hops: int) -> None:
    client = narrow(wide_limits(client_burst=10, client_per_second=1, trusted_hops=hops))
    proxy = ", 192.0.2.1" if hops else ""  # a proxy before the gateway adds whom it saw, on the right
    statuses = [
        client.get(ME, headers={"x-forwarded-for": f"203.0.113.{number}{proxy}"}).status_code for number in range(40)
    ]
    assert statuses.count(429) >= 20


def test_behind_a_trusted_proxy_each_client_has_its_own_bucket(narrow: Gate) -> None:
    client = narrow(wide_limits(client_burst=10, client_per_second=1, trusted_hops=1))
    flood = [client.get(ME, headers={"x-forwarded-for": "192.0.2.1"}).status_code for _ in range(40)]
    assert flood.count(429) >= 20
    assert client.get(ME, headers={"x-forwarded-for": "192.0.2.2"}).status_code == 401


def test_only_an_https_origin_asks_for_https_for_good(gate: httpx.Client, narrow: Gate) -> None:
    assert "strict-transport-security" not in gate.get("/health").headers
    client = narrow(wide_limits(), origin="https://kring.example")
    for path in ("/health", "/", ME):
        assert client.get(path).headers["strict-transport-security"].startswith("max-age=31536000"), path


def test_by_default_nobody_takes_a_service_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUBJECT", "WRITES", "CLIENT"):
        monkeypatch.delenv(f"GATEWAY_{name}_PER_SECOND", raising=False)
    default = Limits()
    assert default.subject_per_second <= 200
    assert default.writes_per_second <= 100
    assert default.trusted_hops == 0
    monkeypatch.setenv("GATEWAY_CLIENT_PER_SECOND", "50000")  # a hundred thousand people behind one address
    assert Limits().client_per_second == 50_000
