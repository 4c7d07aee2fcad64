"""The decisions on people: who may report to whom, and what a value must look like."""

import re
from collections.abc import Hashable, Mapping
from typing import TypeVar

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


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address; whether it works, only a letter can tell."""
    return EMAIL.fullmatch(text) is not None


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
