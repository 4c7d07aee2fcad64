"""What concerns everyone at once, beside its limit: imports, catch-up, requirements and versions for all, files."""

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import psycopg

from tests.bench import goals, limits, world
from tests.bench.load import Request, run
from tests.bench.report import Figure, Found, failed, median_parts, spent_by
from tests.bench.work import since, worked
from tests.bench.world import World

Made = Callable[[], Iterable[Figure]]


@dataclass
class Bench:
    """A stack that is measured, the address of its limits, and what was found so far."""

    place: World
    rows: str
    rounds: int
    found: Found

    @property
    def admin(self) -> str:
        """The database of the limits."""
        return self.place.databases["training"]

    def add(self, what: str, make: Made) -> None:
        """Measure and note; what fails is noted as failed and stops nothing else."""
        print(what, flush=True)
        try:
            self.found.figures += make()
        except Exception as error:  # noqa: BLE001  # a row that fails must not lose the others
            print(f"{what} failed: {error!r}", flush=True)
            self.found.figures.append(failed(what, error))

    def read_limit(self) -> float:
        """R now, for what is not measured in the rounds of the paths."""
        keys = random.Random(9).sample(range(1, 103_000), 500)
        requests = [Request.of("GET", f"{self.rows}/row/{key}") for key in keys]
        return asyncio.run(run(self.rows, requests, seconds=1.0)).per_second

    def watched(self, measure: Callable[[], float]) -> tuple[float, dict[str, float]]:
        """What it gives, and the seconds of processor time of each part meanwhile."""
        side = {"parts": self.place.parts}
        began = worked(side)
        return measure(), since(began, worked(side))


def where(parts: Sequence[Mapping[str, float]], *services: str) -> str:
    """Where the processor time went, in seconds; what a service does in the background is its own work."""
    return spent_by(median_parts(parts), services, ("api", "worker")).said("s")


def bulk(bench: Bench) -> None:
    """The import, the same file again, and a follower that starts from nothing."""
    bench.add("people import, all new", lambda: first_import(bench))
    bench.add("people import, the same file again", lambda: import_again(bench))
    bench.add("feed catch-up", lambda: catch_up(bench))


def first_import(bench: Bench) -> list[Figure]:
    """Everyone for the first time, and both followers behind it."""
    place = bench.place
    limit, read = limits.copy_rows(bench.admin, place.size), bench.read_limit()
    content = world.people_file(place.size)
    seconds, parts = bench.watched(lambda: world.import_people(place, content))
    for service in ("advocacy", "governance"):
        print(f"{service} followed {world.wait_for_replica(place, service):.1f} s after the import", flush=True)
    return [
        Figure("limit: COPY of people-like rows", f"{limit:,.0f} rows/s"),
        _import("people import, all new", place.size, [(seconds, limit, read)], [parts], goals.IMPORT_NEW),
    ]


def import_again(bench: Bench) -> list[Figure]:
    """The same file once more: nothing changes."""
    place, content = bench.place, world.people_file(bench.place.size)
    found, work = [], []
    for _round in range(bench.rounds):
        limit, read = limits.copy_rows(bench.admin, place.size), bench.read_limit()
        seconds, parts = bench.watched(lambda: world.import_people(place, content))
        found.append((seconds, limit, read))
        work.append(parts)
    return [_import("people import, the same file again", place.size, found, work, goals.IMPORT_AGAIN)]


def _import(
    what: str, rows: int, found: Sequence[tuple[float, float, float]], work: Sequence[Mapping[str, float]], goal: float
) -> Figure:
    """Each of `found` is the seconds of an import, and COPY and R right before it."""
    per_second = statistics.median(rows / seconds for seconds, _, _ in found)
    of_copy = statistics.median(rows / seconds / copy for seconds, copy, _ in found)
    of_read = statistics.median(rows / seconds / read for seconds, _, read in found)
    said = goals.at_least(what, f"{per_second:,.0f} rows/s", of_copy, "of COPY", goal, where=where(work, "training"))
    return said.beside_moodle(goals.moodle(what, of_read))


def catch_up(bench: Bench) -> list[Figure]:
    """A follower that starts from nothing, beside R."""
    found, speeds, work = [], [], []
    for turn in range(bench.rounds):
        read = bench.read_limit()
        speed, parts = bench.watched(partial(world.replay, bench.place, "advocacy", turn))
        found.append(speed / read)
        speeds.append(speed)
        work.append(parts)
    measured = f"{statistics.median(speeds):,.0f} events/s"
    went = where(work, "training")
    return [goals.at_least("feed catch-up", measured, statistics.median(found), "R", goals.CATCH_UP, where=went)]


