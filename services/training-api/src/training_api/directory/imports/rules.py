"""What a file of people must look like, row by row. No database."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from service_kit.data.localized import LANGUAGE
from service_kit.web.outcomes import RowFaults

from training_api.directory.people.rules import CONTROL, is_email

LIMITS: Mapping[str, int] = {
    "employee_number": 64,
    "user_name": 128,
    "given_name": 128,
    "family_name": 128,
    "email": 254,
    "locale": 35,
    "department": 128,
    "division": 128,
    "job_profile": 128,
    "manager_employee_number": 64,
    "location": 128,
    "active": 5,
}
COLUMNS = tuple(LIMITS)
LONGEST_SHOWN = 128
MOST_COLUMNS = 100
ERRORS_LISTED = 10_000
REQUIRED = ("employee_number", "user_name", "given_name", "family_name", "email", "locale", "active")
BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong at one place; `line` is where the row starts in the file, `column` as in the header."""

    line: int
    column: str | None
    code: str
    detail: str

    def as_json(self) -> dict[str, Any]:
        """As it is kept and answered."""
        return asdict(self)


class UnreadableFile(Exception):
    """The file as a whole cannot be understood; nothing of it is applied."""

    def __init__(self, *errors: RowError) -> None:
        super().__init__(errors[0].detail)
        self.errors = list(errors)


class Row(NamedTuple):
    """One person of the file, checked without the other rows."""

    line: int
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


class FileContent(NamedTuple):
    """The good rows, what is wrong with the others, and how many there were."""

    rows: list[Row]
    faults: RowFaults[RowError]
    total: int

    @property
    def errors(self) -> list[RowError]:
        """The faults that are listed, in the order of the file."""
        return self.faults.listed()


def read(content: bytes, errors_listed: int = ERRORS_LISTED) -> FileContent:
    """The rows of a file; raises UnreadableFile when there is no telling what its rows are.

    Of the errors so many are listed; the others are counted.
    """
    text = _decoded(content)
    printable = CONTROL.search(text) is None
    lines = _records(text)
    _, header = next(lines, (1, []))
    order = _column_order(header)
    rows: list[Row] = []
    faults: RowFaults[RowError] = RowFaults(errors_listed)
    numbers: dict[str, int] = {}
    names: dict[str, int] = {}
    total = 0
    for line, record in lines:
        total += 1
        if len(record) != len(header):
            detail = f"The header has {len(header)} columns, this row {len(record)}."
            faults.add(line, RowError(line, None, "WrongColumnCount", detail))
            continue
        values = [record[place].strip() for place in order]
        wrong = [] if printable and _is_plainly_good(values) else _faults(line, values)
        wrong += _repeats(line, values, numbers, names)
        for fault in wrong:
            faults.add(line, fault)
        if not wrong:
            rows.append(_row(line, values))
    return FileContent(rows, faults, total)


def _decoded(content: bytes) -> str:
    if encoding := BYTE_ORDER_MARKS.get(content[:2]):
        raise UnreadableFile(RowError(1, None, "InvalidEncoding", f"The file is {encoding}; save it as UTF-8."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            RowError(line, None, "InvalidEncoding", "The file is not UTF-8; save it as UTF-8 and send it again.")
        ) from error
    if not text.strip():
        raise UnreadableFile(RowError(1, None, "EmptyFile", "The file is empty; the header at least is needed."))
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
        raise UnreadableFile(RowError(line, None, "MalformedCsv", f"This row is not CSV: {error}.")) from error


def _column_order(header: Sequence[str]) -> list[int]:
    """Where each of our columns stands in the file."""
    if len(header) > MOST_COLUMNS:
        detail = f"The header has {len(header)} columns; a file of people has at most {MOST_COLUMNS}."
        raise UnreadableFile(RowError(1, None, "TooManyColumns", detail))
    names = [name.strip().lower() for name in header]
    wrong = [
        RowError(1, name, "MissingColumn", f"The column {name} is needed.") for name in COLUMNS if name not in names
    ]
    for place, name in enumerate(names):
        if name not in COLUMNS:
            shown = CONTROL.sub("?", name)[:64]  # a file that is no CSV at all may hold anything here
            wrong.append(RowError(1, shown, "UnknownColumn", f"There is no column {shown!r}; leave it out."))
        elif name in names[:place]:
            wrong.append(RowError(1, name, "DuplicateColumn", f"The column {name} stands there twice."))
    if wrong:
        raise UnreadableFile(*wrong)
    return [names.index(name) for name in COLUMNS]


def _is_plainly_good(values: Sequence[str]) -> bool:
    """Whether a printable row has surely no fault: nearly every row, told without looking at each value by itself."""
    number, user_name, given, family, email, locale, *_, active = values
    return bool(
        number
        and user_name
        and given
        and family
        and max(map(len, values)) <= 64
        and len(locale) <= LIMITS["locale"]
        and active.lower() in BOOLEANS
        and is_email(email)
        and LANGUAGE.match(locale)
    )


def _faults(line: int, values: Sequence[str]) -> list[RowError]:
    """What is wrong with a row by itself."""
    wrong: list[RowError] = []
    for column, value in zip(COLUMNS, values, strict=True):
        if not value:
            if column in REQUIRED:
                wrong.append(RowError(line, column, "MissingValue", f"{column} is needed."))
        elif len(value) > LIMITS[column] and column != "active":
            wrong.append(RowError(line, column, "TooLong", f"At most {LIMITS[column]} characters."))
        elif CONTROL.search(value):
            wrong.append(RowError(line, column, "InvalidCharacter", "There is an unprintable character in it."))
        elif column == "email" and not is_email(value):
            wrong.append(RowError(line, column, "InvalidEmail", f"{value!r} is no e-mail address."))
        elif column == "locale" and not LANGUAGE.match(value):
            detail = f"{value!r} is no language tag; use nl, en, fr or another BCP 47 tag such as nl-BE."
            wrong.append(RowError(line, column, "InvalidLocale", detail))
        elif column == "active" and value.lower() not in BOOLEANS:
            wrong.append(RowError(line, column, "InvalidBoolean", f"{value[:16]!r} is neither true nor false."))
    return wrong


def _repeats(line: int, values: Sequence[str], numbers: dict[str, int], names: dict[str, int]) -> list[RowError]:
    """A number, or a user name in any case, that an earlier row has too; the earlier row stands."""
    name = values[1].lower()
    if numbers.setdefault(values[0], line) == line and names.setdefault(name, line) == line:
        return []
    wrong: list[RowError] = []
    for column, value, key, code, seen in (
        ("employee_number", values[0], values[0], "DuplicateEmployeeNumber", numbers),
        ("user_name", values[1], name, "DuplicateUserName", names),
    ):
        if value and seen.setdefault(key, line) != line:
            wrong.append(RowError(line, column, code, f"{value[:LONGEST_SHOWN]!r} stands on line {seen[key]} too."))
    return wrong


def _row(line: int, values: Sequence[str]) -> Row:
    number, user_name, given, family, email, locale, department, division, profile, manager, location, active = values
    return Row(
        line,
        number,
        user_name,
        given,
        family,
        email,
        locale,
        department or None,
        division or None,
        profile or None,
        manager or None,
        location or None,
        BOOLEANS[active.lower()],
    )
