"""Lists by keyset: a page, and a cursor to the next."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Row, Select, and_, or_

from service_kit.data.database import AsyncSession
from service_kit.web.addresses import public_path
from service_kit.web.errors import Malformed

Item = TypeVar("Item")
MAX_LIMIT = 200


class Page(BaseModel, Generic[Item]):
    """A part of a list; `next_cursor` is null on the last page."""

    items: list[Item]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A column that orders a list; the last key must be unique, so that no row is lost between pages."""

    column: Any
    descending: bool = False


@dataclass(slots=True)
class PageRequest:
    """What the caller asked of a list."""

    limit: int
    cursor: str | None
    request: Request
    response: Response


async def _page_request(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at most.")] = 50,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")] = None,
) -> PageRequest:
    return PageRequest(limit, cursor, request, response)


PageQuery = Annotated[PageRequest, Depends(_page_request)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def encode_cursor(values: Sequence[Any]) -> str:
    """The last row's keys as an opaque word."""
    text = json.dumps([_plain(value) for value in values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, keys: Sequence[Key]) -> list[Any]:
    """The keys that a cursor holds, typed as their columns; 422 for anything else."""
    try:
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError("another list's cursor")
        return [_typed(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise Malformed("This cursor is not one of ours.", pointer="#/query/cursor") from error


def _typed(value: Any, key: Key) -> Any:
    wanted = key.column.type.python_type
    if value is None or isinstance(value, wanted):
        return value
    if wanted in (datetime, date):
        return wanted.fromisoformat(value)
    if wanted in (UUID, Decimal):
        return wanted(value)
    if wanted is float and isinstance(value, int):
        return float(value)
    raise ValueError("a value of another type")


def after(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    """The rows that come after these key values, in the order of the keys."""
    reached: list[ColumnElement[bool]] = []
    alternatives: list[ColumnElement[bool]] = []
    for key, value in zip(keys, values, strict=True):
        beyond = key.column < value if key.descending else key.column > value
        alternatives.append(and_(*reached, beyond))
        reached.append(key.column == value)
    return or_(*alternatives)


async def paginate(
    session: AsyncSession, statement: Select[Any], keys: Sequence[Key], page: PageRequest
) -> tuple[Sequence[Row[Any]], str | None]:
    """One page of the statement's rows, and the cursor of the next, in one statement.

    Every key column must be among those that the statement selects (a selected entity counts) and must not be null.
    Sets `Link: rel="next"`.
    """
    if page.cursor is not None:
        statement = statement.where(after(keys, decode_cursor(page.cursor, keys)))
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    rows = (await session.execute(statement.order_by(*order).limit(page.limit + 1))).all()
    if len(rows) <= page.limit:
        return rows, None
    rows = rows[: page.limit]
    cursor = encode_cursor([_key_value(rows[-1], key) for key in keys])
    point_to_next(page, cursor)
    return rows, cursor


def cut(page: PageRequest, rows: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    """For hot lists by `id`: what was read, one row more than asked for, as a page and the cursor of the next.

    Sets `Link: rel="next"`.
    """
    if len(rows) <= page.limit:
        return rows, None
    shown = rows[: page.limit]
    cursor = encode_cursor([shown[-1]["id"]])
    point_to_next(page, cursor)
    return shown, cursor


def point_to_next(page: PageRequest, cursor: str) -> None:
    """Say in `Link` where the next page is."""
    following = page.request.url.include_query_params(cursor=cursor)
    address = public_path(page.request, f"{following.path}?{following.query}")
    page.response.headers["Link"] = f'<{address}>; rel="next"'


def _key_value(row: Row[Any], key: Key) -> Any:
    mapping = row._mapping
    if key.column in mapping:
        return mapping[key.column]
    name = key.column.key
    if name in mapping:
        return mapping[name]
    return next(getattr(value, name) for value in row if hasattr(value, name))
