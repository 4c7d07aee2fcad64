"""Parts are killed while people write: every acknowledged write is there once, and each part comes back by itself."""

import random
import statistics
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from infra.local.state import Running
from tests.conftest import RunningStack
from tests.faults import counting
from tests.faults.load import Load
from tests.faults.stack_parts import PARTS, kill, seconds_until_back
from tests.faults.world import KILLS, World

SEED = 20261129
SECONDS_PER_KILL = 30
AWAY_AT_ONCE = 3


def victims() -> list[str]:
    """Which parts are killed one after the other: each once, then any."""
    chance = random.Random(SEED)
    return [*PARTS, *chance.choices(PARTS, k=KILLS)][:KILLS]


class Executioner:
    """Kills parts one after the other, also while others are still coming back, and measures how long each takes."""

    def __init__(self, stack: RunningStack) -> None:
        self._stack = stack
        self._away: set[str] = set()
        self._changed = threading.Condition()
        self.back: dict[str, list[float]] = {name: [] for name in PARTS}

    def kill_in_turn(self, names: list[str]) -> None:
        """Kill these, never the same part twice before it is back, and wait until all are."""
        chance = random.Random(SEED)
        with ThreadPoolExecutor(AWAY_AT_ONCE) as pool:
            waits = [self._kill(pool, name, chance.uniform(0.3, 1.5)) for name in names]
        for wait in waits:
            wait.result()

    def _kill(self, pool: ThreadPoolExecutor, name: str, pause: float) -> Future[None]:
        with self._changed:
            self._changed.wait_for(lambda: name not in self._away and len(self._away) < AWAY_AT_ONCE)
            self._away.add(name)
        time.sleep(pause)
        return pool.submit(self._until_back, name, kill(self._stack, name))

    def _until_back(self, name: str, before: Running) -> None:
        try:
            self.back[name].append(seconds_until_back(self._stack, name, before))
        finally:
            with self._changed:
                self._away.discard(name)
                self._changed.notify_all()


def table(back: dict[str, list[float]], tally: counting.Tally, answered: dict[str, int]) -> str:
    """The figures, for a person to read."""
    lines = [f"{'part':<20}{'kills':>6}{'median s':>10}{'max s':>8}"]
    for name in PARTS:
        times = back[name]
        lines.append(f"{name:<20}{len(times):>6}{statistics.median(times):>10.1f}{max(times):>8.1f}")
    everything = [each for times in back.values() for each in times]
    lines.append(f"{'all':<20}{len(everything):>6}{statistics.median(everything):>10.1f}{max(everything):>8.1f}")
    lines.append(f"acknowledged effects {tally.acknowledged}, lost {len(tally.lost)}, doubled {len(tally.doubled)}")
    lines.append("answers: " + ", ".join(f"{status} x {times}" for status, times in sorted(answered.items())))
    return "\n".join(lines)


@pytest.mark.timeout(300 + KILLS * SECONDS_PER_KILL)
def test_kills_under_load_lose_and_double_nothing(
    stack: RunningStack, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    executioner = Executioner(stack)
    with Load(stack, world) as load:
        executioner.kill_in_turn(victims())
        time.sleep(1)
    unsettled = counting.wait_until_settled(stack)
    tally = counting.count(stack, world, load.acknowledged)
    with capsys.disabled():
        print(f"\n{table(executioner.back, tally, load.attempts)}")
    assert unsettled == []
    assert load.unexpected == []
    assert tally.lost == []
    assert tally.doubled == []
    assert tally.acknowledged > KILLS
    assert counting.differences(stack) == []
