"""What a file of people must look like, which rows can stand beside the directory, and what they change."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from service_kit.identity.matching import MatchColumn
from service_kit.web.outcomes import RowFaults

from training_api.directory.files.rules import Encoding, Header, column_name, header_of, heading, open_file
from training_api.directory.people import rules as people
from training_api.directory.people.rules import CONTROL, Values, cycles, managers_first
from training_api.directory.spreadsheets.rules import MIB, Effect, RowError, UnreadableFile

LONGEST_SHOWN, MOST_SHOWN_OF_A_CIRCLE = 128, 8
ERRORS_LISTED = 10_000
SHARED: Mapping[MatchColumn, str] = {"email": "DuplicateEmail", "employee_number": "DuplicateEmployeeNumber"}
# How spreadsheets in English, Dutch, French and German write that a cell has no value.
CELL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#N/B",
     "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#NV",
     "#BEZUG!", "#WERT!", "#ZAHL!", "Err:502", "Err:503", "Err:504", "Err:508", "Err:509", "Err:511", "Err:519",
     "Err:522"}
)  # fmt: skip
# A number that a spreadsheet shortened, such as 1.01E+05: which one it was cannot be told any more.
MANGLED = re.compile(r"-?\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Origin(NamedTuple):
    """Where a field comes from: a column of the file, by its heading, or one value for everybody."""

    column: str | None = None
    constant: str = ""


class Reading(NamedTuple):
    """How a file is to be read, as HR said: nothing is guessed.

    Without a mapping the headings are the fields' own names, all of them. With one, columns that it does not name are
    passed over, and a field that it does not name stays as the directory has it.
    """

    encoding: Encoding = Encoding.UTF_8
    mapping: Mapping[str, Origin] | None = None
    unpacked_at_most: int = 512 * MIB


class Row(NamedTuple):
    """One person of the file, checked without the other rows."""

    line: int
    person: Values


class Known(NamedTuple):
    """A person as the directory holds them, with the values that a row of the file has."""

    id: str
    person: Values


class FileContent(NamedTuple):
    """The good rows, what is wrong with the others, and how many there were."""

    rows: list[Row]
    faults: RowFaults[RowError]
    total: int
    kept: frozenset[str] = frozenset()
    """The fields of which the file says nothing."""
    lost: Mapping[str, int] = {}
    """The rows that are left out: their line, by the employee number that they name."""
    ignored: Sequence[str] = ()
    """The columns that nothing was read from."""

    @property
    def errors(self) -> list[RowError]:
        """The faults that are listed, in the order of the file."""
        return self.faults.listed()


class Plan(NamedTuple):
    """What a file does to the directory; whoever is new comes after their manager."""

    new: list[Row]
    changed: dict[str, frozenset[str]]
    """By employee number, the person's columns that change."""
    deactivated: int
    superiors: set[str]
    """Who is known and gains or loses a report."""


# -- the file by itself


