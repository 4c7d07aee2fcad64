"""What people and systems ask all day: every path and both limits in interleaved rounds, at two sizes side by side."""

import asyncio
import random
import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from tests.bench import goals, paths
from tests.bench.load import Request, run
from tests.bench.report import Figure, Found, Spent, failed, median_parts, spent_by
from tests.bench.work import Round, Side, one_round

BARE, ROW, INSERT = "bare", goals.LIMITS[goals.R], goals.LIMITS[goals.W]
ROW_ALONE = "one row alone"


class Rounds:
    """What each measurement gave, round after round; one that failed once is not asked again."""

    def __init__(self) -> None:
        self._found: dict[str, list[Round]] = {}
        self.failed: dict[str, str] = {}

    async def add(self, name: str, measure: Callable[[], Awaitable[Round]]) -> None:
        """Measure once, unless it failed before."""
        if name in self.failed:
            return
        try:
            found = await measure()
        except Exception as error:  # noqa: BLE001  # a path that fails must not lose the others
            self.failed[name] = repr(error)
        else:
            if found.outcome.failed:
                self.failed[name] = f"answers by status: {found.outcome.statuses}"
            else:
                self._found.setdefault(name, []).append(found)
        if name in self.failed:
            print(f"{name} failed: {self.failed[name]}", flush=True)

    def of(self, name: str) -> Sequence[Round]:
        """All rounds of a measurement."""
        if name in self.failed:
            raise RuntimeError(f"{name}: {self.failed[name]}")
        return self._found[name]

    def ratio(self, name: str, to: str) -> float:
        """The median, over the rounds, of a path's speed beside another's in the same round."""
        pairs = zip(self.of(name), self.of(to), strict=True)
        return statistics.median(path.outcome.per_second / limit.outcome.per_second for path, limit in pairs)

    def slower(self, name: str, to: str, beside: "Rounds | None" = None) -> float:
        """The median, over the rounds, of a path's p50 beside another's in the same round."""
        pairs = zip(self.of(name), (beside or self).of(to), strict=True)
        return statistics.median(path.outcome.p50_ms / limit.outcome.p50_ms for path, limit in pairs)

    def p50(self, name: str) -> float:
        """The median of the medians, in ms."""
        return statistics.median(one.outcome.p50_ms for one in self.of(name))

    def speed(self, name: str, together: int = 1) -> str:
        """Speed and latency, medians of the rounds."""
        per_second = statistics.median(one.outcome.per_second for one in self.of(name)) / together
        p99 = statistics.median(one.outcome.p99_ms for one in self.of(name))
        return f"{per_second:,.0f}/s, p50 {self.p50(name):.1f}, p99 {p99:.1f} ms"


