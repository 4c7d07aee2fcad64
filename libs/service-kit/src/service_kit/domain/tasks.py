"""What waits for me: each room says in one SELECT what it asks of a person; one statement gathers them all.

A room declares in its `queries.py` `TASKS = select(*task("approve", ...)).where(...)`, with PERSON, NOW, ROLES and
TOKEN_ROLES for who asks, or `Source(select(...), Permission.DECIDE)` for what only some may be asked. The service's
`main.py` gives all of them to `tasks_router`. Codes and parameters are answered; addresses and sentences are the app's.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
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
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeEngine

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
_KIND = bindparam("kind", type_=Text)
_WHOSE = bindparam("whose", type_=Text)
ASKED = frozenset({"person", "now", "roles", "token_roles", "kind", "whose"})
PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
QUOTED = re.compile(rf"'({WORD.pattern})'")
COLUMNS: Mapping[str, TypeEngine[Any]] = {
    "kind": Text(),
    "id": Uuid(),
    "subject_type": Text(),
    "subject_id": Uuid(),
    "subject_code": Text(),
    "subject_title": JSONB(),
    "reason": Text(),
    "params": JSONB(),
    "due_at": DateTime(timezone=True),
    "minutes": Integer(),
    "for_id": Uuid(),
}
"""What every source selects, in this order."""


def task(
    kind: str | ColumnElement[Any],
    *,
    id: Any,  # noqa: A002 - the name of the column, as a caller writes it
    subject_type: str | ColumnElement[Any],
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
    A kind or a reason that depends on the row is chosen by `word_for`.
    """
    given = locals()
    return [_typed(given[name], kind_).label(name) for name, kind_ in COLUMNS.items()]


def word_for(column: Any, words: Mapping[Any, str]) -> ColumnElement[Any]:
    """The word for each value of a column; a row with another value must not be selected."""
    return case(*((column == value, _typed(word, Text())) for value, word in words.items()))


def _typed(value: Any, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    if isinstance(value, str):
        if not WORD.fullmatch(value):
            raise ValueError(f"{value!r} is no word")
        return cast(literal_column(f"'{value}'"), kind)
    if isinstance(value, int):
        return cast(literal_column(str(value)), kind)
    if isinstance(getattr(value, "type", None), type(kind)):
        return value  # type: ignore[no-any-return]  # a column of this type
    return cast(null() if value is None else value, kind)


@dataclass(frozen=True, slots=True)
class Source:
    """What a room asks, of those alone who hold `permission`, and only while `when` (given the app's state) says so.

    The statement of everybody else is built without it: it costs them nothing, not even planning.
    """

    rows: Select[Any]
    permission: str | None = None
    when: Callable[[Any], Awaitable[bool]] | None = None

    def words(self, column: str) -> frozenset[str]:
        """The kinds or the reasons that its rows can have. Raises ValueError when they are not written in it."""
        parts: Iterable[Any] = visitors.iterate(self.rows.selected_columns[column])
        texts = [part.name for part in parts if getattr(part, "is_literal", False)]
        if not (found := frozenset(match[1] for text in texts if (match := QUOTED.fullmatch(text)))):
            raise ValueError(f"the {column} of a source of tasks is no word; choose it with word_for")
        return found


Sources = Sequence[Select[Any] | Source]
"""What the rooms of a service ask; a plain SELECT asks everybody."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The list and the counts by kind, for the driver's own connection."""

    listed: str
    counted: str


class Gathered:
    """The sources of one service, and the statements for each choice among them, each compiled once."""

    def __init__(self, sources: Sources) -> None:
        self.sources = tuple(source if isinstance(source, Source) else Source(source) for source in sources)
        for source in self.sources:
            if list(source.rows.selected_columns.keys()) != list(COLUMNS):
                raise ValueError(f"a source of tasks selects {source.rows.selected_columns.keys()}")
        self.kinds = sorted({kind for source in self.sources for kind in source.words("kind")})
        self.reasons = sorted({reason for source in self.sources for reason in source.words("reason")})
        self._compiled: dict[tuple[int, ...], Statements] = {}

    async def statements(self, actor: Actor, state: Any) -> Statements | None:
        """What this person is asked by; None when no source asks them anything."""
        chosen = []
        for number, source in enumerate(self.sources):
            if source.permission is not None and not actor.may(source.permission):
                continue
            if source.when is None or await source.when(state):
                chosen.append(number)
        key = tuple(chosen)
        if key not in self._compiled and key:
            self._compiled[key] = _gather([self.sources[number].rows for number in key])
        return self._compiled.get(key)


def _gather(sources: Sequence[Select[Any]]) -> Statements:
    found = union_all(*sources).subquery("tasks")
    key = (found.c.kind + ":" + cast(found.c.id, Text)).label("key")
    overdue = func.coalesce(found.c.due_at < NOW, False).label("overdue")
    # Looked up row by row, after the limit: a join would be planned over everybody.
    absent = select(PEOPLE.c.given_name + " " + PEOPLE.c.family_name).where(PEOPLE.c.id == found.c.for_id)
    listed = (
        select(*found.c, key, overdue, absent.scalar_subquery().label("for_name"))
        .where(or_(_KIND.is_(None), found.c.kind == _KIND))
        .where(or_(_WHOSE.is_(None), (found.c.for_id.is_(None)) == (_WHOSE == "me")))
        .order_by(found.c.due_at.asc().nulls_last(), key)
        .limit(MOST)
    )
    late = func.count().filter(overdue.element).label("overdue")
    counted = select(found.c.kind, func.count().label("count"), late).group_by(found.c.kind).order_by(found.c.kind)
    return Statements(_compiled(listed), _compiled(counted))


def _compiled(statement: Select[Any]) -> str:
    """The text of a statement; what is the same for everybody stands in it, so that partial indexes are found."""

    def write(element: Any, **_: Any) -> Any:
        fixed = isinstance(element, BindParameter) and element.key not in ASKED
        return element.render_literal_execute() if fixed else None

    written: Any = visitors.replacement_traverse(statement, {}, write)
    compiled = written.compile(dialect=psycopg.dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    return str(compiled.construct_expanded_state(dict.fromkeys(ASKED & set(compiled.params))).statement)


def values_of(actor: Actor, now: datetime, *, kind: str | None = None, whose: str | None = None) -> dict[str, Any]:
    """What a statement is asked with; a machine has no tasks, 403."""
    return {
        "person": actor.person_id,
        "now": now,
        "roles": sorted(actor.person.roles) if actor.person else [],
        "token_roles": sorted(actor.roles),
        "kind": kind,
        "whose": whose,
    }
