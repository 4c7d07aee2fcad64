"""The wheels of a service are enough: an empty environment migrates, serves and works from them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from service_kit.testing.plugin import new_database

from infra.local.setup import index_settings
from tests.shape.rules import SERVICES

ROOT = Path(__file__).resolve().parents[2]
UV = ROOT / ".venv" / "bin" / "uv"
PACKAGES = ("libs/service-kit", "services/training-api", "services/advocacy-api", "services/governance-api")
STARTS_WITHIN = 90.0


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints; its whole output when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env or {**os.environ, **index_settings()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels of the kit and of the three services, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheels")
    for package in PACKAGES:
        build = (UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder)
        run(*build, ROOT / package, cwd=ROOT)
    return folder


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: list[str], cwd: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def answer(process: subprocess.Popen[bytes], url: str) -> httpx.Response:
    """What it answers, once it does."""
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        assert process.poll() is None, f"it ended with exit {process.returncode}"
        try:
            return httpx.get(url, timeout=5)
        except httpx.TransportError:
            assert time.monotonic() < deadline, f"{url} did not answer"
            time.sleep(0.2)


def install(package: str, wheels: Path, folder: Path) -> Path:
    """The Python of a new environment that holds this service, the kit and what they depend on."""
    python = folder / "environment" / "bin" / "python"
    run(UV, "venv", "--python", sys.executable, python.parents[1], cwd=folder)
    wheel = next(wheels.glob(f"{package}-*.whl"))
    constraint = ("--constraint", ROOT / "requirements.lock")
    run(UV, "pip", "install", "--python", python, "--find-links", wheels, *constraint, wheel, cwd=folder)
    return python


def prove(python: Path, package: str, folder: Path, database: str) -> None:
    """Migrate an empty database, print the contract, serve and work."""
    port, worker_port = free_port(), free_port()
    env = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database,
        "OIDC_ISSUER": "http://127.0.0.1:9/idp",
        "PORT": str(port),
        "WORKER_PORT": str(worker_port),
    }
    command = [str(python), "-m", "service_kit"]
    run(*command, "migrate", package, cwd=folder, env=env)
    contract = run(*command, "openapi", package, cwd=folder, env=env)
    committed = ROOT / "services" / package.replace("_", "-") / "openapi.json"
    assert json.loads(contract) == json.loads(committed.read_text())
    with (
        running([*command, "serve", package], folder, env) as serving,
        running([*command, "work", package], folder, env) as working,
    ):
        ready = answer(serving, f"http://127.0.0.1:{port}/health/ready")
        assert (ready.status_code, ready.json()["behind"]) == (200, [])
        assert answer(serving, f"http://127.0.0.1:{port}/v1/people/me").status_code == 401
        assert answer(working, f"http://127.0.0.1:{worker_port}/health/live").status_code == 200


@pytest.mark.parametrize("package", SERVICES)
async def test_a_service_migrates_serves_and_works_from_its_wheels_alone(
    package: str, wheels: Path, database_server: str, tmp_path: Path
) -> None:
    python = install(package, wheels, tmp_path)
    find = f"from importlib.util import find_spec; print([name for name in {SERVICES} if find_spec(name)])"
    assert run(python, "-c", find, cwd=tmp_path).strip() == str([package])
    async with new_database(database_server) as url:
        prove(python, package, tmp_path, url)
