"""The decisions on people: what is known of them, what a value must look like, and who may report to whom."""

import re
from collections import namedtuple
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Protocol, TypeVar
from uuid import UUID

from service_kit.data.localized import language_tag
from service_kit.identity.matching import MatchColumn
from service_kit.web.errors import Malformed, Refusal

Key = TypeVar("Key", bound=Hashable)

EMAIL = re.compile(r"[^@\s,;<>()\[\]\"\\]{1,64}@[^@\s,;<>()\[\]\"\\.]+(\.[^@\s,;<>()\[\]\"\\.]+)*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # PostgreSQL refuses NUL; no name holds the others


class EmployeeNumberTaken(Refusal):
    """Somebody else has this employee number."""

    title = "The employee number is taken"


class UserNameTaken(Refusal):
    """Somebody else has this user name."""

    title = "The user name is taken"


class EmailTaken(Refusal):
    """Somebody else who is here has this e-mail address, and sign-ins are matched by it."""

    title = "The e-mail address is taken"


TAKEN: Mapping[MatchColumn, type[Refusal]] = {
    "employee_number": EmployeeNumberTaken,
    "user_name": UserNameTaken,
    "email": EmailTaken,
}
"""What refuses a second person who is here with one name, by the column that sign-ins are matched by."""


class ManagerCycle(Malformed):
    title = "A person cannot be their own manager"
    pointer = "/manager_id"


class UnknownManager(Malformed):
    """The manager is not in the directory."""

    title = "The manager is not in the directory"
    pointer = "/manager_id"


def refuse_circle(person_id: UUID, line: Collection[UUID]) -> None:
    """`line` are a new manager and everybody above them; nobody when there is no such manager."""
    if not line:
        raise UnknownManager
    if person_id in line:
        raise ManagerCycle


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address; whether it works, only a letter can tell."""
    return EMAIL.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Whether a text has the shape of a BCP 47 tag, whatever its case and with `_` for `-`."""
    return language_tag(text) is not None


# -- what HR's file carries of a person

YES = ("true", "1", "yes", "y", "waar", "ja", "j", "vrai", "oui", "o", "wahr")
NO = ("false", "0", "no", "n", "onwaar", "nee", "faux", "non", "falsch", "nein")
BOOLEANS = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)


def _text(value: str) -> str | None:
    return value or None


def _language(value: str) -> str:
    return language_tag(value) or value


def _truth(value: str) -> bool:
    return BOOLEANS[value.lower()]


def _is_truth(value: str) -> bool:
    return value.lower() in BOOLEANS


@dataclass(frozen=True, slots=True)
class Column:
    """A column of people that HR's file carries: how a value is read, checked, compared, stored and published.

    `header` is its name in the file, by default the column's. `unfit` is the code of a value that is not too long and
    still does not fit. With `of_a_person` the file names somebody by employee number where the column has their id.
    What `names_somebody` can be a number, and a spreadsheet may have shortened it.
    """

    name: str
    longest: int | None = 128
    header: str = ""
    required: bool = False
    unfit: str = ""
    fits: Callable[[str], bool] = bool
    read: Callable[[str], Any] = _text
    of_a_person: bool = False
    names_somebody: bool = False

    @property
    def in_the_file(self) -> str:
        """Its name in the header."""
        return self.header or self.name


class Values(Protocol):
    """What a file or the directory says of one person, named as in the file; here the ones that decide something."""

    @property
    def employee_number(self) -> str: ...
    @property
    def user_name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def manager_employee_number(self) -> str | None: ...
    @property
    def active(self) -> bool: ...


class Carried:
    """The columns that HR's file carries. Reading, comparing, COPY, the update and the events derive from them.

    A column more is one line of `CARRIED`, and the migration that adds it to people.
    """

    def __init__(self, *columns: Column) -> None:
        self.columns = columns
        self.headers = tuple(column.in_the_file for column in columns)
        self.names = tuple(column.name for column in columns)
        self.published = ("id", *self.names, "roles", "version", "updated_at")
        """The columns that an event tells."""
        named_tuple: Any = namedtuple
        self.values: Any = named_tuple("Values", self.headers)
        """Makes the values of one person: a tuple with a name for each."""
        self._readers = [column.read for column in columns]
        self._required = attrgetter(*(column.in_the_file for column in columns if column.required))
        self._checked = [(column, attrgetter(column.in_the_file)) for column in columns if column.unfit]
        self._shortest = min(column.longest for column in columns if column.longest and not column.unfit)

    def read(self, texts: Any) -> Values:
        """The values that good texts of the file stand for."""
        values: Values = self.values._make([read(text) for read, text in zip(self._readers, texts, strict=True)])
        return values

    def are_plainly_good(self, texts: Any) -> bool:
        """Whether printable texts surely have no fault: nearly every row, without a look at each value by itself."""
        return (
            all(self._required(texts))
            and max(map(len, texts)) <= self._shortest
            and all(_is_good(column, text_of(texts)) for column, text_of in self._checked)
        )

    def differing(self, now: Values, before: Values) -> frozenset[str]:
        """The columns of people in which two differ."""
        if now == before:
            return frozenset()
        return frozenset(
            column.name
            for column in self.columns
            if getattr(now, column.in_the_file) != getattr(before, column.in_the_file)
        )


def _is_good(column: Column, text: str) -> bool:
    return not text or (len(text) <= (column.longest or len(text)) and column.fits(text))


CARRIED = Carried(
    Column("employee_number", 64, required=True, names_somebody=True),
    Column("user_name", required=True, names_somebody=True),
    Column("given_name", required=True),
    Column("family_name", required=True),
    Column("email", 254, required=True, unfit="InvalidEmail", fits=is_email),
    Column("locale", 35, required=True, unfit="InvalidLocale", fits=is_language, read=_language),
    Column("department"),
    Column("division"),
    Column("job_profile"),
    Column("manager_id", 64, header="manager_employee_number", of_a_person=True, names_somebody=True),
    Column("location"),
    Column("active", None, required=True, unfit="InvalidBoolean", fits=_is_truth, read=_truth),
)


# -- who reports to whom


def cycles(managers: Mapping[Key, Key | None]) -> list[list[Key]]:
    """Every circle of people who are above each other, in the order in which they report."""
    settled: set[Key] = set()
    found: list[list[Key]] = []
    for start in managers:
        path: dict[Key, int] = {}
        person: Key | None = start
        while person is not None and person not in settled and person not in path:
            path[person] = len(path)
            person = managers.get(person)
        if person is not None and person in path:
            found.append([member for member, place in path.items() if place >= path[person]])
        settled.update(path)
    return found


def managers_first(managers: Mapping[Key, Key | None]) -> list[Key]:
    """The people in an order in which everyone comes after their manager; there must be no circle."""
    placed: dict[Key, None] = {}
    for start in managers:
        chain: list[Key] = []
        person: Key | None = start
        while person is not None and person in managers and person not in placed:
            chain.append(person)
            person = managers[person]
        placed.update(dict.fromkeys(reversed(chain)))
    return list(placed)
