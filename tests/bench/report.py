"""The table of figures, ratios and goals, for people and for docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench.world import ENTRIES_EACH


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, beside what, against which goal."""

    what: str
    measured: str
    beside: str = ""
    goal: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal was met; nothing for a limit."""
        return "" if self.met is None else "met" if self.met else "**missed**"


def machine() -> str:
    """The machine in one sentence."""
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table."""
    lines = ["| what | measured | beside its limit | goal | |", "|---|---|---|---|---|"]
    lines += [f"| {f.what} | {f.measured} | {f.beside} | {f.goal} | {f.verdict} |" for f in figures]
    return "\n".join(lines)


def write(path: Path, figures: Sequence[Figure], held: str, *, people: int, rounds: int) -> None:
    """The page that the repository keeps: how it was measured, the figures, the misses."""
    missed = [figure.what for figure in figures if figure.met is False]
    said = ", ".join(missed) if missed else "none"
    path.write_text(
        "# Benchmarks\n\n"
        f"`make bench`, {datetime.now(UTC):%Y-%m-%d}, on {machine()}.\n"
        "The load generator, the gateway, the services, their workers and PostgreSQL share the machine.\n"
        f"{people:,} people, 60 modules, a ledger of {people * ENTRIES_EACH / 1e6:.1f} million entries;\n"
        f"each path for {rounds} rounds, in turn with its limit, one process per service, every token checked twice\n"
        "(gateway and service). Ratios are medians of the rounds' own ratios; absolute figures drift by a quarter\n"
        "within the hour and are here for scale. R and W are the limits of the same round; beside them stands the\n"
        "processor time of an answer in the parts that have most of it.\n\n"
        f"{table(figures)}\n\n"
        f"Missed: {said}.\n\n"
        "## What each part holds\n\n"
        "MiB at the end of the load: its share by PSS, where shared pages count once over all, and what it has alone.\n"
        "[How to compare](operations/memory.md)\n\n"
        f"{held}\n",
        encoding="utf-8",
    )
