"""The names that the directory knows, each with its people."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from service_kit.data.statements import Bound, Statement
from service_kit.domain.folding import matching, search_terms, sort_key
from sqlalchemy import ColumnElement, Integer, Select, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY, aggregate_order_by
from sqlalchemy.types import Text

from training_api.directory.people.tables import PEOPLE

MOST = 50
"""More are found by typing than by scrolling."""


class Field(StrEnum):
    DEPARTMENT = "department"
    DIVISION = "division"
    JOB_PROFILE = "job_profile"
    LOCATION = "location"


def _named(field: Field, *, searched: bool) -> Statement:
    """Grouped before the words are looked for: a hundred thousand people have hundreds of names. Names that differ by
    their case, accents or blanks are one: as most people have it written."""
    column = PEOPLE.c[field.value]
    counted = select(column.label("name"), func.count().label("people"))
    spelt = counted.where(PEOPLE.c.active, column != "").group_by(column).cte("spelt").prefix_with("MATERIALIZED")
    blanks: Sequence[ColumnElement[str]] = literal_column(r"'\s+'"), literal_column("' '"), literal_column("'g'")
    alike = func.btrim(func.regexp_replace(sort_key(spelt.c.name), *blanks))
    as_most_write_it = func.array_agg(aggregate_order_by(spelt.c.name, spelt.c.people.desc(), spelt.c.name))
    people = cast(func.sum(spelt.c.people), Integer).label("people")
    named = select(func.btrim(as_most_write_it[1]).label("name"), people).group_by(alike)
    known = named.cte("known").prefix_with("MATERIALIZED")
    found: Select[Any] = select(known.c.name, known.c.people)
    if searched:
        found = found.where(matching(known.c.name, cast(bindparam("terms", type_=Text), TSQUERY)))
    return Statement(found.order_by(known.c.people.desc(), sort_key(known.c.name), known.c.name).limit(MOST))


_NAMED = {(field, searched): _named(field, searched=searched) for field in Field for searched in (False, True)}


def names(field: Field, q: str) -> Bound[list[Any]]:
    """The names that most people have, of those with words that begin with what was typed."""
    terms = search_terms(q)
    return _NAMED[field, True].rows(terms=terms) if terms else _NAMED[field, False].rows()
