"""Lists: what may be seen, filtered, searched, sorted, paged and had as a file, from one declaration per kind of thing.

A room declares in its `queries.py` `LIST = Collection("rewards", rows, key=..., sorts=..., filters=...)`. Its endpoint
takes `wanted: Annotated[Wanted, Depends(wanted_from(LIST))]` and answers `await answer(LIST, ...)`: one statement for a
page, one for a whole file.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from keyword import iskeyword
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Query, Response
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    cast,
    func,
    literal,
    true,
)
from sqlalchemy.schema import Column

from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain import exports
from service_kit.domain.exports import FileFormat
from service_kit.domain.filters import WORDS, Filter, Words
from service_kit.domain.folding import matching, search_terms
from service_kit.domain.readers import Asking, asking_of, of_reader
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, Page, PageQuery, PageRequest, after, cut, position
from service_kit.web.schemas import BodyOut

SHAPES_KEPT = 1024
Out = TypeVar("Out", bound=BodyOut)
Search = Annotated[
    str | None, Query(max_length=200, description="Words, each by its beginning; accents do not matter.")
]
Format = Annotated[FileFormat | None, Query(alias="format", description="Every row that is selected, as a file.")]


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


@dataclass(frozen=True, eq=False)
class Collection:
    """A kind of thing as a list.

    `rows` selects columns (no entities) with their joins. `visible_to` is the one condition on what this reader may
    see, which the list, the file and the single read share. `key` is a unique column among those selected. `sorts`
    name the orders that a caller may ask for, each also with a minus; `default` is the one without being asked.
    `searched` is the text that `q` looks in, or a condition on the words where it depends on who asks; `terms` makes a
    `tsquery` of them. `within` narrows the list to those of its address, such as the versions of a guideline: a
    condition on a `bindparam` whose value `answer` is given by its name. `personal` things are people's: that a file of
    them was made is recorded.

    All of it is asked for once for each kind of reader and each choice of filters, and makes a statement that is kept:
    values are parameters.
    """

    name: str
    rows: Select[Any] | Callable[[Asking], Select[Any]]
    key: ColumnElement[Any]
    sorts: Mapping[str, Order]
    default: str
    visible_to: Callable[[Asking], ColumnElement[bool]] = _everything
    filters: Mapping[str, Filter] = field(default_factory=dict)
    searched: ColumnElement[str] | Callable[[Words, Asking], ColumnElement[bool]] | None = None
    terms: Callable[[str], str] = search_terms
    within: ColumnElement[bool] | Callable[[Asking], ColumnElement[bool]] | None = None
    personal: bool = False

    def __post_init__(self) -> None:
        if self.default.removeprefix("-") not in self.sorts:
            raise ValueError(f"{self.name}: {self.default} is not among its sorts")

    def selected(self, asking: Asking) -> Select[Any]:
        """All that this kind of reader may see."""
        rows = self.rows(asking) if callable(self.rows) else self.rows
        narrower = () if self.within is None else (self.within(asking) if callable(self.within) else self.within,)
        return rows.where(self.visible_to(asking), *narrower)


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


def wanted_from(collection: Collection, file: Any = Format) -> Callable[..., Any]:
    """The dependency that reads a list's parameters; FastAPI takes names, types and texts from the declaration.

    `file` is the parameter of the kinds of file, where a list has one of its own beside CSV and XLSX.
    """

    async def read(page: PageRequest, **given: Any) -> Wanted:
        file = exports.wanted_file(page.request, given.pop("file"))
        q = given.pop("q", None) if collection.searched is not None else None
        sort = given.pop("sort", None) or collection.default
        return Wanted(page, {name: value for name, value in given.items() if value is not None}, q, sort, file)

    parameters: dict[str, Any] = {"page": PageQuery, **_narrowing(collection)}
    # In one order for one set of names: Python takes two literals of the same values for one, whichever came first.
    names = tuple(sign + name for name in sorted(collection.sorts) for sign in ("", "-"))
    parameters["sort"] = _parameter(Literal.__getitem__(names), f"By default `{collection.default}`.")
    parameters["file"] = file
    return _reading(read, parameters)


def unnarrowed(collection: Collection, page: PageRequest, asked: FileFormat | None) -> Wanted:
    """All of a list in its own order, for an address that takes no filters: `page: PageQuery, file: Format = None`."""
    return Wanted(page, {}, None, collection.default, exports.wanted_file(page.request, asked))


def selection_from(collection: Collection) -> Callable[..., Any]:
    """The dependency that reads only what narrows a list: its filters and its words."""

    async def read(**given: Any) -> Selection:
        q = given.pop("q", None)
        return Selection({name: value for name, value in given.items() if value is not None}, q)

    return _reading(read, _narrowing(collection))


def _narrowing(collection: Collection) -> dict[str, Any]:
    parameters = {name: _parameter(one.type, one.description, name) for name, one in collection.filters.items()}
    return parameters if collection.searched is None else {**parameters, "q": Search}


def _reading(read: Callable[..., Any], parameters: Mapping[str, Any]) -> Callable[..., Any]:
    """`read` with these parameters; one whose name is a word of Python (`from`) is another argument of that name."""
    arguments = {f"{name}_" if iskeyword(name) else name: name for name in parameters}

    async def by_name(**given: Any) -> Any:
        return await read(**{arguments[argument]: value for argument, value in given.items()})

    by_name.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # FastAPI reads it as any other signature
        [
            inspect.Parameter(argument, inspect.Parameter.KEYWORD_ONLY, annotation=parameters[name])
            if name == "page"
            else inspect.Parameter(argument, inspect.Parameter.KEYWORD_ONLY, annotation=parameters[name], default=None)
            for argument, name in arguments.items()
        ]
    )
    return by_name


def _parameter(kind: Any, description: str, name: str = "") -> Any:
    alias = name if iskeyword(name) else None
    return Annotated[kind | None, Query(description=description or None, alias=alias)]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes one statement of a list differ from another: everything but values."""

    asking: Asking
    filters: tuple[tuple[str, Any], ...] = ()
    """Each with its value where that is one of few, otherwise with None."""
    searched: bool = False
    sort: str = ""
    limit: int = 0
    """One more than the rows of a page; 0 for all."""
    after: bool = False


