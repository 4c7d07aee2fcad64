"""A list as a file: CSV or XLSX of every row that is selected, in constant memory whatever their number."""

import asyncio
import csv
import importlib
import io
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Literal, get_args
from uuid import UUID

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from service_kit.data.database import database_of
from service_kit.data.localized import accepted_languages, pick
from service_kit.data.statements import Bound, in_parts
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.errors import Unavailable

FileFormat = Literal["csv", "xlsx"]
MEDIA_TYPES: Mapping[FileFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES.values()}}
}
"""What a list that is also a file adds to the contract: `responses=FILES`."""
ROWS_AT_ONCE = 500
MOST_FILES_AT_ONCE = 4
"""Of one process: each holds a connection as long as its reader reads."""
ROWS_OF_A_SHEET = 1_048_575  # of 1,048,576, one of which is the header
LONGEST_CELL = 32_767
PIECE = 64 * 1024
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class FilesBusy(Unavailable):
    title = "Many files are being made"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file shows: its name, its columns by their paths in the body, and how a row becomes a body."""

    name: str
    format: FileFormat
    fields: Sequence[tuple[str, ...]]
    show: Callable[[Any], BaseModel]
    now: datetime

    @property
    def header(self) -> list[str]:
        """The documented names of the fields; one within another is joined by a dot."""
        return [".".join(path) for path in self.fields]

    @property
    def file_name(self) -> str:
        """Such as `rewards-2026-11-29.csv`."""
        return f"{self.name}-{self.now:%Y-%m-%d}.{self.format}"


def wanted_file(request: Request, asked: FileFormat | None) -> FileFormat | None:
    """The file that a request asks for: by `format`, or by an `Accept` that wants it more than JSON."""
    if asked is not None:
        return asked
    accepted = request.headers.get("accept", "").lower()
    if not any(media_type in accepted for media_type in MEDIA_TYPES.values()):
        return None
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        kind, *parameters = (word.strip() for word in part.split(";"))
        weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        weights[kind] = float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0
    others = max((weights.get(kind, 0.0) for kind in ("application/json", "application/*", "*/*")), default=0.0)
    best = max(MEDIA_TYPES, key=lambda name: weights.get(MEDIA_TYPES[name], 0.0))
    return best if weights.get(MEDIA_TYPES[best], 0.0) > others else None


def fields_of(body: type[BaseModel]) -> list[tuple[str, ...]]:
    """The paths of a body's fields in their order; a body within a body gives its own fields."""
    paths: list[tuple[str, ...]] = []
    for name, info in body.model_fields.items():
        inner = [kind for kind in (info.annotation, *get_args(info.annotation)) if _is_body(kind)]
        whole = not inner or (info.annotation is not inner[0] and list in _origins(info.annotation))
        paths += [(name,)] if whole else [(name, *path) for path in fields_of(inner[0])]
    return paths


