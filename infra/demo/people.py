"""A thousand people of a believable company: always the same ones, with the demo people among them."""

import csv
import io
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import Any

from infra.demo.reading import content
from infra.local.people import PERSONAS

SEED = 20_261_121
TRIES = 200


@dataclass(frozen=True, slots=True)
class Colleague:
    """One row of the file that HR delivers, in its column order."""

    employee_number: str
    user_name: str
    given_name: str
    family_name: str
    email: str
    locale: str
    department: str
    division: str
    job_profile: str
    manager_employee_number: str
    location: str
    active: str = "true"


class NameBook:
    """Names that are not given out twice, and the user names made of them."""

    def __init__(self, chance: random.Random, taken: Iterable[str]) -> None:
        self.chance = chance
        self.taken = set(taken)

    def draw(self, region: str) -> tuple[str, str, str]:
        """A given name, a family name and the user name they make."""
        names = content("names")[region]
        for _ in range(TRIES):
            given, family = self.chance.choice(names["given"]), self.chance.choice(names["family"])
            user_name = f"{plain(given)}.{plain(family)}"
            if user_name not in self.taken:
                self.taken.add(user_name)
                return given, family, user_name
        raise LookupError(f"The name book of {region} is too thin.")


def plain(name: str) -> str:
    """A name as it stands in an address: `Van den Bossche` is `vandenbossche`, `Zoë` is `zoe`."""
    letters = unicodedata.normalize("NFKD", name.replace("ø", "o")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", letters.lower())


def weighted(chance: random.Random, weights: dict[str, int]) -> str:
    """One of the keys, as often as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]


def layers_below(place: int, size: int, span: int) -> int:
    """How many layers of people stand below a place when everyone leads `span` others, numbered from the top."""
    layers, first = 0, place * span + 1
    while first < size:
        layers, first = layers + 1, first * span + 1
    return layers


def _persona_row(person: dict[str, Any]) -> Colleague:
    numbers = {one["persona"]: one["employee_number"] for one in PERSONAS}
    names = {field.name for field in fields(Colleague)} - {"manager_employee_number", "active"}
    row = {name: person[name] for name in names}
    return Colleague(**row, manager_employee_number=numbers.get(person["manager"], ""))


@cache
def _head_personas() -> dict[str, dict[str, Any]]:
    """The demo person who leads each department: the first whose own manager works in another one, or who has none."""
    by_key = {person["persona"]: person for person in PERSONAS}
    heads: dict[str, dict[str, Any]] = {}
    for person in PERSONAS:
        above = by_key.get(person["manager"])
        if above is None or above["department"] != person["department"]:
            heads.setdefault(person["department"], person)
    return heads


def _top() -> str:
    return next(str(person["employee_number"]) for person in PERSONAS if person["manager"] is None)


class _Hiring:
    """Fills the departments one after the other, by chance that repeats itself."""

    def __init__(self) -> None:
        self.organisation = content("organisation")
        self.chance = random.Random(SEED)
        self.book = NameBook(self.chance, (person["user_name"] for person in PERSONAS))
        self.number = int(self.organisation["first_number"])

    def fill(self, department: dict[str, Any]) -> Iterator[Colleague]:
        """The department's new people, its head first unless a demo person leads it."""
        here = [person for person in PERSONAS if person["department"] == department["name"]]
        head = _head_personas().get(department["name"])
        size = department["size"] - len(here) + (1 if head else 0)
        span = self.organisation["span"]
        tree: list[Colleague] = []
        for place in range(size):
            if place == 0 and head:
                tree.append(_persona_row(head))
                continue
            above = tree[(place - 1) // span] if place else None
            tree.append(self._hire(department, above, place, layers_below(place, size, span)))
        return iter(tree[1:] if head else tree)

    def _hire(self, department: dict[str, Any], above: Colleague | None, place: int, layers: int) -> Colleague:
        leads, span = department["leads"], self.organisation["span"]
        inherits = above is not None and place > span
        location = above.location if inherits and above else self.chance.choice(department["places"])
        region = weighted(self.chance, self.organisation["places"][location])
        given, family, user_name = self.book.draw(region)
        profile = leads[min(layers, len(leads)) - 1] if layers else weighted(self.chance, department["profiles"])
        number, self.number = self.number, self.number + 1
        return Colleague(
            employee_number=str(number),
            user_name=user_name,
            given_name=given,
            family_name=family,
            email=f"{user_name}@{self.organisation['domain']}",
            locale=region.split("-")[0],
            department=department["name"],
            division=department["division"],
            job_profile=profile,
            manager_employee_number=above.employee_number if above else _top(),
            location=location,
        )


@cache
def colleagues() -> tuple[Colleague, ...]:
    """Everyone, the demo people first."""
    hiring = _Hiring()
    hired = [person for department in hiring.organisation["departments"] for person in hiring.fill(department)]
    return (*(_persona_row(person) for person in PERSONAS), *hired)


def as_csv() -> str:
    """Everyone as HR would deliver them."""
    text = io.StringIO()
    rows = csv.DictWriter(text, [field.name for field in fields(Colleague)], lineterminator="\n")
    rows.writeheader()
    rows.writerows(asdict(person) for person in colleagues())
    return text.getvalue()
