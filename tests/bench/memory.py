"""`python -m tests.bench.memory [<commit>]`: what each part of a stack holds under load, beside that of another commit.

The measure is PSS: a page that several processes share counts in equal parts for each, so once over all. The stacks run
one after the other: side by side they would share the pages of programs, and both would seem smaller.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from infra.local.settings import ROOT
from tests.bench import paths
from tests.bench.against import side_of, tree_of
from tests.bench.report import machine
from tests.bench.work import Side, one_round

MIB = 2**20
SUPERVISOR = "supervisor"
ALL = "all"


@dataclass(frozen=True)
class Held:
    """MiB of a part: its share of all memory, what of that it has alone, and how many processes it is."""

    share: float
    alone: float
    processes: int

    def __str__(self) -> str:
        more = f" in {self.processes} processes" if self.processes > 1 else ""
        return f"{self.share:.0f} ({self.alone:.0f} alone{more})"


def held_by(side: Side) -> dict[str, Held]:
    """Each part with the processes that it made, all parts together, and the supervisor, which is no part."""
    pids = set(side["parts"].values())
    found = {}
    for name, pid in side["parts"].items():
        part = psutil.Process(pid)
        found[name] = _held([part, *(child for child in part.children(recursive=True) if child.pid not in pids)])
    found[ALL] = Held(
        sum(each.share for each in found.values()),
        sum(each.alone for each in found.values()),
        sum(each.processes for each in found.values()),
    )
    if SUPERVISOR in side:
        found[SUPERVISOR] = _held([psutil.Process(side[SUPERVISOR])])
    return found


def _held(processes: Sequence[psutil.Process]) -> Held:
    share, alone, count = 0.0, 0.0, 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            memory = process.memory_full_info()
            share, alone, count = share + memory.pss, alone + memory.uss, count + 1
    return Held(share / MIB, alone / MIB, count)


def table(*sides: Mapping[str, Held], heads: Sequence[str]) -> str:
    """A Markdown table of what the sides hold in MiB, the largest part first and the sum last."""
    last = sides[-1]
    names = sorted(last, key=lambda name: (name == SUPERVISOR, name == ALL, -last[name].share))
    lines = [f"| MiB | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    lines += [f"| {name} | {' | '.join(str(side.get(name, '')) for side in sides)} |" for name in names]
    return "\n".join(lines)


async def load(side: Side, seconds: float) -> None:
    """Every path of the benchmark, one after the other."""
    for path in paths.measured(side).values():
        found = await one_round(side, paths.Supply(path, rounds=1), seconds)
        if found.outcome.failed:
            raise SystemExit(f"answers failed: {found.outcome.statuses}")


def measured(tree: Path, people: int, seconds: float) -> dict[str, Held]:
    """What a filled stack of this tree holds right after the load."""
    with side_of(tree, people) as side:
        asyncio.run(load(side, seconds))
        return held_by(side)


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", help="beside which; only this tree when absent")
    parser.add_argument("--people", type=int, default=103_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="per path")
    chosen = parser.parse_args(words)
    trees = {**({chosen.commit[:12]: tree_of(chosen.commit)} if chosen.commit else {}), "now": ROOT}
    found = [measured(tree, chosen.people, chosen.seconds) for tree in trees.values()]
    print(table(*found, heads=list(trees)))
    print(f"\n{chosen.people:,} people, each path for {chosen.seconds} s; {machine()}")


if __name__ == "__main__":
    main()
