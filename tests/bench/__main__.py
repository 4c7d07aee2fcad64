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
from collections.abc import Sequence
from pathlib import Path

import psycopg

from infra.local import tokens
from infra.local.settings import ROOT
from infra.local.state import State
from tests.bench import limits, world
from tests.bench.load import Outcome, Request, run
from tests.bench.report import Figure, machine, table, write

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ROUNDS = 5


World = world.World


def stack_up(port: int, data: Path) -> World:
    """A stack of its own, with the gateway's limits lifted."""
    wide = {
        f"GATEWAY_{name}": "1000000"
        for bucket in ("CLIENT", "SUBJECT", "WRITES", "TOKEN")
        for name in (f"{bucket}_BURST", f"{bucket}_PER_SECOND")
    }
    wide |= {"GATEWAY_UPLOADS_BURST": "1000000", "GATEWAY_UPLOADS_PER_MINUTE": "1000000"}
    environment = {**os.environ, **wide, "PORT": str(port), "DATA": str(data), "SEED": "none", "DETACH": "1"}
    subprocess.run([sys.executable, "-m", "infra.local", "up"], cwd=ROOT, env=environment, check=True, timeout=300)
    state = State.read(data)
    return World(f"http://localhost:{port}", state.databases, lambda who: tokens.token(who, data), 0)


def requests_of(place: World, limit: str) -> dict[str, list[Request]]:
    """The requests of each measured path; people differ from one to the next."""
    chosen = random.Random(7).sample(range(0, len(place.people), 2), 40)
    bearers = [{"Authorization": f"Bearer {place.token(f'person:b{n:06d}')}"} for n in chosen]
    anyone = [place.people[n] for n in random.Random(8).sample(range(len(place.people)), 2000)]
    origin, keys = place.origin, random.Random(9).sample(range(1, 103_000), 2000)

    def each(path: str) -> list[Request]:
        return [Request.of("GET", origin + path, bearer) for bearer in bearers]

    return {
        "one row": [Request.of("GET", f"{limit}/row/{key}") for key in keys],
        "redirect": [Request.of("GET", f"{origin}/s/{code}", {"User-Agent": BROWSER}) for code in place.codes],
        "speaking right": [
            Request.of(
                "GET",
                f"{origin}/api/governance/v1/speaking-rights/check?person={person}&network=linkedin",
                bearers[n % len(bearers)],
            )
            for n, person in enumerate(anyone)
        ],
        "my day": each("/api/training/v1/me/tasks"),
        "catalogue": each("/api/training/v1/modules?limit=60"),
        "certificates": each("/api/training/v1/me/certificates"),
        "leaderboard": each("/api/advocacy/v1/leaderboards?period=month&scope=organisation"),
    }


async def measure(place: World, bare: str, rows: str, rounds: int, seconds: float) -> dict[str, list[Outcome]]:
    """Every path and every limit once a round, in turn, so that a slow minute slows both."""
    asked = requests_of(place, rows)
    found: dict[str, list[Outcome]] = {
        name: [] for name in (*asked, "bare", "one insert", "one row alone", "leaderboard alone")
    }
    for name, requests in asked.items():  # warm caches and prepared statements, as a day does
        await run(place.origin if name != "one row" else rows, requests, seconds=0.5)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        found["bare"].append(await run(bare, [Request.of("GET", f"{bare}/")], seconds=seconds))
        found["one insert"].append(await run(rows, [Request.of("POST", f"{rows}/row")], seconds=seconds))
        found["one row alone"].append(await run(rows, asked["one row"], clients=1, seconds=seconds / 2))
        found["leaderboard alone"].append(await run(place.origin, asked["leaderboard"], clients=1, seconds=seconds / 2))
        for name, requests in asked.items():
            found[name].append(await run(rows if name == "one row" else place.origin, requests, seconds=seconds))
    for name, outcomes in found.items():
        if failed := sum(outcome.failed for outcome in outcomes):
            raise RuntimeError(f"{name}: {failed} answers failed: {[outcome.statuses for outcome in outcomes]}")
    return found


