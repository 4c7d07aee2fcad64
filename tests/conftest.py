"""A whole Kring of its own for the tests that need one: own port, own data, empty but for the demo people."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from infra.local import ports, setup, tokens
from infra.local.processes import last_lines
from infra.local.settings import ROOT
from infra.local.state import State

STARTS_WITHIN = 240


@dataclass(frozen=True)
class RunningStack:
    """A stack that answers: where it is, and who may ask."""

    port: int
    data: Path
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The address a browser opens; the issuer of the tokens lives there too."""
        return f"http://localhost:{self.port}"

    @property
    def base_url(self) -> str:
        """The same by number, for clients that would first try IPv6."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What the local commands need to speak of this stack."""
        return {
            **os.environ,
            **self.others,
            "PORT": str(self.port),
            "DATA": str(self.data),
            "SEED": "none",
            "DETACH": "1",
            "GATEWAY_UPLOADS_BURST": "1000",  # the tests of one run bring many files as the same system
        }

    @property
    def state(self) -> State:
        """What the stack noted about itself: ports, databases, processes."""
        return State.read(self.data)

    def token(self, who: str) -> str:
        """An access token of a demo person, a system, or `person:<user name>`."""
        return tokens.token(who, self.data)

    def bearer(self, who: str) -> dict[str, str]:
        """The header that carries it."""
        return {"authorization": f"Bearer {self.token(who)}"}

    def command(self, name: str, *words: str, within: float = STARTS_WITHIN) -> subprocess.CompletedProcess[str]:
        """Run a local command on this stack."""
        return subprocess.run(
            [sys.executable, "-m", "infra.local", name, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )

    def last_words(self) -> str:
        """The end of every part's log."""
        logs = sorted((self.data / "logs").glob("*.log"))
        return "\n".join(f"== {log.stem}\n{last_lines(log)}" for log in logs)


def free_port() -> int:
    """A loopback port that nobody listens on now, and that the kernel gives to no outgoing connection."""
    return next(port for port in random.sample(ports.QUIET, 200) if ports.is_free(port))


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """One stack for all tests of this run; its parts' last lines are shown when it does not start."""
    folder = Path(tempfile.mkdtemp(prefix="kring-test-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under an account of its own that must reach its data
    running = RunningStack(free_port(), folder / "data")
    try:
        started = running.command("up")
        if started.returncode != 0:
            pytest.fail(f"{started.stdout}\n{started.stderr}\n{running.last_words()}", pytrace=False)
        yield running
    finally:
        running.command("down", within=90)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The Chromium that the set-up found or installed."""
    found = setup.chromium()
    assert found, "There is no Chromium: run `make setup`."
    return found


class OneStack(LoadFileScheduling):  # type: ignore[misc]  # xdist brings no types
    """Every test of the running stack on one worker, in order; the services' own, file by file, beside them."""

    def _split_scope(self, nodeid: str) -> str:
        return "stack" if nodeid.startswith("tests/") else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStack:
    """With `-n 2`, two workers must not start a stack each, nor tell one story in two halves."""
    return OneStack(config, log)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failing test of the stack shows what its parts last said."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy sends the result in
    running = getattr(item, "funcargs", {}).get("stack")
    if report.when == "call" and report.failed and isinstance(running, RunningStack):
        report.sections.append(("the stack's last lines", running.last_words()))
