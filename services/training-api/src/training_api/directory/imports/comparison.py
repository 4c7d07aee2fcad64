"""Which rows of a file can stand beside the directory, and what they change in it. No database."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from service_kit.identity.matching import MatchColumn

from training_api.directory.imports.rules import COLUMNS, Row, RowError
from training_api.directory.people.rules import cycles, managers_first

SHARED: Mapping[MatchColumn, str] = {"email": "DuplicateEmail", "employee_number": "DuplicateEmployeeNumber"}
PERSON_COLUMNS = tuple("manager_id" if name == "manager_employee_number" else name for name in COLUMNS)


class Known(NamedTuple):
    """A person as the directory holds them: the same columns as a row of the file, and their id."""

    employee_number: str
    user_name: str
    given_name: str
    family_name: str
    email: str
    locale: str
    department: str | None
    division: str | None
    job_profile: str | None
    manager: str | None
    location: str | None
    active: bool
    id: str


class Plan(NamedTuple):
    """What a file does to the directory; whoever is new comes after their manager."""

    new: list[Row]
    changed: dict[str, frozenset[str]]
    """By employee number, the person's columns that change."""
    deactivated: int
    superiors: set[str]
    """Who is known and gains or loses a report."""


def reconcile(
    rows: Iterable[Row], known: Mapping[str, Known], matches: MatchColumn
) -> tuple[list[Row], list[RowError]]:
    """The rows that can be applied together on top of the directory, and what is wrong with the others.

    `matches` is the column that sign-ins are compared with: two who are here must not hold the same there.

    Leaving one row out can take away another's manager or give a name back, so it is asked again until nothing changes.
    """
    holders = {person.user_name.lower(): person.employee_number for person in known.values()}
    incoming = {row.employee_number: row for row in rows}
    errors: list[RowError] = []
    while wrong := (
        _names_taken(incoming, holders)
        or _shared_names(incoming, known, matches)
        or _unknown_managers(incoming, known)
        or _circles(incoming, known)
    ):
        errors.extend(wrong.values())
        for number in wrong:
            del incoming[number]
    return list(incoming.values()), errors


def plan(rows: Iterable[Row], known: Mapping[str, Known]) -> Plan:
    """What differs between these rows and the directory."""
    new: dict[str, Row] = {}
    changed: dict[str, frozenset[str]] = {}
    deactivated = 0
    superiors: set[str] = set()
    for row in rows:
        person = known.get(row.employee_number)
        if person is None:
            new[row.employee_number] = row
            superiors.update(filter(None, [row.manager]))
        elif row[1:] != person[:-1]:
            names = frozenset(
                name for name, now, before in zip(PERSON_COLUMNS, row[1:], person, strict=False) if now != before
            )
            changed[row.employee_number] = names
            deactivated += person.active and not row.active
            if names & {"manager_id", "active"}:
                superiors.update(filter(None, [row.manager, person.manager]))
    order = managers_first({number: row.manager for number, row in new.items()})
    return Plan([new[number] for number in order], changed, deactivated, superiors & known.keys())


def _names_taken(incoming: Mapping[str, Row], holders: Mapping[str, str]) -> dict[str, RowError]:
    wrong: dict[str, RowError] = {}
    for number, row in incoming.items():
        holder = holders.get(row.user_name.lower(), number)
        if holder != number and holder not in incoming:  # a holder in the file takes another name in the same go
            detail = f"{row.user_name!r} is the user name of employee {holder}."
            wrong[number] = RowError(row.line, "user_name", "DuplicateUserName", detail)
    return wrong


def _shared_names(incoming: Mapping[str, Row], known: Mapping[str, Known], matches: MatchColumn) -> dict[str, RowError]:
    """Rows that take a name which somebody else who is here has and keeps, or which an earlier row takes."""
    if matches == "user_name":  # nobody shares one, whatever sign-ins are matched by
        return {}
    holders: dict[str, str] = {}
    takers: dict[str, str] = {}
    for number, person in known.items():
        row = incoming.get(number)
        if person.active and (row is None or _keeps(row, person, matches)):
            holders.setdefault(getattr(person, matches).lower(), number)
    for number, row in incoming.items():
        person_before = known.get(number)
        if row.active and not (person_before and _keeps(row, person_before, matches)):
            takers[number] = getattr(row, matches).lower()
    wrong: dict[str, RowError] = {}
    for number, name in takers.items():
        if (holder := holders.setdefault(name, number)) != number:
            row = incoming[number]
            detail = f"{getattr(row, matches)!r} leads to employee {holder} at sign-in; two people cannot share it."
            wrong[number] = RowError(row.line, matches, SHARED[matches], detail)
    return wrong


def _keeps(row: Row, person: Known, matches: MatchColumn) -> bool:
    """Whether who is here stays here under the same name."""
    same = getattr(row, matches).lower() == getattr(person, matches).lower()
    return bool(person.active and row.active and same)


def _unknown_managers(incoming: Mapping[str, Row], known: Mapping[str, Known]) -> dict[str, RowError]:
    column = "manager_employee_number"
    return {
        number: RowError(
            row.line, column, "UnknownManager", f"{row.manager!r} is neither in the directory nor in a good row here."
        )
        for number, row in incoming.items()
        if row.manager is not None and row.manager not in incoming and row.manager not in known
    }


def _circles(incoming: Mapping[str, Row], known: Mapping[str, Known]) -> dict[str, RowError]:
    managers = {number: person.manager for number, person in known.items()}
    managers.update({number: row.manager for number, row in incoming.items()})
    wrong: dict[str, RowError] = {}
    for circle in cycles(managers):
        shown = " > ".join([*circle[:8], *(["..."] if len(circle) > 8 else []), circle[0]])
        detail = f"They would be above each other: {shown}."
        for number in circle:
            if number in incoming:
                row = incoming[number]
                wrong[number] = RowError(row.line, "manager_employee_number", "ManagerCycle", detail)
    return wrong