@lru_cache(SHAPES_KEPT)
def _listed(collection: Collection, shape: _Shape) -> Statement:
    keys = _keys(collection, shape.asking, shape.sort)
    computed = [key.column for key in keys if not isinstance(key.column, Column)]
    statement = _narrowed(collection, shape).add_columns(*computed)
    if shape.after:
        places = [bindparam(f"after_{n}", type_=key.column.type) for n, key in enumerate(keys)]
        statement = statement.where(after(keys, places))
    order = [key.column.desc() if key.descending else key.column.asc() for key in keys]
    return Statement(statement.order_by(*order).limit(shape.limit or None))


def _narrowed(collection: Collection, shape: _Shape) -> Select[Any]:
    statement = collection.selected(shape.asking)
    for name, value in shape.filters:
        one = collection.filters[name]
        compared = one.compared(value) if one.is_of_few else one.parameter(name)
        statement = statement.where(one.where(compared, shape.asking))
    if shape.searched and (searched := collection.searched) is not None:
        found = (
            matching(searched, WORDS.terms) if isinstance(searched, ColumnElement) else searched(WORDS, shape.asking)
        )
        statement = statement.where(found)
    return statement


@lru_cache(SHAPES_KEPT)
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


def _narrowing_values(collection: Collection, actor: Actor, wanted: Wanted | Selection) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in wanted.filters.items():
        one = collection.filters[name]
        if one.check is not None:
            one.check(value, actor)
        if not one.is_of_few:
            values[f"filter_{name}"] = one.compared(value)
    if wanted.q is not None:
        values |= {"q": wanted.q, "q_terms": collection.terms(wanted.q)}
    return values


def _shape_of(collection: Collection, actor: Actor, wanted: Wanted | Selection, **others: Any) -> _Shape:
    declared = collection.filters
    filters = tuple(
        (name, value if declared[name].is_of_few else None) for name, value in sorted(wanted.filters.items())
    )
    return _Shape(asking_of(actor), filters, wanted.q is not None and collection.searched is not None, **others)


