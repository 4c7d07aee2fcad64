"""The goals, as parts of limits measured in the same rounds, and what a peer reaches of them. Pure arithmetic.

R is FastAPI answering one row, W one insert with commit. A peer's figures are parts of the limits of its own run: they
hold on any machine, its absolute figures do not.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.bench.report import Figure

R, W = "R", "W"
LIMITS: Mapping[str, str] = {R: "one row", W: "one insert"}
PATHS: Mapping[str, tuple[str, float]] = {
    "redirect": (R, 0.5),
    "speaking right": (R, 0.5),
    "speaking right by e-mail": (R, 0.5),
    "look-up by number": (R, 0.5),
    "catalogue": (R, 0.45),
    "catalogue, unchanged": (R, 0.7),
    "my day, training": (R, 0.35),
    "my day, governance": (R, 0.35),
    "my day, advocacy": (R, 0.35),
    "whole day": (R, 0.12),
    "certificates": (R, 0.37),
    "transcript": (R, 0.37),
    "badges": (R, 0.37),
    "acknowledge": (W, 0.31),
    "progress that completes": (W, 0.22),
    "completion by an LMS": (W, 0.22),
    "share": (W, 0.25),
    "enrol": (W, 0.25),
    "decision of a sign-off": (W, 0.25),
    "redeem": (W, 0.25),
}
"""Each path's goal: the least part of a limit's speed in the same round."""
MOODLE: Mapping[str, tuple[str, float]] = {
    "catalogue": (R, 0.0064),
    "my day, training": (R, 0.0094),
    "my day, governance": (R, 0.0094),
    "my day, advocacy": (R, 0.0094),
    "whole day": (R, 0.0094),
    "transcript": (R, 0.037),
    "badges": (R, 0.034),
    "acknowledge": (W, 0.031),
    "progress that completes": (W, 0.044),
    "completion by an LMS": (W, 0.044),
    "people import, all new": (R, 85 / 1728),
    "people import, the same file again": (R, 156 / 1728),
}
"""What a tuned Moodle 4.5 reached of the limits of its own run: the same job, or the one that is nearest to it."""
ALONE: Mapping[str, float] = {
    "leaderboard": 3.0,
    "lines of a requirement": 3.0,
    "team of 60": 4.0,
    "requirement by department": 4.0,
}
"""What is measured with one client at a time: the most that its p50 may be, in p50 of one row in the same rounds."""
MANY: Mapping[str, tuple[str, float]] = {
    "look-up of 1,000": ("look-up by number", 12.0),
    "200 speaking rights": ("speaking right by e-mail", 8.0),
}
"""What is asked of many at once, with one client at a time: the most that its p50 may be, in p50 of this single one."""
BESIDE: Mapping[str, tuple[str, float]] = {"speaking right by e-mail": ("speaking right", 0.9)}
"""The least part of another path's speed in the same round."""
SERVICE_MS: Mapping[str, float] = {
    **{name: 0.8 for name, (limit, _) in PATHS.items() if limit == R and name != "whole day"},
    "progress that completes": 8.0,
    "completion by an LMS": 8.0,
}
"""The most ms of processor time that an answer may take in its service."""
BATCH_ROWS = 10.0
IMPORT_NEW, IMPORT_AGAIN = 0.1, 0.2
CATCH_UP = 5.0
SET_BASED = 3.0
LAPSE_P50, LAPSE_P99 = 0.2, 2.0
LOOK = 20.0
"""The most µs, at the median, to tell whether a visitor is a crawler."""
GROWTH = 1.3
MIB_BEFORE, MEMORY = 1445, 0.7
"""What all parts held together when the goal was set, and the part of it that they may hold."""


@dataclass(frozen=True)
class Export:
    """What Moodle needed for a file of so many rows where R was 3,770, and the part of that time that we may take."""

    rows: int
    seconds: float
    part: float

    def of_moodle(self, seconds: float, rows: int, read_limit: float) -> float:
        """Our time as a part of Moodle's, both for as many rows on a machine as fast as this one."""
        return seconds / (self.seconds * MOODLE_R / read_limit * rows / self.rows)


MOODLE_R = 3770
EXPORTS: Mapping[str, Export] = {
    "export of receipts": Export(10_000, 2.2, 1 / 5),
    "export of completions": Export(2_500, 4.0, 1 / 10),
}


def at_least(what: str, measured: str, reached: float, unit: str, goal: float, *, where: str = "") -> Figure:
    """A line whose figure should be as large as its goal."""
    said = f"at least {goal:g} {unit}"
    return Figure(what, measured, f"{short(reached)} {unit}", said, reached / goal, moodle(what, reached), where)


def at_most(what: str, measured: str, reached: float, unit: str, goal: float, *, where: str = "") -> Figure:
    """A line whose figure should be no larger than its goal."""
    reach = goal / max(reached, 1e-9)
    return Figure(what, measured, f"{short(reached)} {unit}", f"at most {goal:g} {unit}", reach, "", where)


def of_limit(what: str, measured: str, reached: float, letter: str, *, where: str = "") -> Figure:
    """A path beside its limit, and its goal where it has one."""
    if what in PATHS:
        return at_least(what, measured, reached, letter, PATHS[what][1], where=where)
    return Figure(what, measured, f"{short(reached)} {letter}", moodle=moodle(what, reached), where=where)


def letter_of(what: str, *, write: bool) -> str:
    """The limit beside which a path stands."""
    return PATHS[what][0] if what in PATHS else W if write else R


def moodle(what: str, reached: float) -> str:
    """How many times Moodle's part of the same limit this is; nothing where there is no such job."""
    return f"{short(reached / MOODLE[what][1])} x" if what in MOODLE else ""


def short(number: float) -> str:
    """Two decimals where they tell something."""
    return f"{number:,.0f}" if number >= 20 else f"{number:.1f}" if number >= 3 else f"{number:.2f}"
