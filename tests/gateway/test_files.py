"""A list as a file is read to its end through the gateway, however long that takes; everything else has its limit.

The gateway stands alone before a service that answers slowly. Its limit for a list is shortened to a second, so that
nobody waits for it.
"""

import contextlib
import json
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.local.gateway import FLAGS, Limits, program, render
from infra.local.identity import AUDIENCE, issuer
from infra.local.settings import SERVICES, Settings
from tests.conftest import free_port

ROWS, PAUSE = 5, 0.5  # together longer than the limit of a list
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
JWKS = {"keys": [{**jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "k", "alg": "RS256"}]}


class Slow(BaseHTTPRequestHandler):
    """Every part behind the gateway: healthy, with the issuer's keys, and with a list that comes row by row."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []  # noqa: RUF012 - the server makes a new handler for each connection

    def do_GET(self) -> None:
        if not self.path.startswith("/v1/"):
            return self._answer(json.dumps(JWKS).encode())
        self.asked.append(self.path)
        if "broken" in self.path:
            self.close_connection = True
            return None
        if "late" in self.path:
            time.sleep(ROWS * PAUSE)
            return self._answer(b"late")
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(ROWS):
            time.sleep(PAUSE)
            self.wfile.write(b"4\r\nrow\n\r\n")
        self.wfile.write(b"0\r\n\r\n")
        return None

    def _answer(self, body: bytes) -> None:
        with contextlib.suppress(OSError):  # the gateway has given up on it
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a gateway of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = Settings(port=free_port())
    behind = server.server_address[1]
    ports = {"gateway-admin": free_port(), **dict.fromkeys((*SERVICES, "web", "identity"), behind)}
    source = issuer(settings, behind)
    configuration = render(settings, ports, source, Limits()).replace('"timeout": "15s"', '"timeout": "1s"')
    path: Path = tmp_path_factory.mktemp("gateway") / "envoy.json"
    path.write_text(configuration, encoding="utf-8")
    now = int(time.time())
    claims = {"iss": source.issuer, "aud": AUDIENCE.split(",")[0], "sub": "s", "iat": now, "exp": now + 600}
    token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k"})
    process = subprocess.Popen([program(), "-c", str(path), *FLAGS])
    try:
        address = f"http://127.0.0.1:{settings.port}"
        with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:
            client.headers["authorization"] = f"Bearer {token}"
            until_ready(client)
            yield client
    finally:
        process.terminate()
        process.wait(20)
        server.shutdown()
        server.server_close()


def until_ready(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            if client.get("/api/training/v1/ready", headers={"accept": "text/csv"}).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the gateway did not come up")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(("query", "accept"), [({"format": "csv"}, "*/*"), ({}, "text/csv")])
def test_a_file_is_read_to_its_end(gateway: httpx.Client, service: str, query: dict[str, str], accept: str) -> None:
    answer = gateway.get(f"/api/{service}/v1/rows", params=query, headers={"accept": accept})
    assert (answer.status_code, answer.text) == (200, "row\n" * ROWS)


def test_a_file_that_breaks_is_asked_for_once(gateway: httpx.Client) -> None:
    assert gateway.get("/api/training/v1/broken", params={"format": "xlsx"}).status_code == 503
    assert gateway.get("/api/training/v1/broken").status_code == 503
    assert [Slow.asked.count(path) for path in ("/v1/broken?format=xlsx", "/v1/broken")] == [1, 3]


def test_any_other_answer_has_its_limit(gateway: httpx.Client) -> None:
    assert gateway.get("/api/training/v1/late").status_code == 504
