"""Lists by keyset: a page, and a cursor to the next that fits this list alone.

A cursor says which list it belongs to (its address and its filters) and where the page before ended, by the name of
each key. It is read here and nowhere else: whatever is not such a cursor is `CursorInvalid`.
"""

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from hashlib import blake2s
from typing import Annotated, Any, Generic, NoReturn, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, WithJsonSchema
from sqlalchemy import ColumnElement, Row, Select, TypeDecorator, and_, or_, tuple_

from service_kit.data.database import AsyncSession
from service_kit.web.addresses import public_path
from service_kit.web.errors import Malformed

Item = TypeVar("Item")
OneRow = TypeVar("OneRow")
MAX_LIMIT = 200
LONGEST_CURSOR = 4000
# The length is checked where all of a cursor is, so that a long one gets the same answer as any other wrong one.
CursorText = Annotated[str, WithJsonSchema({"type": "string", "maxLength": LONGEST_CURSOR})]


class Page(BaseModel, Generic[Item]):
    """A part of a list; `next_cursor` is null on the last page."""

    items: list[Item]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A column that orders a list; the last key must be unique, so that no row is lost between pages."""

    column: Any
    descending: bool = False

    @property
    def name(self) -> str:
        """Its name in a cursor: the column's, with a minus where the order descends."""
        return f"-{self.column.key}" if self.descending else str(self.column.key)


class CursorInvalid(Malformed):
    """Not a cursor, or one of another list, of other filters, or of another order."""

    pointer = "#/query/cursor"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What the caller asked of a list; `place` holds the values of a cursor that belongs to this list."""

    limit: int
    request: Request
    response: Response
    path: str
    place: Mapping[str, Any] | None = None

    def at(self, path: str) -> "PageRequest":
        """For an answer that shows the first page of the list at `path`: its cursor and link lead there."""
        return replace(self, path=path, place=None)


async def _page_request(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at most.")] = 50,
    cursor: Annotated[CursorText | None, Query(description="`next_cursor` of the page before.")] = None,
) -> PageRequest:
    path = request.scope["path"]
    place = None if cursor is None else _opened(cursor, _list_of(request, path))
    return PageRequest(limit, request, response, path, place)


PageQuery = Annotated[PageRequest, Depends(_page_request)]


def _list_of(request: Request, path: str) -> str:
    """A short word for this list: its address and every filter, whatever their order."""
    filters = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in {"cursor", "limit"})
    return blake2s(json.dumps([path, filters]).encode(), digest_size=9).hexdigest()


def _opened(cursor: str, wanted: str) -> Mapping[str, Any]:
    """What a cursor holds, still untyped; 422 unless it is one, and of the wanted list."""
    if len(cursor) > LONGEST_CURSOR:
        raise CursorInvalid("This cursor is longer than any of ours.")
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        held = json.loads(text, parse_constant=_no_number)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorInvalid("This is no cursor. Send the `next_cursor` of the page before as it is.") from error
    if not isinstance(held, dict) or "list" not in held:
        raise CursorInvalid("This is no cursor. Send the `next_cursor` of the page before as it is.")
    if held.pop("list") != wanted:
        raise CursorInvalid("This cursor is of another list or of other filters. Begin again without a cursor.")
    return held


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def position(page: PageRequest, keys: Sequence[Key]) -> list[Any]:
    """Where the page before ended: a value for each key, typed as its column; all None on the first page."""
    if page.place is None:
        return [None] * len(keys)
    if list(page.place) != [key.name for key in keys]:
        raise CursorInvalid("This cursor is of another order of this list. Begin again without a cursor.")
    try:
        return [_reader(key.column.type)(value) for value, key in zip(page.place.values(), keys, strict=True)]
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise CursorInvalid("This cursor holds a value that this list is not ordered by.") from error


def next_cursor(page: PageRequest, keys: Sequence[Key], values: Sequence[Any]) -> str:
    """The cursor of the page that comes after a row with these values; also told in `Link: rel="next"`."""
    place = {key.name: _plain(value) for key, value in zip(keys, values, strict=True)}
    for key in keys:
        _reader(key.column.type)  # a list that no cursor can lead through is found by its first page
    held = {"list": _list_of(page.request, page.path), **place}
    text = json.dumps(held, separators=(",", ":"), ensure_ascii=False)
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    following = page.request.url.replace(path=page.path).include_query_params(cursor=cursor)
    address = public_path(page.request, f"{following.path}?{following.query}")
    page.response.headers["Link"] = f'<{address}>; rel="next"'
    return cursor


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _reader(kind: Any) -> Callable[[Any], Any]:
    """How a value of this column's type is read from a cursor; ValueError for what the column cannot be compared with.

    SQLModel wraps the type of a text column, and what is wrapped says that it holds any object.
    """
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    wanted = kind.python_type
    if wanted is object:
        raise TypeError(f"a list cannot be ordered by a column of type {kind!r}")
    if wanted is datetime:
        return partial(_moment, aware=bool(getattr(kind, "timezone", False)))
    return READ.get(wanted) or (lambda value: wanted(_text(value)))


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    value.encode()  # half a surrogate pair is no text either
    return value


def _moment(value: Any, *, aware: bool) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if (moment.tzinfo is not None) is not aware:
        raise ValueError("no moment of this column")
    return moment.astimezone(UTC) if aware else moment


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise ValueError("no whole number")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _decimal(value: Any) -> Decimal:
    number = Decimal(_text(value))
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise ValueError("no decimal number")
    return number


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


READ: Mapping[type, Callable[[Any], Any]] = {
    str: _text,
    bool: _truth,
    int: _whole,
    float: _number,
    Decimal: _decimal,
    date: lambda value: date.fromisoformat(_text(value)),
}
"""How a cursor's value is read, by the type of the column; every other type is made from its text."""


