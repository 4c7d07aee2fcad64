"""XLSX and ODS as rows of texts: read row by row, within bounds, and without a word of Excel's own about numbers."""

import importlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, NamedTuple

from training_api.directory.people.rules import CONTROL

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_WITHIN = "EncryptedPackage".encode("utf-16-le")
MIB = 1024 * 1024
# A sheet is held from its first filled cell to its last: a stray value far away would fill the memory.
MOST_CELLS = 12_000_000
# What a number of a sheet still holds with certainty.
MOST_DIGITS = 10**15
LOCKED_ODS = "encrypted-package"
SHEET_OF_XLSX, CONTENT_OF_ODS = re.compile(r"xl/worksheets/[^/]+\.xml"), "content.xml"
FILLED_XLSX = re.compile(rb'c r="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
ERROR_XLSX = re.compile(rb'(<(?:\w+:)?c\s[^>]*?\bt=)"e"')
ROW_ODS = b"<table:table-row"
ROWS_OF_ODS = re.compile(rb'\A[^>]*?number-rows-repeated="(\d+)"')
CELL_ODS = re.compile(rb"<table:(?:covered-)?table-cell([^>]*)>")
REPEATED_ODS = re.compile(rb'number-columns-repeated="(\d+)"')
SHORTENED = re.compile(r"\d[Ee]\+\d")
# The kept value of a formula in error is an empty text; what stands in the cell is its text.
ERROR_ODS = re.compile(rb'(<table:table-cell[^>]*?)\soffice:string-value=""')


class Effect(StrEnum):
    """What a fault costs: its row, or the one value."""

    ROW_LEFT_OUT = "row-left-out"
    VALUE_LEFT_OUT = "value-left-out"


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong at one place; `line` is where the row starts in the file, `column` as in the header.

    Its sentence stands in the catalogue under `rows`, by the code, and by the `case` where one code has several.
    `caused_by` is the line of the fault without which this one would not be.
    """

    line: int
    column: str | None
    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    effect: Effect | None = Effect.ROW_LEFT_OUT
    caused_by: int | None = None
    consequences: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


class UnreadableFile(Exception):
    """The file as a whole cannot be understood; nothing of it is applied."""

    def __init__(self, *errors: RowError) -> None:
        super().__init__(errors[0].code)
        self.errors = list(errors)


class Record(NamedTuple):
    """A row of texts with the line on which it starts; a `plain` one is as it was typed."""

    line: int
    cells: Sequence[str]
    plain: bool


class Spreadsheet(NamedTuple):
    """The first sheet that is shown, and what the others are called."""

    format: str
    sheet: str
    sheets: Sequence[str]
    records: Iterator[Record]


def open_spreadsheet(content: bytes, unpacked_at_most: int) -> Spreadsheet | None:
    """A spreadsheet by its content; None when it is none. Raises UnreadableFile for one that cannot be read."""
    if content.startswith(COMPOUND):
        if LOCKED_WITHIN in content:
            raise _unreadable("FileLocked")
        raise _unreadable("UnreadableSpreadsheet", case="old")
    if not content.startswith(ZIP):
        return None
    if not zipfile.is_zipfile(io.BytesIO(content)):
        if _is_text(content):
            return None
        raise _unreadable("UnreadableSpreadsheet", case="broken")
    try:
        kind, checked = _checked(content, unpacked_at_most)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as fault:
        raise _unreadable("UnreadableSpreadsheet", case="broken") from fault
    return _opened(kind, checked)


def _unreadable(code: str, **parameters: Any) -> UnreadableFile:
    return UnreadableFile(RowError(1, None, code, parameters))


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _checked(content: bytes, unpacked_at_most: int) -> tuple[str, bytes]:
    """Which format it is, and the file with the errors of its cells as texts; unpacked once, piece by piece."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        names = {part.filename for part in parts}
        kind = "xlsx" if "xl/workbook.xml" in names else "ods" if CONTENT_OF_ODS in names else ""
        if any(part.flag_bits & 1 for part in parts) or LOCKED_ODS in names or _is_locked(packed):
            raise _unreadable("FileLocked")
        if not kind:
            raise _unreadable("UnreadableSpreadsheet", case="other")
        if sum(part.file_size for part in parts) > unpacked_at_most:
            raise _unreadable("TooLarge", most=unpacked_at_most // MIB)
        faulty = [part.filename for part in parts if _read_through(packed, part)]
        return kind, _with_errors_as_texts(packed, set(faulty)) if faulty else content


def _is_locked(packed: zipfile.ZipFile) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in packed.namelist() and b"encryption-data" in packed.open(manifest).read(MIB)


def _read_through(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Unpack a part to its end, which checks its size and sum; whether it is a sheet with cells in error."""
    is_sheet = SHEET_OF_XLSX.fullmatch(part.filename) is not None
    is_content = part.filename == CONTENT_OF_ODS
    extent: _ExtentOfXlsx | _ExtentOfOds = _ExtentOfOds() if is_content else _ExtentOfXlsx()
    has_errors, rest = False, b""
    with packed.open(part) as unpacked:
        while piece := unpacked.read(MIB):
            if not (is_sheet or is_content):
                continue
            text = rest + piece
            cut = text.rfind(ROW_ODS if is_content else b"<")
            ready, rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
            extent.note(ready)
            has_errors = has_errors or (ERROR_ODS if is_content else ERROR_XLSX).search(ready) is not None
    extent.note(rest)
    has_errors = has_errors or (ERROR_ODS if is_content else ERROR_XLSX).search(rest) is not None
    if extent.cells > MOST_CELLS:
        raise _unreadable("TooLarge", case="cells", most=MOST_CELLS)
    return has_errors


class _ExtentOfXlsx:
    """How far the filled cells of a sheet reach."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._rows = 0

    def note(self, text: bytes) -> None:
        found = FILLED_XLSX.findall(text)
        self._columns.update(column for column, _row in found)
        self._rows = max(self._rows, *map(int, {row for _column, row in found}), 0)

    @property
    def cells(self) -> int:
        return self._rows * max(map(_place_of, self._columns), default=0)


def _place_of(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


class _ExtentOfOds:
    """How far the filled cells reach, over all sheets; what is repeated is filled as often."""

    def __init__(self) -> None:
        self._rows = self._filled_rows = self._columns = 0

    def note(self, text: bytes) -> None:
        for row in text.split(ROW_ODS)[1:]:
            repeated = ROWS_OF_ODS.match(row)
            self._rows += int(repeated[1]) if repeated else 1
            place = width = 0
            for attributes in CELL_ODS.findall(row):
                again = REPEATED_ODS.search(attributes)
                place += int(again[1]) if again else 1
                if b"value-type=" in attributes:
                    width = place
            if width:
                self._filled_rows, self._columns = self._rows, max(self._columns, width)

    @property
    def cells(self) -> int:
        return self._filled_rows * self._columns


def _with_errors_as_texts(packed: zipfile.ZipFile, faulty: set[str]) -> bytes:
    """The file again, whose cells in error hold their text, such as #N/A: the reader would pass over them."""
    mended = io.BytesIO()
    with zipfile.ZipFile(mended, "w") as written:
        for part in packed.infolist():
            text = packed.read(part)
            if part.filename in faulty:
                text = ERROR_ODS.sub(rb"\1", ERROR_XLSX.sub(rb'\1"str"', text))
            written.writestr(part.filename, text)
    return mended.getvalue()


def _opened(kind: str, content: bytes) -> Spreadsheet:
    calamine = importlib.import_module("python_calamine")  # only by whoever reads a spreadsheet
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        shown = [
            one.name
            for one in book.sheets_metadata
            if one.typ == calamine.SheetTypeEnum.WorkSheet and one.visible == calamine.SheetVisibleEnum.Visible
        ]
        sheet = book.get_sheet_by_name(shown[0]) if shown else None
    except calamine.PasswordError as fault:
        raise _unreadable("FileLocked") from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise _unreadable("UnreadableSpreadsheet", case="broken") from fault
    except BaseException as fault:  # a panic of the reader is no Exception
        if type(fault).__name__ != "PanicException":
            raise
        raise _unreadable("UnreadableSpreadsheet", case="broken") from fault
    if sheet is None or sheet.start is None:
        raise _unreadable("EmptyFile")
    return Spreadsheet(kind, shown[0], shown, _records(sheet))


def _records(sheet: Any) -> Iterator[Record]:
    """Each row with a value in it, as texts, with its number in the sheet."""
    before = [""] * sheet.start[1]
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [*before, *map(text_of, row)]
        written = "".join(cells)
        if not written or written.isspace():
            continue
        if not written.isascii():
            cells = [unicodedata.normalize("NFC", cell) for cell in cells]
        yield Record(line, cells, is_plain(written))


def is_plain(text: str) -> bool:
    """Whether a text surely holds no unprintable character and nothing of what spreadsheets make of values."""
    return (
        CONTROL.search(text) is None
        and "#" not in text
        and "Err:" not in text
        and (("E+" not in text and "e+" not in text) or SHORTENED.search(text) is None)
    )


def text_of(value: Any) -> str:
    """What somebody who types would write: 10017 for 10017.0, never 1.0017E+04, and a day as 2026-11-30.

    A number that lost its last digits is shown as a spreadsheet shows it, so that it is seen for what it is.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and abs(value) >= MOST_DIGITS:
        return f"{value:.5E}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
