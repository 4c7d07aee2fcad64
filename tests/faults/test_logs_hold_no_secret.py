"""Every part is broken on purpose; then no log holds a secret of the stack, a token that was used, or a person."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from infra.local.settings import ROOT, SERVICES
from tests.calling import eventually
from tests.conftest import RunningStack, free_port

WHO = ("employee", "manager", "trainer", "hr", "admin", "legal", "hr-system", "lms", "partner")
OURS = [f"{service}-{kind}" for service in SERVICES for kind in ("api", "worker")]
PRIVATE = ("d", "p", "q", "dp", "dq", "qi")  # what a JSON Web Key keeps to itself
BACK_WITHIN = 180.0
ME = "v1/people/me"


def kept(stack: RunningStack) -> dict[str, str]:
    """Every secret that the stack made for itself, by where it stands."""
    data = stack.data
    read = {name: json.loads((data / name).read_text()) for name in ("secrets/databases.json", "identity/clients.json")}
    found = {f"{file}:{name}": secret for file, secrets in read.items() for name, secret in secrets.items()}
    found["postgres"] = (data / "secrets" / "postgres").read_text()
    found["door"] = (data / "identity" / "door.secret").read_text().strip()
    cookies = json.loads((data / "identity" / "cookies.json").read_text())
    found |= {f"cookie {number}": key for number, key in enumerate(cookies)}
    key = json.loads((data / "identity" / "jwks.json").read_text())["keys"][0]
    return found | {f"key {name}": key[name] for name in PRIVATE}


def of_the_token(who: str, token: str) -> dict[str, str]:
    """A token, its beginning, its parts, and what it says of a person."""
    claims = jwt.decode(token, options={"verify_signature": False})
    _, body, signature = token.split(".")
    found = {"token": token, "beginning": token[:40], "body": body[:40], "signature": signature}
    found |= {name: str(claims[name]) for name in ("email", "preferred_username") if name in claims}
    if "email" in claims:
        found["subject"] = claims["sub"]
    return {f"{who}'s {name}": value for name, value in found.items()}


def leaks(secrets: dict[str, str], logs: dict[str, str]) -> list[str]:
    """Which secret stands in which log."""
    return [f"{name} in {log}" for log, text in logs.items() for name, secret in secrets.items() if secret in text]


def test_a_leak_would_be_found() -> None:
    assert leaks({"a": "s3cret", "b": "other"}, {"x.log": "conninfo=s3cret", "y.log": "fine"}) == ["a in x.log"]


class Nonsense(BaseHTTPRequestHandler):
    """Answers every question with what nobody can use."""

    def do_GET(self) -> None:
        """Half a document."""
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"keys": [{"kty"')

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def nonsense() -> Iterator[str]:
    """The address of an issuer and sibling that answers nonsense."""
    server = HTTPServer(("127.0.0.1", 0), Nonsense)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Asking:
    """Asks every service for what needs the database, a sibling or a token, whatever comes back."""

    def __init__(self, stack: RunningStack) -> None:
        self.tokens = {who: stack.token(who) for who in WHO}
        self.http = httpx.Client(base_url=stack.base_url, timeout=20, trust_env=False)
        self.direct = {name: f"http://127.0.0.1:{stack.state.ports[name]}/" for name in SERVICES}
        client_secret = json.loads((stack.data / "identity" / "clients.json").read_text())["lms"]
        self.grant = {"grant_type": "client_credentials", "client_id": "lms", "client_secret": client_secret}
        self.statuses: list[int] = []

    def _ask(self, method: str, address: str, **options: Any) -> None:
        with suppress(httpx.TransportError):
            self.statuses.append(self.http.request(method, address, **options).status_code)

    def everything(self) -> None:
        """Reads, writes, wrong tokens and wrong bodies, through the gateway and beside it."""
        for who, token in self.tokens.items():
            headers = {"authorization": f"Bearer {token}"}
            for service in SERVICES:
                self._ask("GET", f"/api/{service}/{ME}", headers=headers)
                self._ask(
                    "GET", f"{self.direct[service]}{ME}", headers={"authorization": f"Bearer {token[:-9]}wrongsign"}
                )
            self._ask("GET", f"/api/training/v1/people?q={who}&cursor={token[:30]}", headers=headers)
            self._ask("GET", "/api/governance/v1/feed?after=0", headers=headers)
        trainer = {"authorization": f"Bearer {self.tokens['trainer']}"}
        self._ask("POST", "/api/training/v1/tracks", json={"code": "nul \0", "title": {"en": "x"}}, headers=trainer)
        self._ask("POST", "/api/training/v1/tracks", content=b"{", headers=trainer)
        self._ask("POST", "/idp/token", data=self.grant)
        self._ask("POST", "/idp/token", data={**self.grant, "client_secret": f"{self.grant['client_secret']}x"})


def all_ready(stack: RunningStack) -> bool:
    with httpx.Client(timeout=5, trust_env=False) as client:
        try:
            return all(client.get(f"{stack.base_url}/api/{name}/health/ready").status_code == 200 for name in SERVICES)
        except httpx.TransportError:
            return False


def broken(stack: RunningStack, asking: Asking, part: str) -> None:
    """Kill one part, ask meanwhile, and wait until all is well again."""
    before = stack.state.parts[part].pid
    os.kill(before, signal.SIGKILL)
    asking.everything()
    eventually(lambda: part in stack.state.parts and stack.state.parts[part].pid != before, BACK_WITHIN)
    asking.everything()
    eventually(lambda: all_ready(stack), BACK_WITHIN)


@contextmanager
def running(command: str, log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """One command of a service with an environment of its own."""
    words = [sys.executable, "-m", "service_kit", command, "training_api"]
    with log.open("ab") as file:
        process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environment}, stdout=file, stderr=file)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def beside(stack: RunningStack, nonsense: str, asking: Asking, folder: Path) -> dict[str, str]:
    """What a service, a worker and a migration write that have no database, and siblings that answer nonsense."""
    password = json.loads((stack.data / "secrets" / "databases.json").read_text())["training"]
    client = json.loads((stack.data / "identity" / "clients.json").read_text())["training-api"]
    environment = {
        "DATABASE_URL": f"postgresql://training:{password}@127.0.0.1:1/training?connect_timeout=2",
        "OIDC_ISSUER": f"{stack.origin}/idp",
        "OIDC_JWKS_URL": f"{nonsense}/jwks",
        "OIDC_TOKEN_URL": f"{nonsense}/token",
        "SERVICE_CLIENT_ID": "training-api",
        "SERVICE_CLIENT_SECRET": client,
        "SIBLING_GOVERNANCE_URL": nonsense,
        "SIBLING_ADVOCACY_URL": nonsense,
        "PORT": str(free_port()),
        "WORKER_PORT": str(free_port()),
    }
    logs = {command: folder / f"{command}.log" for command in ("serve", "work", "migrate", "settings")}
    with running("migrate", logs["migrate"], environment) as process:
        assert process.wait(120) != 0
    with running("serve", logs["settings"], {**environment, "DATABASE_POOL_SIZE": "none"}) as process:
        assert process.wait(120) != 0
    with running("serve", logs["serve"], environment), running("work", logs["work"], environment):
        address = f"http://127.0.0.1:{environment['PORT']}/{ME}"
        headers = {"authorization": f"Bearer {asking.tokens['employee']}"}

        def refused() -> bool:
            try:
                return httpx.get(address, headers=headers, timeout=20, trust_env=False).status_code in {401, 503}
            except httpx.TransportError:
                return False

        eventually(refused, BACK_WITHIN)
        eventually(lambda: "jobs_wait" in logs["work"].read_text(), BACK_WITHIN)
    return {name: path.read_text(errors="replace") for name, path in logs.items()}


@pytest.fixture
def asking(stack: RunningStack) -> Iterator[Asking]:
    """Everybody who asks."""
    everybody = Asking(stack)
    yield everybody
    everybody.http.close()


def test_no_log_holds_a_secret_a_token_or_a_person(
    stack: RunningStack, asking: Asking, nonsense: str, tmp_path: Path
) -> None:
    asking.everything()
    for part in ("postgresql", "identity", "training-api", "governance-worker", "gateway", "web"):
        broken(stack, asking, part)
    logs = beside(stack, nonsense, asking, tmp_path)
    assert 503 in asking.statuses
    assert "input_value" not in logs["settings"]

    folder = stack.data / "logs"
    logs |= {path.name: path.read_text(errors="replace") for path in folder.iterdir()}
    assert {f"{part}.log" for part in (*OURS, "gateway", "identity", "postgresql", "web")} <= logs.keys()
    assert '"event": "outage"' in "".join(logs.values()), "nothing was broken"
    secrets = kept(stack)
    for who, token in asking.tokens.items():
        secrets |= of_the_token(who, token)
    assert all(len(secret) >= 5 for secret in secrets.values()), "too short to look for"
    assert leaks({**secrets, "an address with a password": "postgresql://"}, logs) == []


def test_every_line_of_our_parts_says_where_it_belongs(stack: RunningStack) -> None:
    for part in (*OURS, "web", "identity"):
        text = (stack.data / "logs" / f"{part}.log").read_text()
        for line in text.splitlines():
            told = json.loads(line)
            assert told["service"] == part.split("-")[0], line
            assert told["request_id"], line
    for line in (stack.data / "logs" / "gateway.log").read_text().splitlines():
        if line.startswith("{"):
            assert json.loads(line)["request_id"], line


def test_what_the_stack_writes_is_its_owners_alone(stack: RunningStack) -> None:
    for path in stack.data.rglob("*"):
        inside = path.relative_to(stack.data).parts[0]
        if path.is_symlink() or path.is_socket():
            continue
        allowed = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) & ~allowed == 0, f"{path} {oct(path.stat().st_mode)} in {inside}"
    # As root the database runs as another user, who must pass through the folder and may not list it.
    assert stat.S_IMODE(stack.data.stat().st_mode) & 0o066 == 0
