"""`make bench`: measure, print the table, and write docs/benchmarks.md with the machine and the misses."""

import argparse
import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg

from infra.local.settings import ROOT
from tests.bench import limits, memory, paths, world
from tests.bench.load import Request, run
from tests.bench.report import Figure, machine, table, write
from tests.bench.side import described
from tests.bench.stack import stack_up
from tests.bench.work import Round, Side, one_round
from tests.bench.world import World

ROUNDS = 5
MIB_BEFORE = 1445
"""What all parts held together when the goal was set."""
Found = dict[str, list[Round]]


async def measure(side: Side, bare: str, rows: str, rounds: int, seconds: float) -> Found:
    """Every path and every limit once a round, in turn, so that a slow minute slows both."""
    asked = {**paths.reads(side), **paths.writes(side)}
    supplies = {name: paths.Supply(path, rounds) for name, path in asked.items()}
    keys = random.Random(9).sample(range(1, 103_000), 2000)
    row = [Request.of("GET", f"{rows}/row/{key}") for key in keys]
    limits_asked = {"bare": (bare, [Request.of("GET", f"{bare}/")], 16), "one row": (rows, row, 16)}
    limits_asked |= {"one insert": (rows, [Request.of("POST", f"{rows}/row")], 16), "one row alone": (rows, row, 1)}
    board = list(asked["leaderboard"].requests)
    limits_asked["leaderboard alone"] = (side["origin"], board, 1)
    found: Found = {name: [] for name in (*limits_asked, *asked)}
    for path in asked.values():  # warm caches and prepared statements, as a day does
        if not path.once:
            await run(side["origin"], path.requests, seconds=0.5)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for name, (origin, requests, clients) in limits_asked.items():
            outcome = await run(origin, requests, clients=clients, seconds=seconds if clients > 1 else seconds / 2)
            found[name].append(Round(outcome, {}))
        for name in asked:
            found[name].append(await one_round(side, supplies[name], seconds))
    for name, measured in found.items():
        if any(one.outcome.failed for one in measured):
            raise RuntimeError(f"{name}: answers failed: {[one.outcome.statuses for one in measured]}")
    return found


def ratio(found: Found, name: str, to: str) -> float:
    """The median, over the rounds, of a path's speed beside a limit's in the same round."""
    pairs = zip(found[name], found[to], strict=True)
    return statistics.median(path.outcome.per_second / limit.outcome.per_second for path, limit in pairs)


def shown(found: Found, name: str, together: int = 1) -> str:
    """Speed and latency, medians of the rounds, and the work of each answer in the parts that have most of it."""
    measured = found[name]
    speed = statistics.median(one.outcome.per_second for one in measured) / together
    p50 = statistics.median(one.outcome.p50_ms for one in measured)
    parts = {part: statistics.median(one.parts[part] for one in measured) * together for part in measured[0].parts}
    most = sorted(parts.items(), key=lambda pair: -pair[1])[:3]
    work = "".join(f", {part} {spent:.2f} ms" for part, spent in most if spent >= 0.1)
    return f"{speed:,.0f}/s, p50 {p50:.2f} ms{work}"


def online_figures(found: Found, side: Side) -> list[Figure]:
    """The limits, and the paths beside their goals."""
    figures = [
        Figure("limit: bare uvicorn, JSON", shown(found, "bare")),
        Figure("limit R: FastAPI, one row (asyncpg)", shown(found, "one row")),
        Figure("limit W: FastAPI, one insert with commit", shown(found, "one insert")),
    ]
    for name, path in {**paths.reads(side), **paths.writes(side)}.items():
        limit, goal = paths.GOALS.get(name, (paths.LIMIT_READ if not path.once else paths.LIMIT_WRITE, 0.0))
        letter = "R" if limit == paths.LIMIT_READ else "W"
        reached = ratio(found, name, limit) / path.together
        wanted = (f"at least {goal} {letter}", reached >= goal) if goal else ("", None)
        figures.append(Figure(name, shown(found, name, path.together), f"{reached:.2f} {letter}", *wanted))
    batch, single = f"completions in batches of {paths.BATCH}", "completion by an LMS"
    times = ratio(found, batch, single) * paths.BATCH
    figures.append(
        Figure("rows of a batch beside single ones", "", f"{times:.0f} x", "at least 10 x", times >= paths.BATCH / 10)
    )
    slower = statistics.median(
        board.outcome.p50_ms / row.outcome.p50_ms
        for board, row in zip(found["leaderboard alone"], found["one row alone"], strict=True)
    )
    figures.append(
        Figure("leaderboard with my rank", shown(found, "leaderboard alone"), f"{slower:.1f} x one row's p50",
               "at most 3 x", slower <= 3)
    )  # fmt: skip
    return figures


