"""Parts are killed while people write: every acknowledged write is there once, and each part comes back by itself."""

import random
import statistics
import time

import pytest

from tests.conftest import RunningStack
from tests.faults import counting
from tests.faults.load import Load
from tests.faults.stack_parts import PARTS, kill, seconds_until_back
from tests.faults.world import KILLS, World

SEED = 20261129
SECONDS_PER_KILL = 30


def victims() -> list[tuple[str, ...]]:
    """Which parts are killed one after the other: each once, then any, and now and then two at once."""
    chance, planned = random.Random(SEED), [(name,) for name in PARTS]
    while (left := KILLS - sum(map(len, planned))) > 0:
        planned.append(tuple(chance.sample(PARTS, 2 if left > 1 and chance.random() < 0.2 else 1)))
    return planned


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
    chance = random.Random(SEED)
    back: dict[str, list[float]] = {name: [] for name in PARTS}
    with Load(stack, world) as load:
        for names in victims():
            time.sleep(chance.uniform(0.2, 1.0))
            before = {name: kill(stack, name) for name in names}
            for name in names:
                back[name].append(seconds_until_back(stack, name, before[name]))
        time.sleep(1)
    counting.settle(stack)
    tally = counting.count(stack, world, load.acknowledged)
    with capsys.disabled():
        print(f"\n{table(back, tally, load.attempts)}")
    assert load.unexpected == []
    assert tally.lost == []
    assert tally.doubled == []
    assert tally.acknowledged > KILLS
    assert counting.differences(stack) == []
