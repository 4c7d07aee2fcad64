"""The disk under a whole stack is full: writes are refused in words, nothing dies, and room is all it takes to mend."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from infra.local.settings import ROOT
from infra.local.state import State
from tests.calling import eventually, public
from tests.conftest import RunningStack, free_port
from tests.faults.stack_parts import PARTS, answers, notices
from tests.faults.world import HEADER

MEGABYTES = 170
WITHIN = 120.0


@dataclass(frozen=True)
class SmallStack(RunningStack):
    """A stack whose data lies on a disk that only its own processes see; `holder` keeps that disk."""

    holder: int = 0

    @property
    def inside(self) -> Path:
        """The data as a process outside reaches it."""
        return Path(f"/proc/{self.holder}/root{self.data}")

    @property
    def state(self) -> State:
        """What the stack noted about itself, with its databases as they are reached from outside."""
        state = State.read(self.inside)
        there, here = (quote(str(folder), safe="") for folder in (self.data, self.inside))
        state.databases = {service: url.replace(there, here) for service, url in state.databases.items()}
        return state

    def last_words(self) -> str:
        """The end of every part's log."""
        return RunningStack(self.port, self.inside).last_words()

    def seen_from_outside(self) -> RunningStack:
        """The same stack for whoever reads its files from here."""
        return replace(self, data=self.inside)

    def token(self, who: str) -> str:
        """As any stack gives them."""
        return RunningStack(self.port, self.inside).token(who)

    def command(self, name: str, *words: str, within: float = 240) -> subprocess.CompletedProcess[str]:
        """Run a local command where the disk is seen."""
        enter = [sys.executable, str(ROOT / "tests" / "faults" / "small_disk.py"), "enter", str(self.holder)]
        return subprocess.run(
            [*enter, sys.executable, "-m", "infra.local", name, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )


@pytest.fixture(scope="module")
def stack() -> Iterator[SmallStack]:
    """A running stack on a disk of 170 MB."""
    folder = Path(tempfile.mkdtemp(prefix="kring-small-"))
    folder.chmod(0o755)
    disk = folder / "disk"
    disk.mkdir(mode=0o755)
    hold = [sys.executable, str(ROOT / "tests" / "faults" / "small_disk.py"), "hold", str(disk), str(MEGABYTES)]
    with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stderr is not None
        if holder.stdout.readline() != b"ready\n":
            pytest.fail(f"a small disk could not be made: {holder.stderr.read().decode()}", pytrace=False)
        others = {"PROBE_SECONDS": "1", "PROBE_MISSES": "5"}
        running = SmallStack(free_port(), disk / "data", others, holder=holder.pid)
        try:
            started = running.command("up")
            if started.returncode != 0:
                pytest.fail(f"{started.stdout}\n{started.stderr}", pytrace=False)
            yield running
        finally:
            running.command("down", within=90)
            holder.terminate()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def client(stack: SmallStack) -> Iterator[httpx.Client]:
    """A client that goes through the gateway."""
    with httpx.Client(base_url=stack.base_url, timeout=60, trust_env=False) as client:
        yield client


def room(stack: SmallStack) -> int:
    """Bytes that may still be written."""
    found = os.statvfs(stack.inside)
    return found.f_bavail * found.f_frsize


def fill(stack: SmallStack) -> None:
    """Take all the room there is, also what is given back in small pieces."""
    with suppress(OSError), (stack.inside.parent / "filler").open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)


def make_room(stack: SmallStack) -> None:
    """Give everything back."""
    (stack.inside.parent / "filler").unlink(missing_ok=True)


def import_people(client: httpx.Client, stack: SmallStack, number: int) -> httpx.Response:
    """A write of some hundred kilobytes."""
    rows = [
        f"D-{number}-{n},d{number}.{n},G,F{os.urandom(60).hex()},d{number}.{n}@example.org,en,,,,,,true"
        for n in range(900)
    ]
    files = {"file": ("p.csv", "\n".join([HEADER, *rows]).encode(), "text/csv")}
    headers = {**stack.bearer("hr"), "Idempotency-Key": f"import-{number}"}
    return client.post(public("T/people/imports"), files=files, headers=headers)


def write_guideline(client: httpx.Client, stack: SmallStack, code: str) -> httpx.Response:
    """A small write, whose outcome can be read again."""
    body = {"code": code, "title": {"en": code * 40}}
    headers = {**stack.bearer("strategist"), "Idempotency-Key": code}
    return client.post(public("G/guidelines"), json=body, headers=headers)