def _run_with(statement: Statement, actor: Actor, now: datetime, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a statement is run with: words that a condition does not use are left out."""
    named = set(statement.compiled.names)
    used = {name: value for name, value in values.items() if name in named or name not in ("q", "q_terms")}
    return of_reader(statement, actor, now, used)


async def answer(
    collection: Collection,
    on: Connected,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    out: type[Out],
    show: Callable[[Any], Out] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Page[Out] | Response:
    """A page of the list, or the file that was asked for; the same statement, in the same order.

    `show` makes a body of a row as this reader may see it, by default `out.model_validate`. `values` are those of the
    address, such as the guideline whose versions are listed. Declare the endpoint with `response_model=Page[Out]`
    and `responses=exports.FILES`.
    """
    shown = show or out.model_validate
    if wanted.file is not None:
        return await _file(collection, actor, wanted, wanted.file, now=now, out=out, shown=shown, values=values or {})
    rows, cursor = await page_of(collection, on, actor, wanted, now=now, values=values or {})
    return Page(items=[shown(row) for row in rows], next_cursor=cursor)


async def page_of(
    collection: Collection,
    on: Connected,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    values: Mapping[str, Any],
) -> tuple[Sequence[Any], str | None]:
    """The rows of a page, and the cursor of the next; sets `Link: rel="next"`."""
    keys = keys_of(collection, actor, wanted.sort)
    reached = None if wanted.page.place is None else position(wanted.page, keys)
    rows = await run(on, page_statement(collection, actor, wanted, now=now, values=values, reached=reached))
    return cut(wanted.page, keys, rows)


def keys_of(collection: Collection, actor: Actor, sort: str) -> Sequence[Key]:
    """What orders the list in this sort, as this kind of reader has it."""
    return _keys(collection, asking_of(actor), sort)


def page_statement(
    collection: Collection,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    values: Mapping[str, Any],
    reached: Sequence[Any] | None = None,
) -> Bound[list[Any]]:
    """What reads a page, one row more than asked for: the first, or what comes after the values `reached`."""
    limit = wanted.page.limit + 1
    shape = _shape_of(collection, actor, wanted, sort=wanted.sort, limit=limit, after=reached is not None)
    statement = _listed(collection, shape)
    given = {**_narrowing_values(collection, actor, wanted), **values}
    given |= {f"after_{n}": value for n, value in enumerate(reached or ())}
    return statement.rows(**_run_with(statement, actor, now, given))


async def _file(
    collection: Collection,
    actor: Actor,
    wanted: Wanted,
    file: FileFormat,
    *,
    now: datetime,
    out: type[BodyOut],
    shown: Callable[[Any], BodyOut],
    values: Mapping[str, Any],
) -> Response:
    table = exports.Table(collection.name, file, exports.fields_of(out), shown, now)
    statement = _listed(collection, _shape_of(collection, actor, wanted, sort=wanted.sort))
    given = {**_narrowing_values(collection, actor, wanted), **values}
    whole = statement.rows(**_run_with(statement, actor, now, given))
    taker = exports.Taker(actor, wanted.filters) if collection.personal else None
    return await exports.answer_file(wanted.page.request, whole, table, taker=taker)


@lru_cache(SHAPES_KEPT)
def _one(collection: Collection, asking: Asking) -> Statement:
    return Statement(collection.selected(asking).where(collection.key == bindparam("key")))


async def one(collection: Collection, on: Connected, actor: Actor, key: Any, *, now: datetime) -> Any:
    """The row of the list with this key, as its reader may see it; hidden and missing are both 404."""
    statement = _one(collection, asking_of(actor))
    row = await run(on, statement.first(**of_reader(statement, actor, now, {"key": key})))
    if row is None:
        raise Missing
    return row


@lru_cache(SHAPES_KEPT)
def _derived(collection: Collection, shape: _Shape, make: Callable[[Select[Any]], Select[Any]]) -> Statement:
    return Statement(make(_narrowed(collection, shape)))


def derived(
    collection: Collection,
    actor: Actor,
    wanted: Wanted | Selection,
    make: Callable[[Select[Any]], Select[Any]],
    *,
    now: datetime,
    values: Mapping[str, Any] | None = None,
) -> Bound[list[Any]]:
    """Another question about the same selection, such as its number: `make` is a function of a room's queries."""
    statement = _derived(collection, _shape_of(collection, actor, wanted), make)
    given = {**_narrowing_values(collection, actor, wanted), **(values or {})}
    return statement.rows(**_run_with(statement, actor, now, given))
