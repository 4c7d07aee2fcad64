"""Who stands where, who is shown by name, when a board is too small to show, and which month it is of."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from service_kit.web.errors import Malformed

LONGEST_TOP = 100
NEIGHBOURS = 2  # before and behind a person
SMALLEST_GROUP = 5  # nothing is listed by group for fewer people

COLOURS = (
    "Amber",
    "Azure",
    "Coral",
    "Copper",
    "Crimson",
    "Emerald",
    "Golden",
    "Indigo",
    "Ivory",
    "Jade",
    "Lilac",
    "Maroon",
    "Olive",
    "Pearl",
    "Ruby",
    "Saffron",
    "Scarlet",
    "Silver",
    "Teal",
    "Violet",
)
ANIMALS = (
    "Badger",
    "Beaver",
    "Crane",
    "Dolphin",
    "Falcon",
    "Finch",
    "Fox",
    "Hare",
    "Heron",
    "Ibex",
    "Kestrel",
    "Lark",
    "Lynx",
    "Marten",
    "Otter",
    "Owl",
    "Raven",
    "Robin",
    "Seal",
    "Swallow",
    "Swan",
    "Tern",
    "Wolf",
    "Wren",
)


class Period(StrEnum):
    MONTH = "month"


class Scope(StrEnum):
    ORGANISATION = "organisation"
    DIVISION = "division"
    DEPARTMENT = "department"


class InvalidPeriod(Malformed):
    """The named month is none, is not of this kind of period, or lies ahead."""

    title = "No such period"
    pointer = "/of"


class Showing(StrEnum):
    """How a person takes part: not at all unless they choose their name or a pseudonym."""

    PSEUDONYM = "pseudonym"
    NAME = "name"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Steps:
    """How many people hold each number of points, highest first, for ranks without counting everyone."""

    points: Sequence[int] = ()
    people: Sequence[int] = ()
    above: Sequence[int] = field(init=False)
    negated: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        above = [0]
        for people in self.people:
            above.append(above[-1] + people)
        object.__setattr__(self, "above", above)
        object.__setattr__(self, "negated", [-points for points in self.points])

    @property
    def everyone(self) -> int:
        return self.above[-1]

    def rank_of(self, points: int) -> int:
        """1 plus the people with more points: equal points share a rank."""
        return 1 + self.above[bisect_left(self.negated, -points)]


def pseudonym(alias: int, month: date) -> str:
    """A name drawn from a random number and the month, so that it leads back to nobody and not to another month."""
    drawn = int.from_bytes(hashlib.blake2b(f"{alias} {month}".encode(), digest_size=8).digest())
    colour = COLOURS[drawn % len(COLOURS)]
    animal = ANIMALS[drawn // len(COLOURS) % len(ANIMALS)]
    return f"{colour} {animal} {drawn // (len(COLOURS) * len(ANIMALS)) % 1000}"


def month_asked(of: str | None, month: str | None, now: datetime) -> date:
    """The month that a board is asked of, this one when none is named; `month` is another name for `of`."""
    this = now.astimezone(UTC).date().replace(day=1)
    named = of if of is not None else month
    if named is None:
        return this
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", named)
    if found is None or int(found[1]) == 0 or (month is not None and month != named):
        raise InvalidPeriod(case="malformed", pointer="/of" if of is not None else "/month")
    first = date(int(found[1]), int(found[2]), 1)
    if first > this:
        raise InvalidPeriod(case="ahead", pointer="/of" if of is not None else "/month")
    return first


def is_shown(people: int) -> bool:
    """Smaller than five, a board would point at persons: nobody is listed, counted or ranked, also not who asks."""
    return people >= SMALLEST_GROUP


class Board(NamedTuple):
    month: date
    scope: Scope = Scope.ORGANISATION
    group: str | None = None


@dataclass(frozen=True)
class Standing:
    """A board as it was counted at `counted_at` (monotonic seconds); `top` holds rank, name and points, `places` says
    at which place of it a person stands."""

    month: date
    steps: Steps
    top: Sequence[dict[str, Any]]
    places: Mapping[UUID, int]
    counted_at: float

    def top_for(self, me: UUID, limit: int) -> list[dict[str, Any]]:
        """The first of the board with their own row marked; nobody of a board that is too small."""
        if not is_shown(self.steps.everyone):
            return []
        top = list(self.top[:limit])
        place = self.places.get(me)
        if place is not None and place < limit:
            top[place] = {**top[place], "me": True}
        return top

    def place_of(self, mine: Any) -> dict[str, Any]:
        """A person's own row with their rank: null without points, when hidden, apart, or on too small a board."""
        participating = mine.showing != Showing.HIDDEN and not mine.apart
        ranked = participating and mine.points > 0 and is_shown(self.steps.everyone)
        hides_name = mine.alias is not None and mine.showing == Showing.PSEUDONYM
        return {
            "rank": self.steps.rank_of(mine.points) if ranked else None,
            "points": mine.points,
            "participating": participating,
            "showing": mine.showing,
            "name": pseudonym(mine.alias, self.month) if hides_name else None,
            "apart": mine.apart,
        }

    def around(self, me: UUID) -> list[dict[str, Any]] | None:
        """The rows beside a person who is among the first; None when they are further down."""
        place = self.places.get(me)
        if place is None or place + NEIGHBOURS >= len(self.top) < self.steps.everyone:
            return None
        rows = list(self.top[: place + NEIGHBOURS + 1])
        rows[place] = {**rows[place], "me": True}
        return rows[max(0, place - NEIGHBOURS) :]

    def around_with(self, mine: Any, beside: Sequence[Any]) -> list[dict[str, Any]]:
        """The same of somebody further down, from the rows beside them."""
        name = pseudonym(mine.alias, self.month) if mine.showing == Showing.PSEUDONYM else mine.full_name
        own = {"rank": self.steps.rank_of(mine.points), "name": name, "points": mine.points, "me": True}
        rows = [row_of(row, self.steps, self.month) for row in beside]
        before = [row for row in rows if row["points"] > mine.points]
        alike = [row for row in rows if row["points"] == mine.points]
        return [*before, own, *alike, *(row for row in rows if row["points"] < mine.points)]


def row_of(row: Any, steps: Steps, month: date) -> dict[str, Any]:
    """A row as everyone but its own person reads it."""
    name = row.name or pseudonym(row.alias, month)
    return {"rank": steps.rank_of(row.points), "name": name, "points": row.points, "me": False}
