"""What the supervisor decides, and what is left when it is killed itself."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from infra.local.comeback import FIRST_WAIT, LONGEST_WAIT, LONGEST_WAIT_WHEN_SHORT, STEADY, Comeback
from infra.local.liveness import Effort, Judge, Patience
from infra.local.processes import LONGEST_LOG, bound
from tests.conftest import RunningStack
from tests.faults.stack_parts import DATABASE, PARTS, answers, freeze

MEGABYTE = 1024 * 1024
PATIENCE = Patience(every=1, probes=3, probes_when_busy=6)
IDLE = Effort(10.0, wants_to_run=False)


def misses_until_it_hangs(efforts: Callable[[int], Effort]) -> int:
    """How many unanswered probes end a part that did this much by each of them."""
    judge = Judge(PATIENCE)
    return next(count for count in range(1, 100) if judge.missed(efforts(count), now=float(count)))


def test_a_part_that_does_nothing_hangs_after_a_few_probes() -> None:
    assert misses_until_it_hangs(lambda _count: IDLE) == PATIENCE.probes


def test_a_busy_part_is_given_longer() -> None:
    assert misses_until_it_hangs(lambda count: Effort(10.0 + count, wants_to_run=False)) == PATIENCE.probes_when_busy
    assert misses_until_it_hangs(lambda _count: Effort(10.0, wants_to_run=True)) == PATIENCE.probes_when_busy


def test_one_answer_makes_good_for_all_that_were_missed() -> None:
    judge = Judge(PATIENCE)
    for _ in range(10):
        assert not judge.missed(IDLE, now=1.0)
        assert not judge.missed(IDLE, now=2.0)
        judge.answered()


def test_a_part_that_has_ended_is_no_part_that_hangs() -> None:
    judge = Judge(PATIENCE)
    assert not any(judge.missed(None) for _ in range(10))


def test_the_waits_grow_until_a_part_ran_steadily() -> None:
    comeback = Comeback(lambda: 10_000 * MEGABYTE)
    waits = [comeback.wait_after(0) for _ in range(10)]
    assert waits[:3] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]
    assert waits[-1] == LONGEST_WAIT
    assert comeback.wait_after(STEADY + 1) == FIRST_WAIT


def test_on_a_full_disk_the_waits_stay_short_and_room_that_came_back_ends_them() -> None:
    free = [0]
    comeback = Comeback(lambda: free[0])
    assert max(comeback.wait_after(0) for _ in range(10)) == LONGEST_WAIT_WHEN_SHORT
    free[0] = 2 * MEGABYTE
    assert comeback.wait_after(0) == FIRST_WAIT


async def test_a_wait_ends_as_soon_as_room_comes_back() -> None:
    free = iter([0, *[0] * 3, *[50 * MEGABYTE] * 10])
    comeback = Comeback(lambda: next(free), look=0.001)
    comeback.wait_after(0)
    await comeback.pause(3600)
    assert next(free) == 50 * MEGABYTE


def test_a_log_is_bounded_also_when_its_half_finds_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "part.log"
    log.write_bytes(b"x" * (LONGEST_LOG + 1))
    monkeypatch.setattr(Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    bound(log)
    assert log.stat().st_size == 0


def living(stack: RunningStack) -> dict[int, str]:
    """Every process that belongs to this stack, by its words or by the folder it works in."""
    found = {}
    for process in psutil.process_iter(["pid", "cmdline", "cwd", "status"]):
        words = " ".join(process.info["cmdline"] or [])
        inside = str(process.info["cwd"] or "").startswith(str(stack.data))
        alive = process.info["status"] != psutil.STATUS_ZOMBIE and process.pid != os.getpid()
        if alive and (str(stack.data) in words or inside):
            found[process.pid] = words
    noted = {part.pid: name for name, part in stack.state.parts.items() if part.process() is not None}
    return found | noted


@pytest.mark.timeout(600)
@pytest.mark.parametrize("frozen", [None, DATABASE], ids=["all running", "database frozen"])
def test_a_killed_supervisor_leaves_nothing_that_status_does_not_know_and_up_mends_it(
    stack: RunningStack, frozen: str | None
) -> None:
    supervisor = stack.state.supervisor
    assert supervisor is not None
    if frozen:
        freeze(stack, frozen)
    os.kill(supervisor.pid, signal.SIGKILL)
    while True:
        before = set(living(stack))
        told = stack.command("status")
        unknown = {pid for pid in before & set(living(stack)) if f"process {pid};" not in told.stdout}
        assert told.returncode == 1
        assert not unknown, f"{told.stdout}\n{ {pid: living(stack).get(pid) for pid in unknown} }"
        if len(before) == 0 or frozen:
            break
        time.sleep(0.2)
    started = stack.command("up")
    assert started.returncode == 0, started.stdout + started.stderr
    assert stack.state.supervisor != supervisor
    ends = time.monotonic() + 120
    while not all(answers(stack, name) for name in PARTS):
        assert time.monotonic() < ends, stack.last_words()
        time.sleep(0.2)
    assert stack.command("status").returncode == 0