def ratio(found: dict[str, list[Outcome]], name: str, to: str = "one row") -> float:
    """The median, over the rounds, of a path's speed beside a limit's in the same round."""
    pairs = zip(found[name], found[to], strict=True)
    return statistics.median(path.per_second / limit.per_second for path, limit in pairs)


def speed(found: dict[str, list[Outcome]], name: str) -> float:
    """The median requests a second."""
    return statistics.median(outcome.per_second for outcome in found[name])


def p50(found: dict[str, list[Outcome]], name: str) -> float:
    """The median of the rounds' median latencies, in ms."""
    return statistics.median(outcome.p50_ms for outcome in found[name])


def online_figures(found: dict[str, list[Outcome]]) -> list[Figure]:
    """The paths beside their goals; Moodle's figures come from performance.md, another run on such a machine."""
    figures = [
        Figure("limit: bare uvicorn, JSON", f"{speed(found, 'bare'):,.0f}/s, p50 {p50(found, 'bare'):.2f} ms"),
        Figure(
            "limit: FastAPI, one row (asyncpg)", f"{speed(found, 'one row'):,.0f}/s, p50 {p50(found, 'one row'):.2f} ms"
        ),
        Figure("limit: FastAPI, one insert with commit", f"{speed(found, 'one insert'):,.0f}/s"),
    ]
    for name, goal in (("redirect", 0.5), ("speaking right", 0.5)):
        reached = ratio(found, name)
        shown = f"{speed(found, name):,.0f}/s, p50 {p50(found, name):.2f} ms"
        figures.append(Figure(name, shown, f"{reached:.2f} of one row", f"at least {goal}", reached >= goal))
    for name, peer, times in (("catalogue", 34, 20), ("my day", 48, 10), ("certificates", 92, 10)):
        reached = speed(found, name) / peer
        shown = f"{speed(found, name):,.0f}/s, p50 {p50(found, name):.2f} ms"
        beside = f"{ratio(found, name):.2f} of one row; {reached:.0f} x Moodle's {peer}/s"
        figures.append(Figure(name, shown, beside, f"at least {times} x Moodle", reached >= times))
    slower = statistics.median(
        board.p50_ms / row.p50_ms for board, row in zip(found["leaderboard alone"], found["one row alone"], strict=True)
    )
    shown = f"p50 {p50(found, 'leaderboard alone'):.2f} ms alone, {speed(found, 'leaderboard'):,.0f}/s together"
    figures.append(
        Figure("leaderboard with my rank", shown, f"{slower:.1f} x one row's p50", "at most 3 x", slower <= 3)
    )
    return figures


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


def measure_all(place: World, size: int, rounds: int, seconds: float) -> list[Figure]:
    """Everything, on one stack."""
    place.size = size
    admin = place.databases["training"]
    limits.prepare(admin)
    figures = bulk_figures(place, admin, rounds)
    print("building the organisation's history", flush=True)
    world.build(place)
    figures += set_based_figures(place)
    with limits.served("bare") as bare, limits.served("one_row", BENCH_DATABASE=admin) as rows:
        figures = online_figures(asyncio.run(measure(place, bare, rows, rounds, seconds))) + figures
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP TABLE bench_rows, bench_inserts, bench_people")
    return figures


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
        figures = measure_all(stack_up(port, data), chosen.people, chosen.rounds, chosen.seconds)
    finally:
        environment = {**os.environ, "PORT": str(port), "DATA": str(data)}
        subprocess.run(
            [sys.executable, "-m", "infra.local", "down"], cwd=ROOT, env=environment, check=False, timeout=90
        )
        shutil.rmtree(folder, ignore_errors=True)
    print(table(figures))
    print(f"{machine()}; {time.monotonic() - started:.0f} s in all")
    if chosen.write:
        write(ROOT / "docs" / "benchmarks.md", figures, people=chosen.people, rounds=chosen.rounds)


if __name__ == "__main__":
    main()
