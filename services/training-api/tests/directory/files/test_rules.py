"""HR's file as it is: whatever format, separator and encoding it has, its people are the same."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from training_api.directory.files.rules import Encoding
from training_api.directory.imports.rules import FileContent, Origin, Reading, read
from training_api.directory.inspections.rules import inspect
from training_api.directory.people.rules import CARRIED
from training_api.directory.spreadsheets import rules as spreadsheets
from training_api.directory.spreadsheets.rules import UnreadableFile

Cell = Any
Rows = Sequence[Sequence[Cell]]
HEADER = list(CARRIED.headers)
ANNA = ["10017", "anna", "Anna", "de Vries", "anna@example.com", "nl", "Sales", "", "planner", "", "Gent", "ja"]
ALI = ["10018", "ali", "Ali", "Çelik", "ali@example.com", "fr", "Zorg", "", "", "10017", "Liège", "non"]


def csv_of(rows: Rows, separator: str = ",", line_end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def ods_of(rows: Rows) -> bytes:
    book, sheet = OpenDocumentSpreadsheet(), Table(name="People")
    book.spreadsheet.addElement(sheet)
    for row in rows:
        line = TableRow()
        sheet.addElement(line)
        for value in row:
            cell = TableCell() if value in ("", None) else _ods_cell(value)
            line.addElement(cell)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _ods_cell(value: Cell) -> TableCell:
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=str(value))
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value))
    return cell


SPREADSHEETS = {"xlsx": xlsx_of, "ods": ods_of}
FORMATS = {"csv": csv_of, **SPREADSHEETS}


def numbers(content: FileContent) -> list[str]:
    return [row.person.employee_number for row in content.rows]


def codes(content: FileContent) -> list[tuple[int, str | None, str]]:
    return [(error.line, error.column, error.code) for error in content.errors]


def refused(content: bytes, reading: Reading = Reading()) -> list[tuple[int, str | None, str, str | None]]:
    with pytest.raises(UnreadableFile) as fault:
        read(content, reading=reading)
    return [(one.line, one.column, one.code, one.parameters.get("case")) for one in fault.value.errors]


LETTERS = st.characters(codec="windows-1252", exclude_categories=["Cc", "Cf", "Zs", "Zl", "Zp"])
NAMES = st.text(LETTERS, min_size=1, max_size=12).filter(lambda name: not name.startswith(("#", "Err:", "'", "=")))
TEXTS = st.lists(st.tuples(NAMES, NAMES, st.one_of(st.just(""), NAMES)), min_size=1, max_size=4)
WAYS = st.one_of(
    st.tuples(
        st.just("csv"),
        st.sampled_from([",", ";", "\t", "|"]),
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "windows-1252"]),
    ),
    st.tuples(st.sampled_from(["xlsx", "ods"]), st.just(""), st.just(""), st.just("utf-8")),
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, WAYS)
def test_what_is_written_in_any_way_comes_back_the_same(
    people: list[tuple[str, str, str]], way: tuple[str, str, str, str]
) -> None:
    kind, separator, line_end, encoding = way
    rows = [
        [str(place), f"user{place}", given, family, "a@b.nl", "nl", department, "", "", "", "", "true"]
        for place, (given, family, department) in enumerate(people)
    ]
    written = [HEADER, *rows]
    content = csv_of(written, separator, line_end, encoding) if kind == "csv" else FORMATS[kind](written)
    said = Encoding.WINDOWS_1252 if encoding == "windows-1252" else Encoding.UTF_8
    found = read(content, reading=Reading(said))
    plain = read(csv_of(written))
    assert (found.rows, found.total, found.errors) == (plain.rows, len(people), [])
    assert [row.person.given_name for row in found.rows] == [given for given, _, _ in people]


@pytest.mark.parametrize("written", FORMATS)
def test_titles_above_and_empty_rows_and_columns_do_not_exist(written: str) -> None:
    wide = [*HEADER, "", ""]
    rows = [["People of Kring; as of May", "x, y"], [], wide, [""] * 14, [*ANNA, "", ""], [*ALI, " "], [" "] * 12]
    found = read(FORMATS[written](rows))
    assert (numbers(found), found.errors, found.total) == (["10017", "10018"], [], 2)
    assert [row.line for row in found.rows] == [5, 6]
    looked_at = inspect(FORMATS[written](rows), Encoding.UTF_8)
    assert (looked_at.format, looked_at.header_line, len(looked_at.columns)) == (written, 3, 12)


@pytest.mark.parametrize("written", FORMATS)
def test_a_nameless_column_with_a_value_is_unknown(written: str) -> None:
    content = FORMATS[written]([[*HEADER, ""], [*ANNA, "secret"]])
    assert refused(content) == [(1, "column 13", "UnknownColumn", None)]
    mapped = Reading(mapping={name: Origin(name) for name in HEADER})
    assert numbers(read(content, reading=mapped)) == ["10017"]
    named = Reading(mapping={**(mapped.mapping or {}), "division": Origin("column 13")})
    assert read(content, reading=named).rows[0].person.division == "secret"  # type: ignore[attr-defined]
    assert [column.name for column in inspect(content, Encoding.UTF_8).columns][-1] == "column 13"


def test_a_header_further_down_than_twenty_rows_is_not_looked_for() -> None:
    assert numbers(read(csv_of([*[["title"]] * 19, HEADER, ANNA]))) == ["10017"]
    assert refused(csv_of([*[["title"]] * 20, HEADER, ANNA]))[0][2] in ("MissingColumn", "UnknownColumn")


@pytest.mark.parametrize("said", ["sep=;", '"sep=;"', "SEP=;"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_first_line_may_say_the_separator(said: str, line_end: str) -> None:
    content = f"{said}{line_end}".encode() + csv_of([HEADER, ANNA, ["bad", *ANNA[1:]]], ";", line_end)
    found = read(content)
    assert (numbers(found), codes(found)) == (["10017"], [(4, "user_name", "DuplicateUserName")])


def test_letters_that_are_not_utf_8_are_read_where_it_is_said() -> None:
    rows = [HEADER, [*ANNA[:3], "Çelik €", *ANNA[4:]]]
    for encoding in (Encoding.WINDOWS_1252, Encoding.ISO_8859_15):
        content = csv_of(rows, encoding=encoding.value)
        assert refused(content) == [(2, None, "InvalidEncoding", None)]
        assert read(content, reading=Reading(encoding)).rows[0].person.family_name == "Çelik €"  # type: ignore[attr-defined]
    for codec in ("utf-8-sig", "utf-16", "utf-16-be"):
        mark = b"\xfe\xff" if codec == "utf-16-be" else b""
        content = mark + csv_of(rows, encoding=codec)
        assert numbers(read(content, reading=Reading(Encoding.WINDOWS_1252))) == ["10017"], "the mark has the last word"
    assert refused(b"\xff\xfe" + "a,b\n1".encode("utf-16-le") + b"x")[0][2:] == ("InvalidEncoding", "other")
    assert inspect(csv_of(rows, encoding="utf-16"), Encoding.UTF_8).encoding == "utf-16"


@pytest.mark.parametrize("written", SPREADSHEETS)
def test_a_number_of_a_sheet_is_what_somebody_typed(written: str) -> None:
    anna = [10017, 101000, *ANNA[2:9], 10018.0, *ANNA[10:11], True]
    ali = [10018, *ALI[1:9], "", ALI[10], 0]
    found = read(SPREADSHEETS[written]([HEADER, anna, ali]))
    assert found.errors == []
    first, second = (row.person for row in found.rows)
    assert (first.employee_number, first.user_name, first.manager_employee_number) == ("10017", "101000", "10018")
    assert (first.active, second.active) == (True, False)


@pytest.mark.parametrize(("written", "number"), [("csv", "1.01E+05"), ("csv", "1,01E+05"), ("xlsx", 1.01e20)])
def test_a_number_that_lost_its_figures_is_no_number(written: str, number: Cell) -> None:
    found = read(FORMATS[written]([HEADER, [number, *ANNA[1:]], [*ALI[:9], "1.0E+9", *ALI[10:]]]))
    assert codes(found) == [(2, "employee_number", "NumberMangled"), (3, "manager_employee_number", "NumberMangled")]


def test_a_cell_in_error_is_named() -> None:
    rows = [HEADER, [*ANNA[:6], "#N/A", *ANNA[7:]], ALI, [*ANNA[:3], "#DEEL/0!", *ANNA[4:]]]
    for written in ("csv", "xlsx"):
        assert codes(read(FORMATS[written](rows)))[:1] == [(2, "department", "CellError")]
    ods = ods_of([HEADER, [*ANNA[:6], "", *ANNA[7:]]])
    cell = (
        b'<table:table-cell office:value-type="string" office:string-value=""><text:p>#N/A</text:p></table:table-cell>'
    )
    with zipfile.ZipFile(io.BytesIO(ods)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b"<table:table-cell/>", cell, 1)
    mended = io.BytesIO()
    with zipfile.ZipFile(mended, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    assert codes(read(mended.getvalue())) == [(2, "department", "CellError")]


@pytest.mark.parametrize(
    "word",
    "true false yes no y n 1 0 waar onwaar ja nee j vrai faux oui non o wahr falsch nein WAAR Oui FALSCH".split(),  # noqa: SIM905  the words of the contract
)
def test_every_word_for_true_and_false_is_understood(word: str) -> None:
    meant = word.lower() in ("true", "yes", "y", "1", "waar", "ja", "j", "vrai", "oui", "o", "wahr")
    assert read(csv_of([HEADER, [*ANNA[:-1], word]])).rows[0].person.active is meant


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


COMPOUND = spreadsheets.COMPOUND + bytes(600)
MANIFEST = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"


@pytest.mark.parametrize(
    ("content", "code", "case"),
    [
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "FileLocked", None),
        (zipped(**{"content.xml": b"?", "META-INF__manifest.xml": MANIFEST}), "FileLocked", None),
        (zipped(**{"encrypted-package": b"?"}), "FileLocked", None),
        (COMPOUND, "UnreadableSpreadsheet", "old"),
        (zipped(**{"report.docx": b"?"}), "UnreadableSpreadsheet", "other"),
        (zipped(**{"xl__workbook.xml": b"<x>"}), "UnreadableSpreadsheet", "broken"),
        (xlsx_of([HEADER, ANNA])[:-200], "UnreadableSpreadsheet", "broken"),
        (xlsx_of([]), "EmptyFile", None),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_says_why(content: bytes, code: str, case: str | None) -> None:
    assert refused(content) == [(1, None, code, case)]
    assert [error.code for error in inspect(content, Encoding.UTF_8).errors] == [code]


def test_a_file_that_is_too_large_once_it_is_unpacked_is_not_read() -> None:
    content = xlsx_of([HEADER, ANNA, ["x" * 10_000]])
    assert refused(content, Reading(unpacked_at_most=8000)) == [(1, None, "TooLarge", None)]
    far = openpyxl.Workbook()
    far.active.append(HEADER)
    far.active.cell(1_048_576, 16_384).value = "stray"
    packed = io.BytesIO()
    far.save(packed)
    assert refused(packed.getvalue()) == [(1, None, "TooLarge", "cells")]


def test_a_format_is_known_by_its_content_and_not_by_its_name() -> None:
    assert inspect(csv_of([HEADER, ANNA]), Encoding.UTF_8).format == "csv"
    assert inspect(xlsx_of([HEADER, ANNA]), Encoding.UTF_8).format == "xlsx"
    assert inspect(ods_of([HEADER, ANNA]), Encoding.UTF_8).format == "ods"


def long_file(line: int, wrong: str, count: int) -> bytes:
    rows = [",".join([str(place), f"u{place}", *ANNA[2:]]) for place in range(2, count + 2)]
    rows[line - 2] = wrong.join(rows[line - 2].split("Anna"))
    return "\r\n".join([",".join(HEADER), *rows]).encode()


def test_a_lone_quote_is_named_by_its_line_however_far_down() -> None:
    assert refused(long_file(90_000, '"Anna', 103_000)) == [(90_000, None, "MalformedCsv", "quote-open")]


def test_a_nul_costs_its_row_alone() -> None:
    found = read(long_file(4, "An\x00na", 5))
    assert (codes(found), len(found.rows)) == ([(4, "given_name", "InvalidCharacter")], 4)


def test_a_file_cut_within_its_last_row_loses_that_row_alone() -> None:
    whole = csv_of([HEADER, ANNA, ALI])
    found = read(whole[: whole.index(b"Zorg")])
    assert (numbers(found), codes(found)) == (["10017"], [(3, None, "WrongColumnCount")])


def test_a_value_may_hold_line_breaks() -> None:
    for written in FORMATS.values():
        broken = read(written([HEADER, [*ANNA[:6], "Sales\nNorth", *ANNA[7:]]]))
        assert broken.rows[0].person.department.split() == ["Sales", "North"]  # type: ignore[attr-defined]