def read(content: bytes, errors_listed: int = ERRORS_LISTED, reading: Reading = Reading()) -> FileContent:
    """The rows of a file; raises UnreadableFile when there is no telling what its rows are.

    Of the errors so many are listed; the others are counted.
    """
    carried = people.CARRIED
    looked_for = _looked_for(reading.mapping)
    opened = open_file(content, reading.encoding, lambda name: heading(name) in looked_for, reading.unpacked_at_most)
    header = header_of(opened.header, opened.header_line)
    places, constants, kept = _places_of_columns(header, opened.header_line, reading.mapping)
    nameless = [place for place in header.nameless if place not in places]
    unused = [place for place, name in enumerate(header.names) if name and place not in places]
    ignored = [opened.header[place].strip()[:LONGEST_SHOWN] for place in unused]
    lost: dict[str, int] = {}
    rows: list[Row] = []
    faults: RowFaults[RowError] = RowFaults(errors_listed)
    numbers: dict[str, int] = {}
    names: dict[str, int] = {}
    total, width = 0, max(len(header.names), *(place + 1 for place in places))
    for line, record, plain in opened.records:
        total += 1
        if len(record) != width and header.faulty_width(record, width):
            counts = {"expected": width, "found": len(record)}
            faults.add(line, RowError(line, None, "WrongColumnCount", counts))
            lost.setdefault(record[places[0]].strip() if places[0] < len(record) else "", line)
            continue
        for place in nameless:
            if place < len(record) and record[place].strip():
                if reading.mapping is None:
                    raise UnreadableFile(_unknown(opened.header_line, column_name(place)))
                ignored.append(column_name(place))
                nameless = [other for other in nameless if other != place]
        texts = carried.values._make(
            [fixed if place < 0 else record[place].strip() for place, fixed in zip(places, constants, strict=True)]
        )
        wrong = [] if plain and carried.are_plainly_good(texts) else _faults(line, texts)
        wrong += _repeats(line, texts, numbers, names)
        for fault in wrong:
            faults.add(line, fault)
        if wrong:
            lost.setdefault(texts.employee_number, line)
        else:
            rows.append(Row(line, carried.read(texts)))
    return FileContent(rows, faults, total, kept, lost, ignored)


def _looked_for(mapping: Mapping[str, Origin] | None) -> frozenset[str]:
    """The headings by which the header is known: those that HR named, or the fields' own names."""
    if mapping is None:
        return frozenset(people.CARRIED.headers)
    return frozenset(heading(origin.column) for origin in mapping.values() if origin.column)


def _unknown(line: int, name: str) -> RowError:
    shown = CONTROL.sub("?", name)[:64]  # a file that is no CSV at all may hold anything here
    return RowError(line, shown, "UnknownColumn", {"column": shown})


def completed(rows: Iterable[Row], known: Mapping[str, Known], kept: frozenset[str]) -> list[Row]:
    """The rows, where what the file says nothing of is as the directory has it."""
    if not kept:
        return list(rows)
    whole = []
    for row in rows:
        found = known.get(row.person.employee_number)
        values = {name: getattr(found.person, name) for name in kept} if found else {}
        person: Any = row.person
        whole.append(row._replace(person=person._replace(**values)))
    return whole


def _places_of_columns(
    header: Header, line: int, mapping: Mapping[str, Origin] | None
) -> tuple[list[int], list[str], frozenset[str]]:
    """Where each of our columns stands in the file (-1 for one value for all), those values, and what is kept."""
    names = header.called
    wrong: list[RowError] = []
    if mapping is None:
        mapping = {name: Origin(name) for name in people.CARRIED.headers}
        wrong.extend(_unknown_columns(header.names, line))
    needed = {column.in_the_file for column in people.CARRIED.columns if column.required}
    for field_name, origin in {**{name: Origin() for name in needed}, **mapping}.items():
        named = heading(origin.column or "")
        if origin.column is None and not origin.constant and field_name in needed:
            wrong.append(RowError(line, field_name, "MissingColumn", {"column": field_name}))
        elif origin.column is not None and named not in names:
            wrong.append(RowError(line, field_name, "MissingColumn", {"column": origin.column}))
        elif origin.column is not None and names.count(named) > 1:
            wrong.append(RowError(line, named, "DuplicateColumn", {"column": named}))
    if wrong:
        raise UnreadableFile(*wrong)
    sources = [mapping.get(name, Origin()) for name in people.CARRIED.headers]
    places = [-1 if source.column is None else names.index(heading(source.column)) for source in sources]
    kept = frozenset(people.CARRIED.headers) - mapping.keys()
    return places, [source.constant for source in sources], kept


def _unknown_columns(names: Sequence[str], line: int) -> Iterator[RowError]:
    return (_unknown(line, name) for name in names if name and name not in people.CARRIED.headers)


