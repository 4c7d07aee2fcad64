"""The names that the directory knows, each with its people."""

from enum import StrEnum
from typing import Any

from service_kit.data.statements import Bound, Statement
from service_kit.domain.folding import matching, search_terms, sort_key
from sqlalchemy import Select, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY
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
    """Grouped before the words are looked for: a hundred thousand people have hundreds of names."""
    column = PEOPLE.c[field.value]
    named = select(column.label("name"), func.count().label("people"))
    known = named.where(PEOPLE.c.active, column != "").group_by(column).cte("known").prefix_with("MATERIALIZED")
    found: Select[Any] = select(known.c.name, known.c.people)
    if searched:
        found = found.where(matching(known.c.name, cast(bindparam("terms", type_=Text), TSQUERY)))
    return Statement(found.order_by(known.c.people.desc(), sort_key(known.c.name), known.c.name).limit(MOST))


_NAMED = {(field, searched): _named(field, searched=searched) for field in Field for searched in (False, True)}


def names(field: Field, q: str) -> Bound[list[Any]]:
    """The names that most people have, of those with words that begin with what was typed."""
    terms = search_terms(q)
    return _NAMED[field, True].rows(terms=terms) if terms else _NAMED[field, False].rows()
