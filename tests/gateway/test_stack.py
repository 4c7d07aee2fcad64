"""The stack as a whole: what it refuses, how it mends itself, and that it leaves nothing behind."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from service_kit.testing.plugin import new_database

from infra.local import gateway, identity, process_definitions
from infra.local.settings import ROOT, SERVICES, Settings
from infra.local.setup import fingerprint
from infra.local.state import Running
from tests.conftest import RunningStack, free_port


def until(condition: Callable[[], bool], within: float = 30) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


def test_the_provider_refuses_to_start_on_a_public_origin(tmp_path: Path) -> None:
    settings = Settings(port=free_port(), data=tmp_path, public_origin="https://kring.example.org")
    part = identity.part(settings, {"identity": free_port(), "training": 1})
    done = subprocess.run(
        part.command,
        env={**os.environ, **part.environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 78
    assert "not a loopback address" in done.stderr


def test_the_gateway_takes_its_configuration_also_with_an_outside_issuer(tmp_path: Path) -> None:
    settings = Settings(port=free_port(), data=tmp_path, issuer="https://login.example.org/realms/kring")
    numbers = dict.fromkeys(("gateway-admin", "identity", "web", "training", "advocacy", "governance"), 1)
    outside = identity.Issuer(
        settings.issuer or "", "https://login.example.org/keys", "https://login.example.org/token"
    )
    path = tmp_path / "envoy.json"
    path.write_text(gateway.render(settings, numbers, outside, gateway.Limits()), encoding="utf-8")
    assert '"identity"' not in path.read_text(encoding="utf-8")
    checked = subprocess.run(
        [gateway.program(), "--mode", "validate", "-c", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("seed", "given", "issuer"), [("demo", "", "Lindemeer"), ("none", "", ""), ("demo", "Us", "Us")]
)
def test_the_demos_certificates_are_issued_by_the_demos_organisation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: str, given: str, issuer: str
) -> None:
    monkeypatch.setenv("ISSUER_NAME", given)
    settings = Settings(port=1, data=tmp_path, seed=seed, issuer="https://login.example.org")
    monkeypatch.setattr(identity, "client_secret", lambda _settings, _client: "x")
    ports = dict.fromkeys((*SERVICES, *(f"{service}-worker" for service in SERVICES)), 1)
    outside = identity.Issuer(
        settings.issuer or "", "https://login.example.org/keys", "https://login.example.org/token"
    )
    urls = dict.fromkeys(SERVICES, "postgresql://localhost/x")
    assert process_definitions.service_environment(settings, "training", ports, urls, outside)["ISSUER_NAME"] == issuer


def test_a_part_that_is_killed_comes_back_and_is_reported(stack: RunningStack) -> None:
    before = stack.state.parts["advocacy-api"]
    os.kill(before.pid, signal.SIGKILL)
    until(lambda: stack.state.parts["advocacy-api"] != before)
    address = f"{stack.base_url}/api/advocacy/health/ready"
    until(lambda: httpx.get(address, trust_env=False).status_code == 200, within=60)
    notices = (stack.data / "logs" / "stack.log").read_text(encoding="utf-8")
    assert "! advocacy-api stopped by itself (signal SIGKILL); starting it again in" in notices


def test_a_second_start_on_the_same_data_is_told_so(stack: RunningStack) -> None:
    again = stack.command("up")
    assert again.returncode == 0
    assert f"Kring is already up: {stack.origin}" in again.stdout


def test_a_taken_port_is_named_with_its_holder(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        other = RunningStack(holder.getsockname()[1], tmp_path / "data")
        refused = other.command("up", within=60)
    assert refused.returncode == 1
    assert f"Port {other.port} is taken by" in refused.stdout
    assert f"process {os.getpid()}" in refused.stdout


def test_a_failing_part_is_named_with_its_last_lines(tmp_path: Path) -> None:
    other = RunningStack(free_port(), tmp_path / "data")
    environment = {**other.environment, "TRAINING_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"}
    failed = subprocess.run(
        [sys.executable, "-m", "infra.local", "up"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert failed.returncode == 1
    assert "✗ The training migrations ended with exit 1" in failed.stdout
    assert "connection refused" in failed.stdout.lower()
    assert not left_behind(other)


def left_behind(stack: RunningStack) -> list[str]:
    """Processes that mention the stack's data folder."""
    mentioned = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        words = process.info["cmdline"] or []
        if process.pid != os.getpid() and any(str(stack.data) in word for word in words):
            mentioned.append(" ".join(words))
    return mentioned


def test_a_whole_stack_stops_without_a_trace_and_keeps_its_data(tmp_path: Path) -> None:
    other = RunningStack(free_port(), tmp_path / "data")
    started = other.command("up")
    assert started.returncode == 0, started.stdout + started.stderr
    state = other.state
    processes: dict[str, Running] = {**state.parts}
    numbers = [other.port, *state.ports.values()]
    me = httpx.get(f"{other.base_url}/api/governance/v1/people/me", headers=other.bearer("legal"), trust_env=False)
    assert me.status_code == 200
    stopped = other.command("down")
    assert stopped.returncode == 0, stopped.stdout + stopped.stderr
    assert [name for name, running in processes.items() if running.process()] == []
    assert left_behind(other) == []
    assert not (other.data / "run").exists()
    for number in numbers:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", number)) != 0
    assert (other.data / "postgres" / "PG_VERSION").exists()
    emptied = other.command("reset")
    assert emptied.returncode == 0
    assert not other.data.exists()


async def test_the_databases_may_be_those_of_another_server(tmp_path: Path, database_server: str) -> None:
    async with AsyncExitStack() as until_the_end:
        outside = {
            f"{service.upper()}_DATABASE_URL": await until_the_end.enter_async_context(new_database(database_server))
            for service in SERVICES
        }
        other = RunningStack(free_port(), tmp_path / "data", outside)
        try:
            started = await asyncio.to_thread(other.command, "up")
            assert started.returncode == 0, started.stdout + started.stderr
            assert "postgresql" not in other.state.parts
            assert not (other.data / "postgres").exists()
            async with httpx.AsyncClient(trust_env=False, headers=other.bearer("hr")) as hanne:
                for service in SERVICES:
                    me = await hanne.get(f"{other.base_url}/api/{service}/v1/people/me")
                    assert (me.status_code, me.json()["user_name"]) == (200, "hanne.claes")
        finally:
            stopped = await asyncio.to_thread(other.command, "down")
        assert stopped.returncode == 0, stopped.stdout + stopped.stderr


def test_secrets_are_read_by_their_owner_only(stack: RunningStack) -> None:
    secret = ["stack.json", "identity/clients.json", "identity/door.secret", "identity/jwks.json", "secrets/postgres"]
    for name in secret:
        assert (stack.data / name).stat().st_mode & 0o077 == 0, name


def test_a_service_cannot_reach_anothers_database(stack: RunningStack) -> None:
    url = stack.state.databases["training"].replace("/training?", "/governance?")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(url)


def test_a_step_of_the_set_up_is_done_again_when_its_inputs_change() -> None:
    lock = ROOT / "requirements.lock"
    assert fingerprint([lock]) == fingerprint([lock])
    assert fingerprint([lock]) != fingerprint([lock, ROOT / "pyproject.toml"])
