"""Lists: what may be seen, filtered, searched, sorted, paged and had as a file, from one declaration per kind of thing.

A room declares in its `queries.py` `LIST = Collection("rewards", rows, key=..., sorts=..., filters=...)`. Its endpoint
takes `wanted: Annotated[Wanted, Depends(wanted_from(LIST))]` and answers `await answer(LIST, ...)`: one statement for a
page, one for a whole file.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Query, Response
from sqlalchemy import ColumnElement, DateTime, Integer, Row, Select, bindparam, cast, func, literal, true
from sqlalchemy.schema import Column

from service_kit.data.database import AsyncSession
from service_kit.domain import exports
from service_kit.domain.exports import FileFormat
from service_kit.domain.folding import matches
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, Page, PageQuery, PageRequest, paginate
from service_kit.web.schemas import BodyOut

Out = TypeVar("Out", bound=BodyOut)
Search = Annotated[
    str | None, Query(max_length=200, description="Words, each by its beginning; accents do not matter.")
]
Format = Annotated[FileFormat | None, Query(alias="format", description="Every row that is selected, as a file.")]


NOW = bindparam("now", type_=DateTime(timezone=True))
"""The moment of asking, for a condition that is made once: `OPEN = is_open(NOW)`. Lists and single reads give it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when: what a list may depend on."""

    actor: Actor
    now: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the parameters that a condition may name."""
        return {"now": self.now}

    @property
    def language(self) -> str:
        """The reader's language, which is their collation too; a system reads English."""
        return self.actor.person.locale if self.actor.person else "en"


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter: its type as FastAPI reads it, and the rows that a value selects."""

    type: Any
    where: Callable[[Any, Asking], ColumnElement[bool]]
    description: str = ""


def equals(column: ColumnElement[Any], type_: Any, description: str = "") -> Filter:
    """The rows whose column is the value given."""
    return Filter(type_, lambda value, _asking: column == value, description)


def selects(where: Callable[[Any], ColumnElement[bool]], type_: Any, description: str = "") -> Filter:
    """The rows of any other condition on the value given."""
    return Filter(type_, lambda value, _asking: where(value), description)


@dataclass(frozen=True, slots=True)
class By:
    """One thing that a list is sorted by. Rows without a value come last; `empty` stands for them and has its type.

    A column that may be empty needs `empty`: any value of its type.
    """

    column: ColumnElement[Any]
    descending: bool = False
    empty: Any = None


Order = Sequence[By] | Callable[[Asking], Sequence[By]]
"""What a sort is made of; a function where it depends on the reader (see `folding.name_sort_key`)."""


def _everything(_asking: Asking) -> ColumnElement[bool]:
    return true()


@dataclass(frozen=True)
class Collection:
    """A kind of thing as a list.

    `rows` selects columns (no entities) with their joins. `visible_to` is the one condition on what this reader may
    see, which the list, the file and the single read share. `key` is a unique column among those selected. `sorts`
    name the orders that a caller may ask for, each also with a minus; `default` is the one without being asked.
    `searched` is the text that `q` looks in, or a condition on the words where it depends on who asks. `personal`
    things are people's: that a file of them was made is recorded.
    """

    name: str
    rows: Callable[[Asking], Select[Any]]
    key: ColumnElement[Any]
    sorts: Mapping[str, Order]
    default: str
    visible_to: Callable[[Asking], ColumnElement[bool]] = _everything
    filters: Mapping[str, Filter] = field(default_factory=dict)
    searched: ColumnElement[str] | Callable[[str, Asking], ColumnElement[bool]] | None = None
    personal: bool = False

    def __post_init__(self) -> None:
        if self.default.removeprefix("-") not in self.sorts:
            raise ValueError(f"{self.name}: {self.default} is not among its sorts")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller asks of a list: values of filters, words, an order, a page, or all of it as a file."""

    page: PageRequest
    filters: Mapping[str, Any]
    q: str | None
    sort: str
    file: FileFormat | None


@dataclass(frozen=True, slots=True)
class Selection:
    """What narrows a list, for an endpoint that counts it instead of listing it: values of filters, and words."""

    filters: Mapping[str, Any]
    q: str | None


def wanted_from(collection: Collection) -> Callable[..., Any]:
    """The dependency that reads a list's parameters; FastAPI takes names, types and texts from the declaration."""

    async def read(page: PageRequest, **given: Any) -> Wanted:
        file = exports.wanted_file(page.request, given.pop("file"))
        q = given.pop("q", None) if collection.searched is not None else None
        sort = given.pop("sort", None) or collection.default
        return Wanted(page, {name: value for name, value in given.items() if value is not None}, q, sort, file)

    parameters: dict[str, Any] = {"page": PageQuery, **_narrowing(collection)}
    names = tuple(sign + name for name in collection.sorts for sign in ("", "-"))
    parameters["sort"] = _parameter(Literal.__getitem__(names), f"By default `{collection.default}`.")
    parameters["file"] = Format
    return _reading(read, parameters)


def selection_from(collection: Collection) -> Callable[..., Any]:
    """The dependency that reads only what narrows a list: its filters and its words."""

    async def read(**given: Any) -> Selection:
        q = given.pop("q", None)
        return Selection({name: value for name, value in given.items() if value is not None}, q)

    return _reading(read, _narrowing(collection))