def _is_body(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _origins(kind: Any) -> set[Any]:
    return {getattr(one, "__origin__", one) for one in (kind, *get_args(kind))}


def cell(value: Any, languages: Sequence[str] = ()) -> str | int | float | bool | None:
    """A value of a JSON body as one cell: text per language becomes the reader's, several values one text.

    Text that a spreadsheet could take for a formula gets an apostrophe before it.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else _as_text(value, languages)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def _as_text(value: Any, languages: Sequence[str]) -> str:
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return pick(value, languages)
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)


def _cells_of(table: Table, shown: BaseModel, languages: Sequence[str]) -> list[Any]:
    body: Any = shown.model_dump(mode="json")
    cells = []
    for path in table.fields:
        value = body
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        cells.append(cell(value, languages))
    return cells


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes people's data along as a file, and what narrowed it: for the audit record."""

    actor: Actor
    filters: Mapping[str, Any] = field(default_factory=dict)


async def _record(request: Request, table: Table, taker: Taker) -> None:
    """Write down that people's data leaves as a file, before its first byte.

    Only values that name nobody are kept: an entry cannot be erased.
    """
    kept = {key: value for key, value in taker.filters.items() if isinstance(value, bool | int | Enum | UUID)}
    details = {
        "format": table.format,
        "filters": {key: str(value) for key, value in kept.items()},
        "narrowed_by": sorted(taker.filters),
    }
    async with database_of(request).write() as session:
        audit.record(session, taker.actor, f"{table.name}.exported", table.name, details)


class FileAnswer(StreamingResponse):
    """A file whose rows are still being read; whatever happens to the reader, the connection is given back."""

    def __init__(self, content: AsyncIterator[bytes], until_the_end: AsyncExitStack, **others: Any) -> None:
        super().__init__(content, **others)
        self._until_the_end = until_the_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, then close what it was read from."""
        async with self._until_the_end:
            await super().__call__(scope, receive, send)


async def answer_file(
    request: Request, whole: Bound[list[Any]], table: Table, *, taker: Taker | None = None
) -> FileAnswer:
    """The rows of a statement as a file; the first of them are read before the answer begins, so that it may fail.

    `taker` is given where rows are about people: that the file was made is recorded.
    """
    if request.scope.get("method") == "HEAD":
        return _heading(table)
    languages = accepted_languages(request.headers.get("accept-language"))
    async with AsyncExitStack() as stack:
        await _begin(request, table, taker, stack)
        session = await stack.enter_async_context(database_of(request).stream())
        parts = in_parts(session, whole, ROWS_AT_ONCE)
        stack.push_async_callback(parts.aclose)
        nothing: list[Any] = []
        rows = _rows(table, await anext(parts, nothing), parts, languages)
        return await _file_of(table, rows, stack)
    raise AssertionError("the stack swallows nothing")


async def answer_bodies(
    request: Request, bodies: Sequence[BaseModel], table: Table, *, taker: Taker | None = None
) -> FileAnswer:
    """Bodies that are in memory already as a file: of a list that no statement gives row by row."""
    if request.scope.get("method") == "HEAD":
        return _heading(table)
    languages = accepted_languages(request.headers.get("accept-language"))

    async def once() -> AsyncIterator[list[Any]]:
        yield [_cells_of(table, body, languages) for body in bodies]

    async with AsyncExitStack() as stack:
        await _begin(request, table, taker, stack)
        return await _file_of(table, once(), stack)
    raise AssertionError("the stack swallows nothing")


async def _file_of(table: Table, rows: AsyncIterator[list[Any]], stack: AsyncExitStack) -> FileAnswer:
    content = _csv(table, rows) if table.format == "csv" else _pieces(await _workbook(table, rows, stack))
    return _sent(table, content, stack)


def _heading(table: Table) -> FileAnswer:
    """The headers of the file, for HEAD: no row is read, no file is made, nothing is recorded."""
    return _sent(table, nothing(), AsyncExitStack())


async def nothing() -> AsyncIterator[bytes]:
    """The content of an answer that has none."""
    for piece in tuple[bytes, ...]():
        yield piece


def _sent(table: Table, content: AsyncIterator[bytes], until_the_end: AsyncExitStack) -> FileAnswer:
    headers = attachment(table.file_name)
    return FileAnswer(content, until_the_end.pop_all(), media_type=MEDIA_TYPES[table.format], headers=headers)


def attachment(file_name: str) -> dict[str, str]:
    """The headers of a download that no cache may keep."""
    return {
        "Content-Disposition": f'attachment; filename="{file_name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


async def _begin(request: Request, table: Table, taker: Taker | None, stack: AsyncExitStack) -> None:
    """Take a turn, then record: who holds a connection and has no turn must not wait for a second one."""
    _take_turn(request, stack)
    if taker is not None:
        await _record(request, table, taker)


def _take_turn(request: Request, stack: AsyncExitStack) -> None:
    state = request.app.state
    if getattr(state, "files_being_made", 0) >= MOST_FILES_AT_ONCE:
        raise FilesBusy("Several large files are being made. Try again in a moment.", retry_after=5)
    state.files_being_made = getattr(state, "files_being_made", 0) + 1

    def give_back() -> None:
        state.files_being_made -= 1

    stack.callback(give_back)


async def _rows(table: Table, first: Sequence[Any], parts: Any, languages: Sequence[str]) -> AsyncIterator[list[Any]]:
    """Lists of rows of cells; made in a thread, so that other requests are answered meanwhile."""

    def make(some: Sequence[Any]) -> list[list[Any]]:
        return [_cells_of(table, table.show(row), languages) for row in some]

    yield await asyncio.to_thread(make, first)
    async for part in parts:
        yield await asyncio.to_thread(make, part)


async def _csv(table: Table, rows: AsyncIterator[list[Any]]) -> AsyncIterator[bytes]:
    """RFC 4180, UTF-8 without a byte order mark."""
    yield _lines([table.header])
    async for some in rows:
        yield _lines(some)


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_as_json(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _as_json(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


async def _workbook(table: Table, rows: AsyncIterator[list[Any]], stack: AsyncExitStack) -> Any:
    """The whole workbook on disk: its end cannot be written before its last row is known."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="export-"))
    path = f"{folder}/{table.file_name}"
    xlsxwriter = importlib.import_module("xlsxwriter")  # only where a workbook is asked for
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False})
    sheet, line = _new_sheet(book, table), 1
    async for some in rows:
        if line + len(some) > ROWS_OF_A_SHEET + 1:
            sheet, line = _new_sheet(book, table), 1
        await asyncio.to_thread(_write_rows, sheet, line, some)
        line += len(some)
    await asyncio.to_thread(book.close)
    return stack.enter_context(open(path, "rb"))  # noqa: ASYNC230 - opening a local file


def _new_sheet(book: Any, table: Table) -> Any:
    sheet = book.add_worksheet()
    _write_rows(sheet, 0, [table.header])
    sheet.freeze_panes(1, 0)
    return sheet


def _write_rows(sheet: Any, line: int, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, value[:LONGEST_CELL])
            elif isinstance(value, bool):
                sheet.write_boolean(line, place, value)
            elif value is not None:
                sheet.write_number(line, place, value)
        line += 1


async def _pieces(file: Any) -> AsyncIterator[bytes]:
    for piece in _read(file):
        yield piece


def _read(file: Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
