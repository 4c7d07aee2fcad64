"""The gateway takes a token by each algorithm that services take, and by no other: its keys are those they give it."""

import contextlib
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from service_kit.identity.keys import ALGORITHMS, loaded

from infra.local.gateway import FLAGS, Limits, program, render
from infra.local.identity import AUDIENCE, issuer
from infra.local.settings import SERVICES, Settings
from tests.calling import eventually
from tests.conftest import free_port

ACCEPTED = [name for name in ALGORITHMS if name not in ("RS384", "ES384")]
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS: dict[str, Any] = {
    "rsa": RSA_KEY,
    "rsa-for-rs256": RSA_KEY,
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p384": ec.generate_private_key(ec.SECP384R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "edwards": ed25519.Ed25519PrivateKey.generate(),
}
BY_ALGORITHM = {"ES256": "p256", "ES384": "p384", "ES512": "p521", "EdDSA": "edwards"}


def jwks() -> dict[str, Any]:
    """What the issuer publishes."""
    readers = {"rsa": RSAAlgorithm, "rsa-for-rs256": RSAAlgorithm, "edwards": OKPAlgorithm}
    told = [{**readers.get(n, ECAlgorithm).to_jwk(k.public_key(), as_dict=True), "kid": n} for n, k in KEYS.items()]
    return {"keys": [{**one, "alg": "RS256"} if one["kid"] == "rsa-for-rs256" else one for one in told]}


class Behind(BaseHTTPRequestHandler):
    """Every service behind the gateway: it gives the keys that it accepts, and answers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        keys = [one for key in loaded(jwks(), ACCEPTED) for one in key.published()]
        body = json.dumps({"keys": keys}).encode() if self.path == "/keys" else b"{}"
        with contextlib.suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def status_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], int]]:
    """What a gateway of its own answers to a token signed by the key of that name and that algorithm."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings, behind = Settings(port=free_port()), server.server_address[1]
    ports = {"gateway-admin": free_port(), **dict.fromkeys((*SERVICES, "web", "identity"), behind)}
    source = issuer(settings, behind)
    path: Path = tmp_path_factory.mktemp("gateway") / "envoy.json"
    path.write_text(render(settings, ports, source, Limits()), encoding="utf-8")
    now = int(time.time())
    claims = {"iss": source.issuer, "aud": AUDIENCE.split(",")[0], "sub": "s", "iat": now, "exp": now + 600}
    process = subprocess.Popen([program(), "-c", str(path), *FLAGS])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=20, trust_env=False) as client:

            def ask(key: str, algorithm: str) -> int:
                token = jwt.encode(claims, KEYS[key], algorithm, headers={"kid": key})
                return client.get("/api/training/v1/x", headers={"authorization": f"Bearer {token}"}).status_code

            def is_up() -> bool:
                with contextlib.suppress(httpx.TransportError):
                    return ask("rsa", "RS256") == 200
                return False

            eventually(is_up, 60)
            yield ask
    finally:
        process.terminate()
        process.wait(20)
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_accepted_algorithm_passes_and_no_other(status_of: Callable[[str, str], int], algorithm: str) -> None:
    expected = 200 if algorithm in ACCEPTED else 401
    assert status_of(BY_ALGORITHM.get(algorithm, "rsa"), algorithm) == expected


def test_a_key_that_names_its_algorithm_is_for_no_other(status_of: Callable[[str, str], int]) -> None:
    assert status_of("rsa-for-rs256", "RS256") == 200
    assert status_of("rsa-for-rs256", "PS256") == 401
    assert status_of("rsa-for-rs256", "RS512") == 401