def _narrowing(collection: Collection) -> dict[str, Any]:
    parameters = {name: _parameter(one.type, one.description) for name, one in collection.filters.items()}
    return parameters if collection.searched is None else {**parameters, "q": Search}


def _reading(read: Callable[..., Any], parameters: Mapping[str, Any]) -> Callable[..., Any]:
    read.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # FastAPI reads it as any other signature
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
            if name == "page"
            else inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=None)
            for name, kind in parameters.items()
        ]
    )
    return read


def _parameter(kind: Any, description: str) -> Any:
    return Annotated[kind | None, Query(description=description or None)]


def narrowed(collection: Collection, asking: Asking, wanted: Wanted | Selection) -> Select[Any]:
    """The statement of everything that the caller may see and asked for, in no order."""
    statement = collection.rows(asking).where(collection.visible_to(asking))
    for name, value in wanted.filters.items():
        statement = statement.where(collection.filters[name].where(value, asking))
    if wanted.q is not None and (searched := collection.searched) is not None:
        found = matches(searched, wanted.q) if isinstance(searched, ColumnElement) else searched(wanted.q, asking)
        statement = statement.where(found)
    return statement


def selected(collection: Collection, asking: Asking, wanted: Wanted) -> tuple[Select[Any], list[Key]]:
    """The statement of everything that the caller may see and asked for, and the keys that order it."""
    statement = narrowed(collection, asking, wanted)
    keys = _keys(collection, asking, wanted.sort)
    computed = [key.column for key in keys if not isinstance(key.column, Column)]
    return statement.add_columns(*computed), keys


def _keys(collection: Collection, asking: Asking, sort: str) -> list[Key]:
    order = collection.sorts[sort.removeprefix("-")]
    turned = sort.startswith("-")
    keys: list[Key] = []
    for place, by in enumerate(order(asking) if callable(order) else order):
        column: Any = by.column
        if by.empty is not None:
            keys.append(Key(cast(column.is_(None), Integer).label(f"sort_{place}_empty")))
            column = func.coalesce(column, literal(by.empty, column.type), type_=column.type)
        named = column if isinstance(column, Column) else column.label(f"sort_{place}")
        keys.append(Key(named, descending=by.descending is not turned))
    if all(key.column is not collection.key for key in keys):
        keys.append(Key(collection.key, descending=turned))
    return keys


async def answer(
    collection: Collection,
    session: AsyncSession,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    out: type[Out],
    show: Callable[[Row[Any]], Out] | None = None,
    within: Sequence[ColumnElement[bool]] = (),
) -> Page[Out] | Response:
    """A page of the list, or the file that was asked for; the same statement, in the same order.

    `show` makes a body of a row as this reader may see it, by default `out.model_validate`. `within` are conditions of
    the address, such as the guideline whose versions are listed. Declare the endpoint with `response_model=Page[Out]`
    and `responses=exports.FILES`.
    """
    shown = show or out.model_validate
    asking = Asking(actor, now)
    statement, keys = selected(collection, asking, wanted)
    statement = statement.where(*within)
    if wanted.file is not None:
        return await _file(collection, actor, wanted, statement, keys, wanted.file, now=now, out=out, shown=shown)
    rows, cursor = await paginate(session, statement, keys, wanted.page, asking.parameters)
    return Page(items=[shown(row) for row in rows], next_cursor=cursor)


async def answer_whole(
    collection: Collection,
    actor: Actor,
    page: PageRequest,
    file: FileFormat,
    *,
    now: datetime,
    out: type[Out],
    show: Callable[[Row[Any]], Out] | None = None,
) -> Response:
    """All of a list as a file, for a hot list whose pages have a statement of their own.

    Such an endpoint takes `page: PageQuery` and `file: Format = None`, and asks `exports.wanted_file` for the format.
    """
    wanted = Wanted(page, {}, None, collection.default, file)
    statement, keys = selected(collection, Asking(actor, now), wanted)
    shown = show or out.model_validate
    return await _file(collection, actor, wanted, statement, keys, file, now=now, out=out, shown=shown)


async def _file(
    collection: Collection,
    actor: Actor,
    wanted: Wanted,
    statement: Select[Any],
    keys: Sequence[Key],
    file: FileFormat,
    *,
    now: datetime,
    out: type[BodyOut],
    shown: Callable[[Row[Any]], BodyOut],
) -> Response:
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    table = exports.Table(collection.name, file, exports.fields_of(out), shown, now)
    whole = statement.order_by(*order).params(Asking(actor, now).parameters)
    taker = exports.Taker(actor, wanted.filters) if collection.personal else None
    return await exports.answer_file(wanted.page.request, whole, table, taker=taker)


async def one(
    collection: Collection, session: AsyncSession, actor: Actor, wanted: ColumnElement[bool], *, now: datetime
) -> Row[Any]:
    """The one row of the list that a condition names, as its reader may see it; hidden and missing are both 404."""
    asking = Asking(actor, now)
    statement = collection.rows(asking).where(wanted, collection.visible_to(asking))
    row: Row[Any] | None = (await session.execute(statement, asking.parameters)).first()
    if row is None:
        raise Missing
    return row
