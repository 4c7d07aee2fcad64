"""What narrows a list: query parameters as parameters of its statement, and the words that somebody types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.types import TypeEngine

from service_kit.domain.readers import Asking
from service_kit.identity.auth import Actor


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter: its type as FastAPI reads it, and the rows that a value selects.

    `where` gets the value as a parameter of the statement, whose SQL type follows from the Python one or is `sql_type`.
    One of few (a truth value, or of an enumeration) it gets as it is: it stands in the text of the statement, so that
    an index on such rows alone is found. `stored` makes of the value asked for what it is compared as; `check` refuses
    one that this caller may not ask for.
    """

    type: Any
    where: Callable[[Any, Asking], ColumnElement[bool]]
    description: str = ""
    sql_type: TypeEngine[Any] | None = None
    stored: Callable[[Any], Any] | None = None
    check: Callable[[Any, Actor], None] | None = None

    @property
    def is_of_few(self) -> bool:
        """Whether the value stands in the text of a statement."""
        return isinstance(self.type, type) and issubclass(self.type, Enum | bool)

    def compared(self, value: Any) -> Any:
        """What a value asked for is compared as."""
        return self.stored(value) if self.stored else value

    def parameter(self, name: str) -> BindParameter[Any]:
        """The parameter of the statement that holds the value."""
        return bindparam(f"filter_{name}", type_=self.sql_type or sql_type_of(self.type))


def equals(column: ColumnElement[Any], type_: Any, description: str = "") -> Filter:
    """The rows whose column is the value given."""
    return Filter(type_, lambda value, _asking: column == value, description, column.type)


def selects(
    where: Callable[[Any], ColumnElement[bool]],
    type_: Any,
    description: str = "",
    *,
    sql_type: TypeEngine[Any] | None = None,
    stored: Callable[[Any], Any] | None = None,
) -> Filter:
    """The rows of any other condition on the value given."""
    return Filter(type_, lambda value, _asking: where(value), description, sql_type, stored)


def within_days(moment: ColumnElement[Any]) -> dict[str, Filter]:
    """The filters `from` and `until`: the rows whose moment is on these days of UTC, both included."""

    def start_of(day: Any) -> ColumnElement[Any]:
        return func.timezone("UTC", cast(day, DateTime), type_=DateTime(timezone=True))

    day_after: ColumnElement[Any] = literal_column("interval '1 day'")
    return {
        "from": selects(lambda day: moment >= start_of(day), date, "On this day (UTC) or later."),
        "until": selects(
            lambda day: moment < start_of(cast(day, DateTime) + day_after), date, "On this day at the latest."
        ),
    }


SQL_TYPES: Mapping[type, type[TypeEngine[Any]]] = {UUID: Uuid, bool: Boolean, int: Integer, date: Date, str: Text}


def sql_type_of(type_: Any) -> TypeEngine[Any]:
    """The SQL type of a query parameter's Python type; a literal and an enumeration of words are text."""
    kind = get_args(type_)[0] if get_origin(type_) in (Annotated, Literal) else type_
    if not isinstance(kind, type):
        return Text() if isinstance(kind, str) else sql_type_of(kind)
    if issubclass(kind, datetime):
        return DateTime(timezone=True)
    return next((made() for base, made in SQL_TYPES.items() if issubclass(kind, base)), Text())


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed to search, as parameters: `typed` letter by letter, `terms` as a `tsquery`."""

    typed: BindParameter[str]
    terms: ColumnElement[Any]


TYPED = bindparam("q", type_=Text)
WORDS = Words(TYPED, cast(bindparam("q_terms", type_=Text), TSQUERY))
