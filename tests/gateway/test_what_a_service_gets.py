"""What the gateway adds to a request and takes away from it, seen by what stands where a service would."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import RunningStack
from tests.gateway.own import OpenGate, OwnGate, wide_limits

ANYTHING = "/api/training/v1/anything"


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that arrived, or with as many bytes as the path asks for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A JSON document."""
        size = self.path.rpartition("/")[2]
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps("x" * int(size) if size.isdigit() else headers).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that gives back what it gets."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


def counted(gate: OwnGate, name: str) -> int:
    """A counter of the token check."""
    found = gate.admin.get("/stats", params={"filter": f"jwt_authn.*{name}$"}).text
    return sum(int(line.rpartition(" ")[2]) for line in found.splitlines())


def test_a_service_is_not_given_what_only_the_gateway_needs(
    stack: RunningStack, open_gate: OpenGate, echo: int
) -> None:
    gate = open_gate(wide_limits(), training=[echo])
    for forged in ({}, {"x-token-subject": "somebody else"}):
        headers = {**stack.bearer("employee"), **forged}
        got = gate.client.get(ANYTHING, headers=headers).json()
        assert "x-token-subject" not in got
        assert got["authorization"] == headers["authorization"]
        assert got["x-forwarded-prefix"] == "/api/training"
        assert got["x-request-id"]
        assert got["traceparent"].startswith("00-")
        assert "accept-encoding" not in got


def test_a_token_is_verified_once(stack: RunningStack, open_gate: OpenGate, echo: int) -> None:
    people = [stack.bearer("employee"), stack.bearer("manager")]
    for kept, verified in ((2, 2), (1, 20)):
        gate = open_gate(wide_limits(tokens_kept=kept), training=[echo])
        for bearer in people * 10:
            assert gate.client.get(ANYTHING, headers=bearer).json()["authorization"] == bearer["authorization"]
        assert (counted(gate, "jwt_cache_miss"), counted(gate, "jwt_cache_hit")) == (verified, 20 - verified)


def test_what_fits_one_packet_is_not_compressed_and_more_is(
    stack: RunningStack, open_gate: OpenGate, echo: int
) -> None:
    gate = open_gate(wide_limits(), training=[echo])
    for coding in ("br", "gzip"):
        headers = {**stack.bearer("employee"), "accept-encoding": coding}
        assert "content-encoding" not in gate.client.get(f"{ANYTHING}/900", headers=headers).headers
        assert gate.client.get(f"{ANYTHING}/1200", headers=headers).headers["content-encoding"] == coding