class SetBased:
    """What asks everyone, time and again: each beside the plain insert of the rows that it wrote."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._version = bench, 1
        self._turn = 0
        self._found: dict[str, list[tuple[float, float]]] = {}
        self._work: dict[str, list[dict[str, float]]] = {}
        self._service: dict[str, str] = {}

    def first(self) -> None:
        """What building the organisation has timed, and a changed version."""
        self._requirement(self._bench.place.ids["requirement"])
        self._asked("guideline version asked", "asked", self._bench.place.ids["guideline"], 1)
        self._changed()

    def again(self) -> None:
        """One more requirement, guideline and version for everyone."""
        place = self._bench.place
        self._turn += 1
        self._requirement(world.requirement_for_everyone(place, place.modules[self._turn]))
        made = world.guideline_for(place, f"bench-again-{self._turn}", {"roles": []})
        self._asked("guideline version asked", "asked", made, 1)
        self._changed()

    def _changed(self) -> None:
        self._version += 1
        world.changed_guideline(self._bench.place, self._version)
        self._asked("changed version asked again", "asked again", self._bench.place.ids["guideline"], self._version)

    def _requirement(self, requirement: str) -> None:
        condition = f"requirement_id = '{requirement}'"
        limit = limits.insert_again(self._bench.place.databases["training"], "assignments", condition)
        self._note("requirement activated", "activated", limit, "training")

    def _asked(self, what: str, timed: str, guideline: str, version: int) -> None:
        condition = f"guideline_id = '{guideline}' AND version_number = {version}"
        limit = limits.insert_again(self._bench.place.databases["governance"], "acknowledgements", condition)
        self._note(what, timed, limit, "governance")

    def _note(self, what: str, timed: str, limit: float, service: str) -> None:
        self._service[what] = service
        self._found.setdefault(what, []).append((self._bench.place.seconds[timed], limit))
        self._work.setdefault(what, []).append(self._bench.place.work[timed])

    def figures(self) -> list[Figure]:
        """Medians of all that were asked."""
        figures = []
        for what, found in self._found.items():
            seconds = statistics.median(one for one, _ in found)
            reached = statistics.median(one / limit for one, limit in found)
            times = "once" if len(found) == 1 else f"median of {len(found)}"
            went = where(self._work[what], self._service[what])
            figures.append(
                goals.at_most(
                    f"{what} of {self._bench.place.size:,} people", f"{seconds:.2f} s ({times})", reached,
                    "x the insert of its rows", goals.SET_BASED, where=went,
                )
            )  # fmt: skip
        return figures


def exports(bench: Bench) -> None:
    """Files: the receipts of a tenth of everyone, and who completed a module."""
    bench.add("export of receipts", lambda: receipts(bench))
    bench.add("export of completions", lambda: completions(bench))


def receipts(bench: Bench) -> list[Figure]:
    """The receipts of a guideline that concerns six departments."""
    place = bench.place
    made = world.guideline_for(place, "bench-receipts", {"departments": [f"Department {n}" for n in range(6)]})
    with psycopg.connect(place.databases["governance"], autocommit=True) as connection:
        connection.execute(
            "UPDATE acknowledgements SET state = 'accepted', accepted = true, receipt_id = id, answered_at = now() "
            "WHERE guideline_id = %s",
            [made],
        )
    address = f"/api/governance/v1/guidelines/{made}/versions/1/acknowledgements?state=accepted&format=csv"
    return [_export(bench, "export of receipts", "strategist", address, "governance")]


def completions(bench: Bench) -> list[Figure]:
    """Who completed one module, as an LMS has told it."""
    place, module = bench.place, bench.place.modules[50]
    people = place.people[: goals.EXPORTS["export of completions"].rows]
    with place.client("lms") as lms:
        for at in range(0, len(people), 100):
            items = [
                {"person_id": str(person), "module_id": module, "completed_at": "2026-01-02T09:00:00Z", "source": "lms"}
                for person in people[at : at + 100]
            ]
            lms.post("/api/training/v1/completions/batch", json={"items": items}).raise_for_status()
    code = f"BE-{50 // 15 + 1}{50 % 15:02d}"
    address = f"/api/training/v1/completions?module={code}&format=csv"
    return [_export(bench, "export of completions", "trainer", address, "training")]


def _export(bench: Bench, what: str, who: str, address: str, service: str) -> Figure:
    goal, found, taken, work, rows = goals.EXPORTS[what], [], [], [], 0
    with bench.place.client(who) as client:
        for _round in range(bench.rounds):
            read = bench.read_limit()

            def ask() -> float:
                nonlocal rows
                started = time.perf_counter()
                answer = client.get(address).raise_for_status()
                rows = len(answer.text.splitlines()) - 1
                return time.perf_counter() - started

            seconds, parts = bench.watched(ask)
            if rows < 1:
                raise RuntimeError(f"{address} has no rows")
            found.append(goal.of_moodle(seconds, rows, read))
            taken.append(seconds)
            work.append(parts)
    measured = f"{statistics.median(taken):.2f} s for {rows:,} rows"
    reached = statistics.median(found)
    return goals.at_most(what, measured, reached, "of Moodle's time", goal.part, where=where(work, service))