def after(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """The rows that come after these key values, in the order of the keys; an index on the keys answers it."""
    if len({key.descending for key in keys}) == 1:
        columns, reached_here = tuple_(*(key.column for key in keys)), tuple_(*values)
        return columns < reached_here if keys[0].descending else columns > reached_here
    reached: list[ColumnElement[bool]] = []
    alternatives: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        beyond = key.column < value if key.descending else key.column > value
        alternatives.append(and_(*reached, beyond))
        reached.append(key.column == value)
    return or_(*alternatives)


async def paginate(
    session: AsyncSession,
    statement: Select[Any],
    keys: Sequence[Key],
    page: PageRequest,
    parameters: Mapping[str, Any] | None = None,
) -> tuple[Sequence[Row[Any]], str | None]:
    """One page of the statement's rows, and the cursor of the next, in one statement.

    Every key column must be among those that the statement selects (a selected entity counts) and must not be null.
    Sets `Link: rel="next"`.
    """
    if page.place is not None:
        statement = statement.where(after(keys, position(page, keys)))
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    rows = (await session.execute(statement.order_by(*order).limit(page.limit + 1), parameters)).all()
    if len(rows) <= page.limit:
        return rows, None
    rows = rows[: page.limit]
    return rows, next_cursor(page, keys, [_key_value(rows[-1], key) for key in keys])


def cut(page: PageRequest, keys: Sequence[Key], rows: Sequence[OneRow]) -> tuple[Sequence[OneRow], str | None]:
    """For hot lists: what was read, one row more than asked for, as a page and the cursor of the next.

    Each row holds the keys under their columns' names, as a mapping or as a named tuple. Sets `Link: rel="next"`.
    """
    if len(rows) <= page.limit:
        return rows, None
    shown = rows[: page.limit]
    last: Any = shown[-1]
    values = last if isinstance(last, Mapping) else last._asdict()
    return shown, next_cursor(page, keys, [values[key.column.key] for key in keys])


def _key_value(row: Row[Any], key: Key) -> Any:
    mapping = row._mapping
    if key.column in mapping:
        return mapping[key.column]
    name = key.column.key
    if name in mapping:
        return mapping[name]
    return next(getattr(value, name) for value in row if hasattr(value, name))
