"""What waits for me: each room says in one SELECT what it asks of a person; one statement gathers them all.

A room declares in its `queries.py` `TASKS = select(*task("approve", ...)).where(...)`, with PERSON, NOW, ROLES,
TOKEN_ROLES and `may(...)` for who asks. The service's `main.py` gives all of them to `tasks_router`. Codes and
parameters are answered; addresses and sentences are the app's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, psycopg

from service_kit.identity.auth import Actor
from service_kit.identity.people import Person

MOST = 200
PERSON = bindparam("person", type_=Uuid)
"""The id of the person who asks."""
NOW = bindparam("now", type_=DateTime(timezone=True))
ROLES = bindparam("roles", type_=ARRAY(Text))
"""The person's roles as the directory has them."""
TOKEN_ROLES = bindparam("token_roles", type_=ARRAY(Text))
"""The roles in the token that the person signed in with."""
PERMISSIONS = bindparam("permissions", type_=ARRAY(Text))
_KIND = bindparam("kind", type_=Text)
_WHOSE = bindparam("whose", type_=Text)
PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
COLUMNS: Mapping[str, Any] = {
    "kind": Text,
    "id": Uuid,
    "subject_type": Text,
    "subject_id": Uuid,
    "subject_code": Text,
    "subject_title": JSONB,
    "reason": Text,
    "params": JSONB,
    "due_at": DateTime(timezone=True),
    "minutes": Integer,
    "for_id": Uuid,
}
"""What every source selects, in this order."""


def task(
    kind: str | ColumnElement[Any],
    *,
    id: Any,  # noqa: A002 - the name of the column, as a caller writes it
    subject_type: str,
    subject_id: Any,
    subject_title: Any,
    reason: str | ColumnElement[Any],
    subject_code: Any = None,
    params: Any = None,
    due_at: Any = None,
    minutes: Any = None,
    for_id: Any = None,
) -> list[ColumnElement[Any]]:
    """The columns of a source. `id` is unique within its kind; `minutes` is how long it takes, a column or a number.

    `params` is `jsonb` with what a sentence about `reason` needs; `for_id` the absent colleague for whom it is done.
    """
    given = locals()
    return [_typed(given[name], kind_).label(name) for name, kind_ in COLUMNS.items()]


def _typed(value: Any, kind: Any) -> ColumnElement[Any]:
    if isinstance(value, str):
        if not WORD.fullmatch(value):
            raise ValueError(f"{value!r} is no word")
        return cast(literal_column(f"'{value}'"), kind)
    if isinstance(value, int):
        return cast(literal_column(str(value)), kind)
    return cast(null() if value is None else value, kind)


def may(permission: str) -> ColumnElement[bool]:
    """Whether who asks holds a permission: `.where(may(Permission.DECIDE), ...)`."""
    return cast(literal_column(f"'{permission!s}'"), Text) == any_(PERMISSIONS)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement for the driver's own connection: its text, and the values that are the same for everybody."""

    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The statements of one service's tasks: the list, and the counts by kind."""

    listed: Statement
    counted: Statement


def gather(sources: Sequence[Select[Any]]) -> Gathered:
    """All sources as one statement for the list and one for the counts, built once. Raises ValueError for a source
    that selects other columns than `task` gives."""
    for source in sources:
        if list(source.selected_columns.keys()) != list(COLUMNS):
            raise ValueError(f"a source of tasks selects {source.selected_columns.keys()}")
    found = union_all(*(select(source.subquery()) for source in sources)).subquery("tasks")
    key = (found.c.kind + ":" + cast(found.c.id, Text)).label("key")
    overdue = func.coalesce(found.c.due_at <= NOW, False).label("overdue")
    absent = case((PEOPLE.c.id.is_not(None), PEOPLE.c.given_name + " " + PEOPLE.c.family_name)).label("for_name")
    listed = (
        select(*found.c, key, overdue, absent)
        .outerjoin(PEOPLE, PEOPLE.c.id == found.c.for_id)
        .where(or_(_KIND.is_(None), found.c.kind == _KIND))
        .where(or_(_WHOSE.is_(None), (found.c.for_id.is_(None)) == (_WHOSE == "me")))
        .order_by(found.c.due_at.asc().nulls_last(), key)
        .limit(MOST)
    )
    late = func.count().filter(overdue.element).label("overdue")
    counted = select(found.c.kind, func.count().label("count"), late).group_by(found.c.kind).order_by(found.c.kind)
    return Gathered(_compiled(listed), _compiled(counted))


def _compiled(statement: Select[Any]) -> Statement:
    compiled = statement.compile(dialect=psycopg.dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    asked = {name: None for name in compiled.params if name in ASKED}
    state = compiled.construct_expanded_state(asked)
    values = {name: value for name, value in dict(state.parameters).items() if name not in ASKED}
    return Statement(state.statement, values)


ASKED = frozenset({"person", "now", "roles", "token_roles", "permissions", "kind", "whose"})


def values_of(actor: Actor, now: datetime, *, kind: str | None = None, whose: str | None = None) -> dict[str, Any]:
    """What a statement is asked with; a machine has no tasks, 403."""
    return {
        "person": actor.person_id,
        "now": now,
        "roles": sorted(actor.person.roles) if actor.person else [],
        "token_roles": sorted(actor.roles),
        "permissions": sorted(actor.permissions),
        "kind": kind,
        "whose": whose,
    }