def _faults(line: int, texts: Any) -> list[RowError]:
    """What is wrong with a row by itself."""
    wrong: list[RowError] = []
    for column in people.CARRIED.columns:
        header = column.in_the_file
        value = getattr(texts, header)
        if not value:
            if column.required:
                wrong.append(RowError(line, header, "MissingValue", {"column": header}))
        elif column.longest and len(value) > column.longest:
            wrong.append(RowError(line, header, "TooLong", {"longest": column.longest, "value": value[:LONGEST_SHOWN]}))
        elif CONTROL.search(value):
            wrong.append(RowError(line, header, "InvalidCharacter"))
        elif value in CELL_ERRORS:
            wrong.append(RowError(line, header, "CellError", {"value": value}))
        elif column.names_somebody and MANGLED.fullmatch(value):
            wrong.append(RowError(line, header, "NumberMangled", {"value": value}))
        elif column.unfit and not column.fits(value):
            wrong.append(RowError(line, header, column.unfit, {"value": value[:LONGEST_SHOWN]}))
    return wrong


def _repeats(line: int, texts: Values, numbers: dict[str, int], names: dict[str, int]) -> list[RowError]:
    """A number, or a user name in any case, that an earlier row has too; the earlier row stands."""
    number, name = texts.employee_number, texts.user_name
    if numbers.setdefault(number, line) == line and names.setdefault(name.lower(), line) == line:
        return []
    wrong: list[RowError] = []
    for column, value, key, code, seen in (
        ("employee_number", number, number, "DuplicateEmployeeNumber", numbers),
        ("user_name", name, name.lower(), "DuplicateUserName", names),
    ):
        if value and seen.setdefault(key, line) != line:
            parameters = {"case": "in-file", "value": value[:LONGEST_SHOWN], "line": seen[key]}
            wrong.append(RowError(line, column, code, parameters))
    return wrong


# -- the file beside the directory


def reconcile(
    rows: Iterable[Row], known: Mapping[str, Known], matches: MatchColumn, lost: Mapping[str, int] = {}
) -> tuple[list[Row], list[RowError]]:
    """The rows that can be applied together on top of the directory, and what is wrong with the others.

    `matches` is the column that sign-ins are compared with: two who are here must not hold the same there. `lost` are
    the rows that were left out before, by number: what follows from them is `caused_by` their line.

    Leaving one row out can give a name back, so it is asked again until nothing changes. A faulty manager costs no row.
    """
    holders = {found.person.user_name.lower(): number for number, found in known.items()}
    incoming = {row.person.employee_number: row for row in rows}
    causes = dict(lost)
    errors: list[RowError] = []
    while wrong := _names_taken(incoming, holders, causes) or _shared_names(incoming, known, matches, causes):
        errors.extend(wrong.values())
        for number, error in wrong.items():
            del incoming[number]
            causes[number] = error.caused_by or error.line
    while wrong := _unknown_managers(incoming, known, causes) or _circles(incoming, known):
        errors.extend(wrong.values())
        for number in wrong:
            kept = known[number].person.manager_employee_number if number in known else None
            person: Any = incoming[number].person
            incoming[number] = incoming[number]._replace(person=person._replace(manager_employee_number=kept))
    return list(incoming.values()), errors


def plan(rows: Iterable[Row], known: Mapping[str, Known]) -> Plan:
    """What differs between these rows and the directory."""
    new: dict[str, Row] = {}
    changed: dict[str, frozenset[str]] = {}
    deactivated = 0
    superiors: set[str] = set()
    for row in rows:
        now, found = row.person, known.get(row.person.employee_number)
        if found is None:
            new[now.employee_number] = row
            superiors.update(filter(None, [now.manager_employee_number]))
        elif names := people.CARRIED.differing(now, found.person):
            before = found.person
            changed[now.employee_number] = names
            deactivated += before.active and not now.active
            if names & {"manager_id", "active"}:
                superiors.update(filter(None, [now.manager_employee_number, before.manager_employee_number]))
    order = managers_first({number: row.person.manager_employee_number for number, row in new.items()})
    return Plan([new[number] for number in order], changed, deactivated, superiors & known.keys())