def is_told_in_words(answer: httpx.Response) -> bool:
    """A refusal that passes: 503, a problem document, and when to try again."""
    return (
        answer.status_code == 503
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["code"] in {"StorageFull", "Unavailable"}
        and int(answer.headers.get("retry-after", 0)) > 0
    )


def until_refused(stack: SmallStack, write: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    """Write, keeping the disk full, until some writes in a row were refused; every refusal."""
    refused: list[httpx.Response] = []
    for number in range(400):
        fill(stack)
        answer = write(number)
        if answer.status_code < 300:
            continue
        refused.append(answer)
        if len(refused) >= 8:
            return refused
    raise AssertionError("the disk was never full")


def all_answer(stack: SmallStack) -> bool:
    """Whether every part does its work."""
    return all(answers(stack, name) for name in PARTS)


def logs(stack: SmallStack) -> str:
    """What every part said."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace") for log in (stack.inside / "logs").glob("*.log"))


@pytest.mark.timeout(600)
def test_a_full_disk_is_told_of_and_room_mends_everything(stack: SmallStack, client: httpx.Client) -> None:
    assert import_people(client, stack, 0).status_code == 202
    kept = [f"kept-{number}" for number in range(3)]
    for code in kept:
        assert write_guideline(client, stack, code).status_code == 201
    before = stack.state.parts

    refused = until_refused(stack, lambda number: import_people(client, stack, number + 1))
    assert [answer.text for answer in refused if not is_told_in_words(answer)] == []
    assert "StorageFull" in {answer.json()["code"] for answer in refused}
    ready = client.get("/api/training/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (503, "not-ready")
    for name in ("training-worker", "advocacy-worker", "governance-worker", "identity", "gateway", "web"):
        assert stack.state.parts[name] == before[name], f"{name} did not outlive a full disk"

    make_room(stack)
    eventually(lambda: all_answer(stack), WITHIN)
    eventually(lambda: import_people(client, stack, 9000).status_code == 202, WITHIN)
    eventually(lambda: write_guideline(client, stack, "after").status_code == 201, WITHIN)
    known = {
        item["code"] for item in client.get(public("G/guidelines"), headers=stack.bearer("strategist")).json()["items"]
    }
    assert {*kept, "after"} <= known
    eventually(lambda: followed(client, stack, "d9000.899"), WITHIN)
    for complaint in ("Task exception was never retrieved", "Traceback (most recent call last)"):
        assert complaint not in logs(stack)


def followed(client: httpx.Client, stack: SmallStack, user_name: str) -> bool:
    """Whether the jobs, the feed and the followers do their work: a person imported here is known there."""
    found = client.get(public("T/people"), params={"q": user_name}, headers=stack.bearer("hr")).json()
    wanted: list[dict[str, Any]] = [item for item in found.get("items", ()) if item["user_name"] == user_name]
    if not wanted:
        return False
    path = f"/people/{wanted[0]['id']}"
    return all(client.get(public(f"{letter}{path}"), headers=stack.bearer("hr")).status_code == 200 for letter in "AG")


@pytest.mark.timeout(600)
def test_parts_killed_while_the_disk_is_full_come_back_by_themselves(stack: SmallStack, client: httpx.Client) -> None:
    eventually(lambda: all_answer(stack), WITHIN)
    until_refused(stack, lambda number: import_people(client, stack, number + 10_000))
    before = stack.state.parts
    for name in PARTS:
        with suppress(ProcessLookupError):
            os.kill(before[name].pid, signal.SIGKILL)
    outside = stack.seen_from_outside()
    ends = time.monotonic() + 8
    while time.monotonic() < ends:  # long enough for the database to have failed to recover, more than once
        fill(stack)
        time.sleep(0.2)
    make_room(stack)
    began = time.monotonic()
    eventually(lambda: all_answer(stack), WITHIN)
    print(f"all parts answered {time.monotonic() - began:.1f} s after there was room again")
    eventually(lambda: write_guideline(client, stack, "second").status_code == 201, WITHIN)
    noted = json.loads((stack.inside / "stack.json").read_text(encoding="utf-8"))
    assert {name: stack.state.parts[name].process() is not None for name in PARTS} == dict.fromkeys(PARTS, True), noted
    assert "stopped by itself" in notices(outside)
