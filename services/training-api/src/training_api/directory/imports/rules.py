"""What a file of people must look like, which rows can stand beside the directory, and what they change."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from service_kit.identity.matching import MatchColumn
from service_kit.web.outcomes import RowFaults

from training_api.directory.people import rules as people
from training_api.directory.people.rules import CONTROL, Values, cycles, managers_first

LONGEST_SHOWN = 128
MOST_COLUMNS = 100
MOST_SHOWN_OF_A_CIRCLE = 8
ERRORS_LISTED = 10_000
BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
SHARED: Mapping[MatchColumn, str] = {"email": "DuplicateEmail", "employee_number": "DuplicateEmployeeNumber"}


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong at one place; `line` is where the row starts in the file, `column` as in the header.

    Its sentence stands in the catalogue under `rows`, by the code, and by the `case` where one code has several.
    """

    line: int
    column: str | None
    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


class UnreadableFile(Exception):
    """The file as a whole cannot be understood; nothing of it is applied."""

    def __init__(self, *errors: RowError) -> None:
        super().__init__(errors[0].code)
        self.errors = list(errors)


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


def read(content: bytes, errors_listed: int = ERRORS_LISTED) -> FileContent:
    """The rows of a file; raises UnreadableFile when there is no telling what its rows are.

    Of the errors so many are listed; the others are counted.
    """
    carried = people.CARRIED
    text = _decoded(content)
    printable = CONTROL.search(text) is None
    lines = _records(text)
    _, header = next(lines, (1, []))
    places = _places_of_columns(header)
    rows: list[Row] = []
    faults: RowFaults[RowError] = RowFaults(errors_listed)
    numbers: dict[str, int] = {}
    names: dict[str, int] = {}
    total = 0
    for line, record in lines:
        total += 1
        if len(record) != len(header):
            counts = {"expected": len(header), "found": len(record)}
            faults.add(line, RowError(line, None, "WrongColumnCount", counts))
            continue
        texts = carried.values._make([record[place].strip() for place in places])
        wrong = [] if printable and carried.are_plainly_good(texts) else _faults(line, texts)
        wrong += _repeats(line, texts, numbers, names)
        for fault in wrong:
            faults.add(line, fault)
        if not wrong:
            rows.append(Row(line, carried.read(texts)))
    return FileContent(rows, faults, total)


def _decoded(content: bytes) -> str:
    if encoding := BYTE_ORDER_MARKS.get(content[:2]):
        raise UnreadableFile(RowError(1, None, "InvalidEncoding", {"case": "other", "encoding": encoding}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(RowError(line, None, "InvalidEncoding")) from error
    if not text.strip():
        raise UnreadableFile(RowError(1, None, "EmptyFile"))
    return unicodedata.normalize("NFC", text)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts; blank lines are passed over."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for record in reader:
            if len(record) > 1 or (record and record[0].strip()):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(RowError(line, None, "MalformedCsv", {"why": str(error)})) from error


def _places_of_columns(header: Sequence[str]) -> list[int]:
    """Where each of our columns stands in the file."""
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile(RowError(1, None, "TooManyColumns", {"found": len(header), "most": MOST_COLUMNS}))
    names, ours = [name.strip().lower() for name in header], people.CARRIED.headers
    wrong = [RowError(1, name, "MissingColumn", {"column": name}) for name in ours if name not in names]
    for place, name in enumerate(names):
        if name not in ours:
            shown = CONTROL.sub("?", name)[:64]  # a file that is no CSV at all may hold anything here
            wrong.append(RowError(1, shown, "UnknownColumn", {"column": shown}))
        elif name in names[:place]:
            wrong.append(RowError(1, name, "DuplicateColumn", {"column": name}))
    if wrong:
        raise UnreadableFile(*wrong)
    return [names.index(name) for name in ours]


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
            wrong.append(RowError(line, header, "TooLong", {"longest": column.longest}))
        elif CONTROL.search(value):
            wrong.append(RowError(line, header, "InvalidCharacter"))
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
    rows: Iterable[Row], known: Mapping[str, Known], matches: MatchColumn
) -> tuple[list[Row], list[RowError]]:
    """The rows that can be applied together on top of the directory, and what is wrong with the others.

    `matches` is the column that sign-ins are compared with: two who are here must not hold the same there.

    Leaving one row out can take away another's manager or give a name back, so it is asked again until nothing changes.
    """
    holders = {found.person.user_name.lower(): number for number, found in known.items()}
    incoming = {row.person.employee_number: row for row in rows}
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


def _names_taken(incoming: Mapping[str, Row], holders: Mapping[str, str]) -> dict[str, RowError]:
    wrong: dict[str, RowError] = {}
    for number, row in incoming.items():
        name = row.person.user_name
        holder = holders.get(name.lower(), number)
        if holder != number and holder not in incoming:  # a holder in the file takes another name in the same go
            parameters = {"case": "taken", "value": name, "holder": holder}
            wrong[number] = RowError(row.line, "user_name", "DuplicateUserName", parameters)
    return wrong


def _shared_names(incoming: Mapping[str, Row], known: Mapping[str, Known], matches: MatchColumn) -> dict[str, RowError]:
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
            wrong[number] = RowError(row.line, matches, SHARED[matches], parameters)
    return wrong


def _keeps(now: Values, before: Values, matches: MatchColumn) -> bool:
    """Whether who is here stays here under the same name."""
    same = getattr(now, matches).lower() == getattr(before, matches).lower()
    return bool(before.active and now.active and same)


def _unknown_managers(incoming: Mapping[str, Row], known: Mapping[str, Known]) -> dict[str, RowError]:
    column = "manager_employee_number"
    return {
        number: RowError(row.line, column, "UnknownManager", {"value": manager})
        for number, row in incoming.items()
        if (manager := row.person.manager_employee_number) is not None
        and manager not in incoming
        and manager not in known
    }


def _circles(incoming: Mapping[str, Row], known: Mapping[str, Known]) -> dict[str, RowError]:
    managers = {number: found.person.manager_employee_number for number, found in known.items()}
    managers.update({number: row.person.manager_employee_number for number, row in incoming.items()})
    wrong: dict[str, RowError] = {}
    for circle in cycles(managers):
        more = ["..."] if len(circle) > MOST_SHOWN_OF_A_CIRCLE else []
        shown = " > ".join([*circle[:MOST_SHOWN_OF_A_CIRCLE], *more, circle[0]])
        for number in circle:
            if number in incoming:
                line = incoming[number].line
                wrong[number] = RowError(line, "manager_employee_number", "ManagerCycle", {"circle": shown})
    return wrong
