"""A stack of its own with Lindemeer in it: the other journeys want an empty one."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import RunningStack, free_port

SEEDS_WITHIN = 300


def seeded(stack: RunningStack) -> subprocess.CompletedProcess[str]:
    """What `make seed` says on this stack."""
    return stack.command("seed", within=SEEDS_WITHIN)


@pytest.fixture(scope="module")
def lindemeer() -> Iterator[RunningStack]:
    """A running stack that the demo organisation has moved into."""
    folder = Path(tempfile.mkdtemp(prefix="kring-demo-test-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under an account of its own that must reach its data
    running = RunningStack(free_port(), folder / "data")
    try:
        started = running.command("up")
        if started.returncode != 0:
            pytest.fail(f"{started.stdout}\n{started.stderr}\n{running.last_words()}", pytrace=False)
        loaded = seeded(running)
        if loaded.returncode != 0:
            pytest.fail(f"{loaded.stdout}\n{loaded.stderr}\n{running.last_words()}", pytrace=False)
        yield running
    finally:
        running.command("down", within=90)
        shutil.rmtree(folder, ignore_errors=True)
