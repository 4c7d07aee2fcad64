"""The tables of figures, ratios and goals, for people and for docs/benchmarks.md."""

import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import psutil

POSTGRESQL, GATEWAY = "postgresql", "gateway"


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, beside what, against which goal.

    `reach` is the part of the goal that is reached: 1 and more is met. It is empty where there is no goal.
    """

    what: str
    measured: str
    beside: str = ""
    goal: str = ""
    reach: float | None = None
    moodle: str = ""
    where: str = ""
    fault: str = ""

    @property
    def missed(self) -> bool:
        """Whether it was measured and its goal not reached."""
        return self.reach is not None and self.reach < 1

    def beside_moodle(self, times: str) -> "Figure":
        """The same line with a ratio to Moodle that is counted otherwise than its goal."""
        return replace(self, moodle=times)

    @property
    def verdict(self) -> str:
        """Whether the goal was met; nothing for a limit."""
        if self.fault:
            return "**failed**"
        return "" if self.reach is None else "**missed**" if self.missed else "met"

    @property
    def verdict_on_goal(self) -> tuple[str, str]:
        """The last two columns."""
        return self.goal, self.verdict


def failed(what: str, why: object) -> Figure:
    """The line of what could not be measured."""
    said = " ".join(str(why).split())[:160] or type(why).__name__
    return Figure(what, f"failed: {said.replace('|', '/')}", fault=said)


@dataclass(frozen=True)
class Spent:
    """Processor time by part: the services that were asked, PostgreSQL, the gateway, and all that follows."""

    service: float
    postgresql: float
    gateway: float
    others: float

    @property
    def all(self) -> float:
        """Everything together."""
        return self.service + self.postgresql + self.gateway + self.others

    @property
    def columns(self) -> tuple[str, ...]:
        """All, and each part, for a table."""
        return tuple(f"{spent:.2f}" for spent in (self.all, self.service, self.postgresql, self.gateway, self.others))

    def said(self, unit: str) -> str:
        """In words, the largest first."""
        parts = {
            "service": self.service,
            "PostgreSQL": self.postgresql,
            "gateway": self.gateway,
            "followers and others": self.others,
        }
        largest = sorted(parts.items(), key=lambda pair: -pair[1])
        return ", ".join(f"{name} {spent:.2f} {unit}" for name, spent in largest)


def spent_by(parts: Mapping[str, float], services: Iterable[str], kinds: Sequence[str] = ("api",)) -> Spent:
    """The processor time of a stack's parts, for those who asked `services`: these kinds of their processes."""
    asked = {f"{service}-{kind}" for service in services for kind in kinds}
    known = {*asked, POSTGRESQL, GATEWAY}
    return Spent(
        sum(parts.get(name, 0.0) for name in asked),
        parts.get(POSTGRESQL, 0.0),
        parts.get(GATEWAY, 0.0),
        sum(spent for name, spent in parts.items() if name not in known),
    )


def median_parts(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each part over the rounds."""
    names = {name for parts in rounds for name in parts}
    return {name: statistics.median(parts.get(name, 0.0) for parts in rounds) for name in sorted(names)}


def machine() -> str:
    """The machine in one sentence."""
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def markdown(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(
        [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *(f"| {' | '.join(line)} |" for line in lines)]
    )


def table(figures: Sequence[Figure]) -> str:
    """Every figure beside its limit, Moodle and its goal."""
    heads = ("what", "measured", "beside its limit", "beside Moodle", "goal", "")
    return markdown(heads, ((f.what, f.measured, f.beside, f.moodle, f.goal, f.verdict) for f in figures))


def misses(figures: Sequence[Figure]) -> str:
    """The missed goals: how much of each is reached, and where the time goes."""
    missed = [figure for figure in figures if figure.missed]
    if not missed:
        return "None."
    heads = ("missed", "reached", "goal", "part of the goal", "where the time goes (processor)")
    return markdown(heads, ((f.what, f.beside or f.measured, f.goal, f"{f.reach:.2f}", f.where) for f in missed))


@dataclass
class Found:
    """Everything that a run found, in its tables; `held` is what each part holds, as a table."""

    figures: list[Figure] = field(default_factory=list)
    growth: list[Figure] = field(default_factory=list)
    processor: list[Figure] = field(default_factory=list)
    spent: dict[str, Spent] = field(default_factory=dict)
    held: str = ""

    @property
    def all(self) -> list[Figure]:
        """Every line of every table."""
        return [*self.figures, *self.processor, *self.growth]

    @property
    def failures(self) -> list[str]:
        """What could not be measured."""
        return [figure.what for figure in self.all if figure.fault]

    def sections(self, small: int, people: int) -> str:
        """All tables, as Markdown."""
        goals = {figure.what.split(": ", 1)[-1]: figure for figure in self.processor}
        nothing = Figure("", "")
        work = markdown(
            ("path", "all", "service", "PostgreSQL", "gateway", "followers and others", "goal of the service", ""),
            ((name, *each.columns, *goals.get(name, nothing).verdict_on_goal) for name, each in self.spent.items()),
        )
        grown = markdown(
            ("path", f"p50 at {small:,} and {people:,} people", "ratio", "goal", ""),
            ((f.what.split(": ", 1)[-1], f.measured, f.beside, f.goal, f.verdict) for f in self.growth),
        )
        failures = f"Failed, and not measured: {', '.join(self.failures)}.\n\n" if self.failures else ""
        return (
            f"{table(self.figures)}\n\n"
            f"## Misses\n\n{failures}{misses(self.all)}\n\n"
            f"## Processor time of an answer\n\nMs, medians of the rounds.\n\n{work}\n\n"
            f"## Growth\n\nBoth organisations in the same rounds, one after the other.\n\n{grown}\n\n"
            "## What each part holds\n\n"
            "MiB after the load: its share by PSS, where shared pages count once over all, and what it has alone.\n"
            f"[How to compare](operations/memory.md)\n\n{self.held}\n"
        )


def write(path: Path, found: Found, *, small: int, people: int, entries: int, rounds: int) -> None:
    """The page that the repository keeps: how it was measured, the figures, the misses."""
    path.write_text(
        "# Benchmarks\n\n"
        f"`make bench`, {datetime.now(UTC):%Y-%m-%d}, on {machine()}.\n"
        "The load generator, the gateway, the services, their workers and PostgreSQL share the machine.\n"
        f"{people:,} people, 60 modules, a ledger of {entries / 1e6:.1f} million entries;\n"
        f"each path for {rounds} rounds, in turn with the limits, one process per service, every token checked twice\n"
        "(gateway and service). Ratios are medians of the rounds' own ratios; absolute figures drift by a quarter\n"
        "within the hour and are here for scale. R and W are the limits of the same round. What Moodle reached is a\n"
        "part of the limits of its own run, and so are the ratios to it. What can happen only once to an organisation\n"
        "(its first import) is measured once.\n\n"
        f"{found.sections(small, people)}",
        encoding="utf-8",
    )
