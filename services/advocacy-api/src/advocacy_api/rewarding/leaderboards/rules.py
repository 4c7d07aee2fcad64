"""Who stands where, who is shown by name, and when a board is too small to show."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

LONGEST_TOP = 100
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


class Showing(StrEnum):
    """How a person takes part: under a pseudonym unless they choose their name, or not at all."""

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


def pseudonym(alias: int) -> str:
    """A name drawn from a random number, so that it leads back to nobody."""
    colour = COLOURS[alias % len(COLOURS)]
    animal = ANIMALS[alias // len(COLOURS) % len(ANIMALS)]
    return f"{colour} {animal} {alias // (len(COLOURS) * len(ANIMALS)) % 1000}"


def is_shown(people: int) -> bool:
    """Smaller than five, a board would point at persons: nobody is listed and nobody is counted."""
    return people >= SMALLEST_GROUP


def is_ranked(scope: Scope, people: int) -> bool:
    """A person's own rank says nothing of a colleague in a whole organisation; in a small team it would."""
    return scope is Scope.ORGANISATION or is_shown(people)


class Board(NamedTuple):
    month: date
    division: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class Standing:
    """A board as it was counted at `counted_at` (monotonic seconds); `top` holds rank, name and points, `places` says
    at which place of it a person stands."""

    steps: Steps
    top: Sequence[dict[str, Any]]
    places: Mapping[UUID, int]
    counted_at: float

    def top_for(self, me: UUID, limit: int, scope: Scope) -> list[dict[str, Any]]:
        """The first of the board with their own row marked; of a board that is too small only their own row."""
        top = list(self.top[:limit])
        place = self.places.get(me)
        if place is not None and place < limit:
            top[place] = {**top[place], "me": True}
        if is_shown(self.steps.everyone):
            return top
        return [row for row in top if row["me"] and is_ranked(scope, self.steps.everyone)]

    def place_of(self, mine: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """A person's own row with their rank: null without points, when hidden, apart, or on too small a board."""
        showing, points, alias = mine["showing"], mine["points"], mine["alias"]
        participating = showing != Showing.HIDDEN and not mine["apart"]
        ranked = participating and points > 0 and is_ranked(scope, self.steps.everyone)
        return {
            "rank": self.steps.rank_of(points) if ranked else None,
            "points": points,
            "participating": participating,
            "showing": showing,
            "name": pseudonym(alias) if alias is not None and showing == Showing.PSEUDONYM else None,
            "apart": mine["apart"],
        }


def row_of(row: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    """A row as everyone but its own person reads it."""
    name = row["name"] or pseudonym(row["alias"])
    return {"rank": steps.rank_of(row["points"]), "name": name, "points": row["points"], "me": False}