def _names_taken(
    incoming: Mapping[str, Row], holders: Mapping[str, str], causes: Mapping[str, int]
) -> dict[str, RowError]:
    wrong: dict[str, RowError] = {}
    for number, row in incoming.items():
        name = row.person.user_name
        holder = holders.get(name.lower(), number)
        if holder != number and holder not in incoming:  # a holder in the file takes another name in the same go
            parameters = {"case": "taken", "value": name, "holder": holder}
            fault = RowError(row.line, "user_name", "DuplicateUserName", parameters, caused_by=causes.get(holder))
            wrong[number] = fault
    return wrong


def _shared_names(
    incoming: Mapping[str, Row], known: Mapping[str, Known], matches: MatchColumn, causes: Mapping[str, int]
) -> dict[str, RowError]:
    """Rows that take a name which somebody else who is here has and keeps, or which an earlier row takes."""
    if matches == "user_name":  # nobody shares one, whatever sign-ins are matched by
        return {}
    holders: dict[str, str] = {}
    takers: dict[str, str] = {}
    for number, found in known.items():
        row = incoming.get(number)
        if found.person.active and (row is None or _keeps(row.person, found.person, matches)):
            holders.setdefault(getattr(found.person, matches).lower(), number)
    for number, row in incoming.items():
        before = known.get(number)
        if row.person.active and not (before and _keeps(row.person, before.person, matches)):
            takers[number] = getattr(row.person, matches).lower()
    wrong: dict[str, RowError] = {}
    for number, name in takers.items():
        if (holder := holders.setdefault(name, number)) != number:
            row = incoming[number]
            parameters = {"case": "at-sign-in", "value": getattr(row.person, matches), "holder": holder}
            cause = None if holder in incoming else causes.get(holder)
            wrong[number] = RowError(row.line, matches, SHARED[matches], parameters, caused_by=cause)
    return wrong


def _keeps(now: Values, before: Values, matches: MatchColumn) -> bool:
    """Whether who is here stays here under the same name."""
    same = getattr(now, matches).lower() == getattr(before, matches).lower()
    return bool(before.active and now.active and same)


def _without_manager(line: int, code: str, cause: int | None = None, **parameters: Any) -> RowError:
    return RowError(line, "manager_employee_number", code, parameters, Effect.VALUE_LEFT_OUT, cause)


def _unknown_managers(
    incoming: Mapping[str, Row], known: Mapping[str, Known], causes: Mapping[str, int]
) -> dict[str, RowError]:
    wrong: dict[str, RowError] = {}
    for number, row in incoming.items():
        manager = row.person.manager_employee_number
        if number in known and manager == known[number].person.manager_employee_number:
            continue  # what the directory holds is no fault of the file
        if manager == number:
            wrong[number] = _without_manager(row.line, "OwnManager", value=manager)
        elif manager is not None and manager not in incoming and manager not in known:
            shown = manager[:LONGEST_SHOWN]
            wrong[number] = _without_manager(row.line, "UnknownManager", causes.get(manager), value=shown)
    return wrong


def _circles(incoming: Mapping[str, Row], known: Mapping[str, Known]) -> dict[str, RowError]:
    """Those of a circle whose manager the file changes: in the directory there is none."""
    before = {number: found.person.manager_employee_number for number, found in known.items()}
    after = before | {number: row.person.manager_employee_number for number, row in incoming.items()}
    wrong: dict[str, RowError] = {}
    for circle in cycles(after):
        more = ["..."] if len(circle) > MOST_SHOWN_OF_A_CIRCLE else []
        shown = " > ".join([*circle[:MOST_SHOWN_OF_A_CIRCLE], *more, circle[0]])
        for number in circle:
            if after[number] != before.get(number):
                line, manager = incoming[number].line, after[number]
                wrong[number] = _without_manager(line, "ManagerCycle", value=manager, circle=shown)
    return wrong
