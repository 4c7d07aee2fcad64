"""What a file is, told by its content alone, and its rows as texts: the one reader of an import and its inspection."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, islice
from typing import NamedTuple

from training_api.directory.spreadsheets import rules as spreadsheets
from training_api.directory.spreadsheets.rules import Record, RowError, UnreadableFile, is_plain

SEPARATORS = (",", ";", "\t", "|")
SAID_SEPARATOR = re.compile(r'\A"?sep=([,;\t|])"?[,;\t|]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
ROWS_UNTIL_HEADER = 20
SAMPLE = 100_000
MOST_COLUMNS = 100
# What Python says of a file that is no CSV, by the key of our own words for it. A quote that never closes swallows
# lines until a value is too large for one.
NOT_CSV = {
    "unexpected end of data": "quote-open",
    "field larger than": "quote-open",
    "expected after": "quote-early",
    "NUL": "nul",
}
UTF_16, UTF_8_MARKED = "utf-16", "utf-8-sig"
MARKS = ((codecs.BOM_UTF8, UTF_8_MARKED), (codecs.BOM_UTF16_LE, UTF_16), (codecs.BOM_UTF16_BE, UTF_16))
LINE_ENDS = re.compile(r"\r\n|\r|\n")

Recognises = Callable[[str], bool]
"""Whether a heading is one that is looked for."""


class Encoding(StrEnum):
    """What may be said of a file's letters; what a mark says needs no word."""

    UTF_8 = "utf-8"
    WINDOWS_1252 = "windows-1252"
    ISO_8859_15 = "iso-8859-15"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


class Opened(NamedTuple):
    """A file with its header; `records` are the rows behind it, read as they are asked for."""

    format: Format
    encoding: str | None
    separator: str | None
    sheet: str | None
    sheets: Sequence[str]
    header_line: int
    header: Sequence[str]
    records: Iterator[Record]


class Header(NamedTuple):
    """The names of a file's columns as they are compared; a nameless one is an empty text."""

    names: list[str]
    written: int
    """So many columns the header row has, the nameless behind the last name among them."""

    @property
    def nameless(self) -> list[int]:
        """The places of the columns without a name."""
        between = (place for place, name in enumerate(self.names) if not name)
        return [*between, *range(len(self.names), self.written)]

    @property
    def called(self) -> list[str]:
        """What every column can be called: by its name, and without one by its place."""
        names = [*self.names, *[""] * min(self.written - len(self.names), MOST_COLUMNS)]
        return [name or column_name(place) for place, name in enumerate(names)]

    def faulty_width(self, cells: Sequence[str], needed: int) -> bool:
        """Whether a row has fewer columns than are needed, or values behind the last."""
        count = len(cells)
        return count < needed or (count > self.written and any(map(str.strip, cells[self.written :])))


def column_name(place: int) -> str:
    """What a column without a name is called."""
    return f"column {place + 1}"


def heading(name: str) -> str:
    """A heading as headings are compared: by their letters, whatever their case and the room around them."""
    return name.strip().lower()


def header_of(names: Sequence[str], line: int) -> Header:
    """A header without the nameless columns at its end; refuses one that no list of people has."""
    named = [heading(name) for name in names]
    last = max((place for place, name in enumerate(named) if name), default=len(named) - 1)
    if last >= MOST_COLUMNS:
        raise UnreadableFile(RowError(line, None, "TooManyColumns", {"found": last + 1, "most": MOST_COLUMNS}))
    return Header(named[: last + 1], len(named))


def open_file(content: bytes, encoding: Encoding, recognises: Recognises, unpacked_at_most: int) -> Opened:
    """A file with its header found; raises UnreadableFile when there is no telling what its rows are.

    A spreadsheet is one by its content, whatever it is called; everything else is read as CSV.
    """
    spreadsheet = spreadsheets.open_spreadsheet(content, unpacked_at_most)
    if spreadsheet is not None:
        line, header, records = _headed(spreadsheet.records, recognises)
        return Opened(
            Format(spreadsheet.format), None, None, spreadsheet.sheet, spreadsheet.sheets, line, header, records
        )
    text, written = decoded(content, encoding)
    separator = separator_of(text, recognises)
    line, header, records = _headed(_records(text, separator), recognises)
    return Opened(Format.CSV, written, separator, None, (), line, header, records)


def decoded(content: bytes, encoding: Encoding = Encoding.UTF_8) -> tuple[str, str]:
    """The text of a file and its encoding: what its mark says, else what was said of it."""
    codec = next((marked for mark, marked in MARKS if content.startswith(mark)), encoding.value)
    written = Encoding.UTF_8.value if codec == UTF_8_MARKED else codec
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(codec, errors="ignore")
        fault = RowError(len(LINE_ENDS.findall(before)) + 1, None, "InvalidEncoding", _declared(written))
        raise UnreadableFile(fault) from error
    if not text.strip():
        raise UnreadableFile(RowError(1, None, "EmptyFile"))
    return (text if text.isascii() else unicodedata.normalize("NFC", text)), written


def _declared(written: str) -> dict[str, str]:
    return {} if written == Encoding.UTF_8 else {"case": "other", "encoding": written}


def separator_of(text: str, recognises: Recognises) -> str:
    """What a first line `sep=;` says; else what separates the most headings that are known, else the most columns."""
    if said := SAID_SEPARATOR.match(text):
        return said[1]
    sample = text.lstrip()[:SAMPLE]

    def fit(separator: str) -> tuple[int, int]:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), ROWS_UNTIL_HEADER))
        known = (sum(map(recognises, row)) for row in rows)
        return max(known, default=0), len(rows[0]) if rows else 0

    try:
        return max(SEPARATORS, key=fit)
    except csv.Error:  # reading itself names the line
        return SEPARATORS[0]


def _records(text: str, separator: str) -> Iterator[Record]:
    """Each row of a CSV with the line on which it starts; rows without any value do not exist."""
    plain = is_plain(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    if SAID_SEPARATOR.match(text):
        next(reader)
        line = 2
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield Record(line, cells, plain)
            line = reader.line_num + 1
    except csv.Error as error:
        why = next((key for said, key in NOT_CSV.items() if said in str(error)), "other")
        raise UnreadableFile(RowError(line, None, "MalformedCsv", {"case": why})) from error


def _headed(records: Iterator[Record], recognises: Recognises) -> tuple[int, Sequence[str], Iterator[Record]]:
    """The row of the first twenty that has the most known headings, or the first, with its line and what follows."""
    first = list(islice(records, ROWS_UNTIL_HEADER))
    if not first:
        raise UnreadableFile(RowError(1, None, "EmptyFile"))
    known = [sum(map(recognises, record.cells)) for record in first]
    place = known.index(max(known))
    return first[place].line, first[place].cells, chain(first[place + 1 :], records)
