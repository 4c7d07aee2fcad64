"""`make bench`: measure every goal, print the tables, and write docs/benchmarks.md with the machine and the misses.

It ends with 1 when a row could not be measured; a missed goal is a finding, and no failure.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from infra.local.settings import ROOT
from tests.bench import crawlers, goals, lapse, limits, memory, world
from tests.bench.against import side_of
from tests.bench.bulk import Bench, SetBased, bulk, exports
from tests.bench.online import online
from tests.bench.report import Found, failed, machine, write
from tests.bench.side import described
from tests.bench.stack import own_stack
from tests.bench.work import Side

ROUNDS = 5
SMALL = 1000
"""The organisation beside which growth is measured."""


def attempted(found: Found, what: str, act: Callable[[], object]) -> None:
    """A part of the run that adds rows by itself: when it fails that is a row, and the next part goes on."""
    print(what, flush=True)
    try:
        act()
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a part that fails must not lose the others
        traceback.print_exc()
        found.figures.append(failed(what, error))


def all_day(bench: Bench, side: Side, bare: str, small: int, seconds: float) -> None:
    """The paths of the day, beside the limits and a small organisation."""
    with ExitStack() as stacks:
        other: Side | None = None
        try:
            other = stacks.enter_context(side_of(ROOT, small))
        except (Exception, SystemExit) as error:  # noqa: BLE001  # without it all but growth is measured
            bench.found.growth.append(failed("growth: the small organisation", error))
        online(side, other, bare, bench.rows, bench.rounds, seconds).note(bench.found)


def memory_figure(found: Found, side: Side) -> None:
    """What all parts hold together, shared pages counted once."""
    parts = memory.held_by(side)
    found.held = memory.table(parts, heads=["share (alone)"])
    held = parts[memory.ALL].share
    largest = sorted(
        (part for part in parts if part not in (memory.ALL, memory.SUPERVISOR)), key=lambda part: -parts[part].share
    )
    went = ", ".join(f"{part} {parts[part].share:,.0f} MiB" for part in largest[:4])
    reached, unit = held / goals.MIB_BEFORE, f"of {goals.MIB_BEFORE:,} MiB"
    found.figures.append(
        goals.at_most("memory of all parts (PSS)", f"{held:,.0f} MiB", reached, unit, goals.MEMORY, where=went)
    )


def measure_all(place: world.World, data: Path, chosen: argparse.Namespace, found: Found) -> None:
    """Everything, on one stack."""
    place.size = chosen.people
    admin = place.databases["training"]
    limits.prepare(admin)
    with limits.served("bare") as bare, limits.served("one_row", BENCH_DATABASE=admin) as rows:
        bench = Bench(place, rows, chosen.rounds, found)
        bulk(bench)
        attempted(found, "the organisation's history", lambda: world.build(place))
        asked = SetBased(bench)
        attempted(found, "requirements and versions for everyone", asked.first)
        exports(bench)
        bench.add("lapse felt by the sibling", lambda: lapse.figures(bench))
        bench.add("look at a visitor", crawlers.figures)
        side: dict[str, Side] = {}
        attempted(found, "what the paths are asked with", lambda: side.update(now=described(place, data)))
        if side:
            small = min(chosen.small, chosen.people)
            attempted(found, "the day", lambda: all_day(bench, side["now"], bare, small, chosen.seconds))
    if side:
        attempted(found, "memory", lambda: memory_figure(found, side["now"]))
    for _round in range(chosen.rounds - 1):
        attempted(found, "one more requirement, guideline and version for everyone", asked.again)
    found.figures += asked.figures()


def main(words: Sequence[str] | None = None) -> int:
    """Run the benchmark on a stack of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=103_000)
    parser.add_argument("--small", type=int, default=SMALL, help="people of the organisation that growth is seen from")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=3.0, help="per path and round")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = parser.parse_args(words)
    started, found = time.monotonic(), Found()
    try:
        with own_stack() as (place, data):
            measure_all(place, data, chosen, found)
    finally:  # what was found is said, whatever ended the run
        small = min(chosen.small, chosen.people)
        print(f"\n{found.sections(small, chosen.people)}")
        print(f"{machine()}; {time.monotonic() - started:.0f} s in all")
    if chosen.write:
        entries = chosen.people * world.ENTRIES_EACH
        page = ROOT / "docs" / "benchmarks.md"
        write(page, found, small=small, people=chosen.people, entries=entries, rounds=chosen.rounds)
    return int(bool(found.failures))


if __name__ == "__main__":
    sys.exit(main())
