"""What the forked parts share, by count: everything that needs no setting, and nothing that does."""

import asyncio
import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.local.prefork_client import PreforkClient
from infra.local.settings import GIVE_BACK_MEMORY, ROOT, SERVICES


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What a server holds right before its first fork."""
    asked = [sys.executable, "-m", "tests.faults.prefork_report"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_fork_finds_no_thread_and_no_connection(report: dict[str, Any]) -> None:
    assert (report["threads"], report["threads of the system"], report["sockets"]) == (1, 1, 0)


def test_what_is_shared_is_hidden_from_the_garbage_collector(report: dict[str, Any]) -> None:
    """Its marks stand in the objects themselves: one full collection in a part would copy every page."""
    assert report["frozen"] > 100_000
    assert report["not frozen"] < 100


def test_every_service_is_shared_and_a_part_imports_nothing_when_it_starts(report: dict[str, Any]) -> None:
    assert report["services"] == sorted(f"{service}_api" for service in SERVICES)
    assert report["imported late"] == []


def test_what_few_need_is_not_loaded_for_everybody(report: dict[str, Any]) -> None:
    assert report["big"] == []


async def test_no_part_can_read_the_settings_of_another(tmp_path: Path) -> None:
    """Neither in its memory, which it has from the server, nor in a file that is open."""
    client = PreforkClient(tmp_path / "server.log")

    async def started(name: str) -> tuple[str, dict[str, Any]]:
        mark, log = f"kring-mark-{secrets.token_hex(16)}", tmp_path / f"{name}.log"
        part = await client.start(("tests.faults.own_memory",), {"KRING_MARK": mark}, log)
        assert await part.wait() == 0, log.read_text(encoding="utf-8")
        return mark, json.loads(log.read_text(encoding="utf-8"))

    try:
        together = await asyncio.gather(*(started(f"part-{number}") for number in range(4)))
        later = await started("restarted")
    finally:
        await client.close()
    for mark, found in (*together, later):
        assert found == {"marks": [mark], "files": []}


async def test_a_part_that_cannot_be_imported_ends_and_takes_no_other_along(tmp_path: Path) -> None:
    client = PreforkClient(tmp_path / "server.log")
    try:
        broken = await client.start(("no_such_module",), {}, tmp_path / "broken.log")
        assert await broken.wait() == 1
        whole = await client.start(("tests.faults.own_memory",), {}, tmp_path / "whole.log")
        assert await whole.wait() == 0
    finally:
        await client.close()
    assert "No module named no_such_module" in (tmp_path / "broken.log").read_text(encoding="utf-8")


def test_a_process_with_these_settings_gives_back_what_it_freed() -> None:
    """Without them glibc raises its own limits at the first large block, and keeps the next ones in its heap."""
    kept = {name: kept_after_large_blocks(settings) for name, settings in (("set", GIVE_BACK_MEMORY), ("unset", {}))}
    assert kept["set"] < 5 < kept["unset"], kept


LARGE_BLOCKS = """
import ctypes, re
library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
held = lambda: int(re.search(r"RssAnon:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
before = held()
for _turn in range(2):  # the first one raises the limits
    blocks = [library.malloc(1 << 20) for _ in range(64)]
    last = library.malloc(300_000)  # above them, where they stand in the heap
    for block in blocks:
        ctypes.memset(block, 1, 1 << 20)
    for block in blocks:
        library.free(block)
print(held() - before)
"""


def kept_after_large_blocks(settings: dict[str, str]) -> float:
    """MiB that a process holds after it freed 64 blocks of one MiB, twice."""
    done = subprocess.run(
        [sys.executable, "-c", LARGE_BLOCKS], env=settings, capture_output=True, text=True, timeout=60, check=True
    )
    return float(done.stdout)
