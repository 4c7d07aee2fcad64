"""What a file of people must look like, which rows can stand beside the directory, and what they change."""

import codecs
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

LONGEST_SHOWN, MOST_SHOWN_OF_A_CIRCLE = 128, 8
MOST_COLUMNS = 100
ERRORS_LISTED = 10_000
BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
SEPARATORS = (",", ";", "\t", "|")
# What Python says of a file that is no CSV, by the key of our own words for it.
NOT_CSV = {"unexpected end of data": "quote-open", "expected after": "quote-early", "NUL": "nul"}
SHARED: Mapping[MatchColumn, str] = {"email": "DuplicateEmail", "employee_number": "DuplicateEmployeeNumber"}


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    WINDOWS_1252 = "windows-1252"
    ISO_8859_15 = "iso-8859-15"


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
    text = decoded(content, reading.encoding)
    printable = CONTROL.search(text) is None
    lines = records(text, separator_of(text))
    _, header = next(lines, (1, []))
    places, constants, kept = _places_of_columns(header, reading.mapping)
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
        texts = carried.values._make(
            [fixed if place < 0 else record[place].strip() for place, fixed in zip(places, constants, strict=True)]
        )
        wrong = [] if printable and carried.are_plainly_good(texts) else _faults(line, texts)
        wrong += _repeats(line, texts, numbers, names)
        for fault in wrong:
            faults.add(line, fault)
        if not wrong:
            rows.append(Row(line, carried.read(texts)))
    return FileContent(rows, faults, total, kept)


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


def decoded(content: bytes, encoding: Encoding = Encoding.UTF_8) -> str:
    """The text of a file. Its mark says UTF-8 whatever was said; without one it is as was said, or UTF-8."""
    if marked := BYTE_ORDER_MARKS.get(content[:2]):
        raise UnreadableFile(RowError(1, None, "InvalidEncoding", {"case": "other", "encoding": marked}))
    codec = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) or encoding == Encoding.UTF_8 else encoding.value
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(RowError(line, None, "InvalidEncoding")) from error
    if not text.strip():
        raise UnreadableFile(RowError(1, None, "EmptyFile"))
    return unicodedata.normalize("NFC", text)


def separator_of(text: str) -> str:
    """What stands most often in the first line; a comma where nothing does."""
    first = text.lstrip().split("\n", 1)[0]
    return max(SEPARATORS, key=first.count)


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for record in reader:
            if len(record) > 1 or (record and record[0].strip()):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        why = next((key for said, key in NOT_CSV.items() if said in str(error)), "other")
        raise UnreadableFile(RowError(line, None, "MalformedCsv", {"case": why})) from error


def heading(name: str) -> str:
    """A heading as headings are compared: by their letters, whatever their case and the room around them."""
    return name.strip().lower()


def refuse_too_many_columns(header: Sequence[str]) -> None:
    """A file of people has a hundred columns at most."""
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile(RowError(1, None, "TooManyColumns", {"found": len(header), "most": MOST_COLUMNS}))


def _places_of_columns(
    header: Sequence[str], mapping: Mapping[str, Origin] | None
) -> tuple[list[int], list[str], frozenset[str]]:
    """Where each of our columns stands in the file (-1 for one value for all), those values, and what is kept."""
    refuse_too_many_columns(header)
    names = [heading(name) for name in header]
    if mapping is None:
        mapping = {name: Origin(name) for name in people.CARRIED.headers}
        wrong = list(_unknown(names))
    else:
        wrong = []
    needed = {column.in_the_file for column in people.CARRIED.columns if column.required}
    for field_name, origin in {**{name: Origin() for name in needed}, **mapping}.items():
        named = heading(origin.column or "")
        if origin.column is None and not origin.constant and field_name in needed:
            wrong.append(RowError(1, field_name, "MissingColumn", {"column": field_name}))
        elif origin.column is not None and named not in names:
            wrong.append(RowError(1, field_name, "MissingColumn", {"column": origin.column}))
        elif origin.column is not None and names.count(named) > 1:
            wrong.append(RowError(1, named, "DuplicateColumn", {"column": named}))
    if wrong:
        raise UnreadableFile(*wrong)
    sources = [mapping.get(name, Origin()) for name in people.CARRIED.headers]
    places = [-1 if source.column is None else names.index(heading(source.column)) for source in sources]
    kept = frozenset(people.CARRIED.headers) - mapping.keys()
    return places, [source.constant for source in sources], kept


def _unknown(names: Sequence[str]) -> Iterator[RowError]:
    for name in names:
        if name not in people.CARRIED.headers:
            shown = CONTROL.sub("?", name)[:64]  # a file that is no CSV at all may hold anything here
            yield RowError(1, shown, "UnknownColumn", {"column": shown})


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