class Online:
    """The paths of a large and of a small organisation, and the limits."""

    def __init__(self, side: Side, small: Side | None, bare: str, rows: str) -> None:
        self._side, self._small = side, small
        self._asked = paths.measured(side)
        self._asked_small = paths.measured(small) if small else {}
        self.rounds, self.small = Rounds(), Rounds()
        keys = random.Random(9).sample(range(1, 103_000), 2000)
        row = [Request.of("GET", f"{rows}/row/{key}") for key in keys]
        self._limits: dict[str, tuple[str, Sequence[Request], int]] = {
            BARE: (bare, [Request.of("GET", f"{bare}/")], 16),
            ROW: (rows, row, 16),
            INSERT: (rows, [Request.of("POST", f"{rows}/row")], 16),
            ROW_ALONE: (rows, row, 1),
        }
        alone = paths.alone(side) | paths.many(side)
        self._limits |= {_alone(name): (side["origin"], path.requests, 1) for name, path in alone.items()}

    async def measure(self, rounds: int, seconds: float) -> None:
        """Every path and every limit once a round, in turn, so that a slow minute slows both."""
        sides: list[tuple[Mapping[str, Any], dict[str, paths.Path]]] = [(self._side, self._asked)]
        if self._small:
            sides.append((self._small, self._asked_small))
        for side, asked in sides:  # warm caches and prepared statements, as a day does
            for path in asked.values():
                if not path.once:
                    with suppress(Exception):  # what fails here fails in its round, and is told there
                        await run(side["origin"], path.requests, seconds=seconds / 6)
        supplies = [{name: paths.Supply(path, rounds) for name, path in asked.items()} for _, asked in sides]
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", flush=True)
            for name in self.order():
                if name in self._limits:
                    await self.rounds.add(name, partial(_limit, *self._limits[name], seconds))
                    continue
                await self.rounds.add(name, partial(one_round, self._side, supplies[0][name], seconds))
                if self._small:
                    await self.small.add(name, partial(one_round, self._small, supplies[1][name], seconds / 2))

    def order(self) -> list[str]:
        """All measurements of a round: reads follow their limit, and writes theirs."""
        reads = [name for name, path in self._asked.items() if not path.once]
        writes = [name for name, path in self._asked.items() if path.once]
        many = [_alone(one) for name, (single, _) in goals.MANY.items() for one in (single, name)]
        return [BARE, *map(_alone, goals.ALONE), ROW_ALONE, *many, ROW, *reads, INSERT, *writes]

    def note(self, found: Found) -> None:
        """All lines: the limits, the paths, the growth and the work."""
        limits = {
            BARE: "limit: bare uvicorn, JSON",
            ROW: "limit R: FastAPI, one row (asyncpg)",
            INSERT: "limit W: FastAPI, one insert with commit",
        }
        lines = [_or_failed(said, partial(self._limit_line, name, said)) for name, said in limits.items()]
        lines += [_or_failed(name, partial(self._path, name)) for name in self._asked]
        lines += [_or_failed(f"rows of {_BATCH}", self._batch)]
        lines += [_or_failed(_alone(name), partial(self._of_one_row, name)) for name in goals.ALONE]
        lines += [_or_failed(_alone(name), partial(self._of_single, name)) for name in goals.MANY]
        lines += [
            _or_failed(f"{name} beside {to}", partial(self._beside, name)) for name, (to, _) in goals.BESIDE.items()
        ]
        found.figures[:0] = lines
        found.spent |= {name: self._spent(name) for name in self._asked if name not in self.rounds.failed}
        for name in goals.SERVICE_MS:
            found.processor.append(_or_failed(f"processor: {name}", partial(self._processor, name)))
        for name in self._asked if self._small else ():
            found.growth.append(_or_failed(f"growth: {name}", partial(self._growth, name)))

    def _limit_line(self, name: str, said: str) -> Figure:
        return Figure(said, self.rounds.speed(name))

    def _spent(self, name: str) -> Spent:
        """The ms of processor time of an answer; the whole day is three requests and one answer."""
        path = self._asked[name]
        parts = median_parts([one.parts for one in self.rounds.of(name)])
        return spent_by({part: spent * path.together for part, spent in parts.items()}, path.services)

    def _path(self, name: str) -> Figure:
        path = self._asked[name]
        letter = goals.letter_of(name, write=path.once)
        reached = self.rounds.ratio(name, goals.LIMITS[letter]) / path.together
        speed, went = self.rounds.speed(name, path.together), self._spent(name).said("ms")
        return goals.of_limit(name, speed, reached, letter, where=went)

    def _batch(self) -> Figure:
        times = self.rounds.ratio(_BATCH, "completion by an LMS") * paths.BATCH
        went = self._spent(_BATCH).said(f"ms for {paths.BATCH}")
        return goals.at_least(f"rows of {_BATCH}", "", times, "x single ones", goals.BATCH_ROWS, where=went)

    def _of_one_row(self, name: str) -> Figure:
        slower = self.rounds.slower(_alone(name), ROW_ALONE)
        p50 = f"p50 {self.rounds.p50(_alone(name)):.2f} ms"
        return goals.at_most(_alone(name), p50, slower, "x one row's p50", goals.ALONE[name])

    def _of_single(self, name: str) -> Figure:
        single, most = goals.MANY[name]
        slower = self.rounds.slower(_alone(name), _alone(single))
        p50 = f"p50 {self.rounds.p50(_alone(name)):.2f} ms"
        return goals.at_most(_alone(name), p50, slower, f"x one {single}'s p50", most)

    def _beside(self, name: str) -> Figure:
        other, least = goals.BESIDE[name]
        return goals.at_least(f"{name} beside {other}", "", self.rounds.ratio(name, other), "of its speed", least)

    def _processor(self, name: str) -> Figure:
        spent = self._spent(name)
        most = goals.SERVICE_MS[name]
        return goals.at_most(f"processor: {name}", "", spent.service, "ms", most, where=spent.said("ms"))

    def _growth(self, name: str) -> Figure:
        grown = self.rounds.slower(name, name, self.small)
        p50 = f"{self.small.p50(name):.2f} and {self.rounds.p50(name):.2f} ms"
        return goals.at_most(f"growth: {name}", p50, grown, "x", goals.GROWTH, where=self._spent(name).said("ms"))


def _alone(name: str) -> str:
    return f"{name} alone"


_BATCH = f"completions in batches of {paths.BATCH}"


async def _limit(origin: str, requests: Sequence[Request], clients: int, seconds: float) -> Round:
    return Round(await run(origin, requests, clients=clients, seconds=seconds if clients > 1 else seconds / 2), {})


def _or_failed(what: str, make: Callable[[], Figure]) -> Figure:
    try:
        return make()
    except Exception as error:  # noqa: BLE001  # a row that fails must not lose the others
        return failed(what, error)


def online(side: Side, small: Side | None, bare: str, rows: str, rounds: int, seconds: float) -> Online:
    """Measure it all."""
    found = Online(side, small, bare, rows)
    asyncio.run(found.measure(rounds, seconds))
    return found