def memory_figure(parts: Mapping[str, memory.Held]) -> Figure:
    """What all parts hold together, shared pages counted once."""
    held = parts[memory.ALL].share
    return Figure(
        "memory of all parts (PSS)", f"{held:,.0f} MiB", f"{held / MIB_BEFORE:.2f} of {MIB_BEFORE} MiB", "at most 0.7",
        held <= 0.7 * MIB_BEFORE,
    )  # fmt: skip


def bulk_figures(place: World, admin: str, rounds: int) -> list[Figure]:
    """Import and catch-up, each beside a COPY of as many rows measured right before it."""
    first = limits.copy_rows(admin, place.size)
    seconds = world.import_people(place, world.people_file(place.size))
    reached = place.size / seconds / first
    figures = [
        Figure("limit: COPY of people-like rows", f"{first:,.0f} rows/s"),
        Figure(
            "people import, all new",
            f"{place.size / seconds:,.0f} rows/s",
            f"{reached:.2f} of COPY",
            "at least 0.1",
            reached >= 0.1,
        ),
    ]
    for service in ("advocacy", "governance"):
        print(f"{service} followed {world.wait_for_replica(place, service):.1f} s after the import", flush=True)
    again = []
    for _round in range(max(3, rounds - 2)):
        limit = limits.copy_rows(admin, place.size)
        again.append(place.size / world.import_people(place, world.people_file(place.size)) / limit)
    reached = statistics.median(again)
    figures.append(
        Figure("people import, the same file again", "", f"{reached:.2f} of COPY", "at least 0.2", reached >= 0.2)
    )
    caught = statistics.median(world.replay(place, "advocacy", turn) for turn in range(3))
    figures.append(Figure("feed catch-up", f"{caught:,.0f} events/s", "", "at least 10,000 events/s", caught >= 10_000))
    return figures


def set_based_figures(place: World) -> list[Figure]:
    """What concerns everyone at once, beside the plain insert of the rows that it wrote."""
    training, governance = place.databases["training"], place.databases["governance"]
    assigned = f"requirement_id = '{place.ids['requirement']}'"
    asked = f"guideline_id = '{place.ids['guideline']}' AND version_number = "
    found = [
        ("requirement activated", place.seconds["activated"], limits.insert_again(training, "assignments", assigned)),
        (
            "guideline version asked",
            place.seconds["asked"],
            limits.insert_again(governance, "acknowledgements", asked + "1"),
        ),
    ]
    world.changed_guideline(place)
    limit = limits.insert_again(governance, "acknowledgements", asked + "2")
    found.append(("changed version asked again", place.seconds["asked again"], limit))
    return [
        Figure(
            f"{what} of {place.size:,} people",
            f"{seconds:.2f} s",
            f"{seconds / limit:.1f} x the insert of its rows",
            "under 3 x",
            seconds / limit < 3,
        )
        for what, seconds, limit in found
    ]


def measure_all(
    place: World, data: Path, size: int, rounds: int, seconds: float
) -> tuple[list[Figure], Mapping[str, memory.Held]]:
    """Everything, on one stack: the figures, and what each part holds at the end."""
    place.size = size
    admin = place.databases["training"]
    limits.prepare(admin)
    figures = bulk_figures(place, admin, rounds)
    print("building the organisation's history", flush=True)
    world.build(place)
    figures += set_based_figures(place)
    side = described(place, data)
    with limits.served("bare") as bare, limits.served("one_row", BENCH_DATABASE=admin) as rows:
        online = online_figures(asyncio.run(measure(side, bare, rows, rounds, seconds)), side)
    held = memory.held_by(side)
    figures = [*online, *figures, memory_figure(held)]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP TABLE bench_rows, bench_inserts, bench_people")
    return figures, held


def main(words: Sequence[str] | None = None) -> None:
    """Run the benchmark on a stack of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=103_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=3.0, help="per path and round")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = parser.parse_args(words)
    folder = Path(tempfile.mkdtemp(prefix="kring-bench-"))
    folder.chmod(0o755)
    port, data = limits.free_port(), folder / "data"
    started = time.monotonic()
    try:
        figures, held = measure_all(stack_up(port, data), data, chosen.people, chosen.rounds, chosen.seconds)
    finally:
        environment = {**os.environ, "PORT": str(port), "DATA": str(data)}
        subprocess.run(
            [sys.executable, "-m", "infra.local", "down"], cwd=ROOT, env=environment, check=False, timeout=90
        )
        shutil.rmtree(folder, ignore_errors=True)
    parts = memory.table(held, heads=["share (alone)"])
    print(table(figures), parts, sep="\n\n")
    print(f"{machine()}; {time.monotonic() - started:.0f} s in all")
    if chosen.write:
        write(ROOT / "docs" / "benchmarks.md", figures, parts, people=chosen.people, rounds=chosen.rounds)


if __name__ == "__main__":
    main()
