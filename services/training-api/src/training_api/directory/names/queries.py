"""The names that the directory knows, each with its people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Statement
from service_kit.domain.folding import matching, search_terms, sort_key
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, aggregate_order_by
from sqlalchemy.types import DateTime, Text, Uuid

from training_api.directory.names.rules import Field
from training_api.directory.people.tables import PEOPLE

MOST = 50
"""More are found by typing than by scrolling."""


def _alike(name: Any) -> ColumnElement[str]:
    """What is equal in names that differ by their case, accents or blanks alone."""
    blanks: Sequence[ColumnElement[str]] = literal_column(r"'\s+'"), literal_column("' '"), literal_column("'g'")
    return func.btrim(func.regexp_replace(sort_key(name), *blanks), type_=Text)


def _named(field: Field, *, searched: bool) -> Statement:
    """Grouped before the words are looked for: a hundred thousand people have hundreds of names. Names that differ by
    their case, accents or blanks are one: as most people have it written."""
    column = PEOPLE.c[field.value]
    counted = select(column.label("name"), func.count().label("people"))
    spelt = counted.where(PEOPLE.c.active, column != "").group_by(column).cte("spelt").prefix_with("MATERIALIZED")
    as_most_write_it = func.array_agg(aggregate_order_by(spelt.c.name, spelt.c.people.desc(), spelt.c.name))
    people = cast(func.sum(spelt.c.people), Integer).label("people")
    named = select(func.btrim(as_most_write_it[1]).label("name"), people).group_by(_alike(spelt.c.name))
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


def _spellings(field: Field) -> Statement:
    """Every spelling of two names, those of people who left too: a hundred thousand people have hundreds of names."""
    column = PEOPLE.c[field.value]
    counted = select(column.label("name"), func.count().label("people")).where(column != "").group_by(column)
    spelt = counted.cte("spelt").prefix_with("MATERIALIZED")
    is_old, is_new = (_alike(spelt.c.name) == _alike(bindparam(name, type_=Text)) for name in ("old", "new"))
    named = select(spelt.c.name, spelt.c.people, is_old.label("is_old"), is_new.label("is_new"))
    return Statement(named.where(or_(is_old, is_new)))


def _bearers(field: Field) -> Statement:
    column, names = PEOPLE.c[field.value], bindparam("names", type_=ARRAY(Text))
    chosen = select(PEOPLE.c.id).where(column == any_(names), column != bindparam("wanted", type_=Text))
    return Statement(chosen.order_by(PEOPLE.c.id).with_for_update(key_share=True))


def _rename(field: Field) -> Statement:
    people, now = bindparam("people", type_=ARRAY(Uuid)), bindparam("now", type_=DateTime(timezone=True))
    written = {field.value: bindparam("wanted", type_=Text), "version": PEOPLE.c.version + 1, "updated_at": now}
    return Statement(update(PEOPLE).where(PEOPLE.c.id == any_(people)).values(written))


_SPELLINGS = {field: _spellings(field) for field in Field}
_BEARERS = {field: _bearers(field) for field in Field}
_RENAME = {field: _rename(field) for field in Field}


def spellings(field: Field, old: str, new: str) -> Bound[list[Any]]:
    """How people have the one name and the other written."""
    return _SPELLINGS[field].rows(old=old, new=new)


def lock_bearers(field: Field, names: Sequence[str], wanted: str) -> Bound[list[UUID]]:
    """Lock the people who have one of these names and not yet the wanted one; they are answered."""
    return _BEARERS[field].values(names=list(names), wanted=wanted)


def rename(field: Field, people: Sequence[UUID], wanted: str, now: datetime) -> Bound[int]:
    """These people have the wanted name from now on."""
    return _RENAME[field].count(people=list(people), wanted=wanted, now=now)
