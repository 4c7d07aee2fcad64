"""One stack for the drills: its parts are asked often whether they live, so that a frozen one is noticed soon."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calling import SignedIn, callers, eventually
from tests.conftest import RunningStack, free_port
from tests.faults.stack_parts import PARTS, answers
from tests.faults.world import World, build

SOON = {"PROBE_SECONDS": "1", "PROBE_MISSES": "4", "PROBE_MISSES_WHEN_BUSY": "30"}


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """A running stack that may be broken in any way; it mends itself for the next test."""
    folder = Path(tempfile.mkdtemp(prefix="kring-faults-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under an account of its own that must reach its data
    running = RunningStack(free_port(), folder / "data", SOON)
    try:
        started = running.command("up")
        if started.returncode != 0:
            pytest.fail(f"{started.stdout}\n{started.stderr}\n{running.last_words()}", pytrace=False)
        yield running
    finally:
        running.command("down", within=90)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def signed_in(stack: RunningStack) -> Iterator[SignedIn]:
    """A caller for a persona, a system, or `person:<user_name>`."""
    yield from callers(stack)


@pytest.fixture(scope="session")
def world(stack: RunningStack, signed_in: SignedIn) -> World:
    """People, modules, a guideline and content to write about while parts are killed."""
    eventually(lambda: all(answers(stack, part) for part in PARTS), 120)  # a test before may have broken some
    return build(signed_in)
