"""Whoever reads, as parameters: what depends on its reader is compiled once for all of their kind.

What a reader may see depends on permissions, which differ between few kinds of readers, and on values such as their id
and their department, which differ between all. Conditions (`visible_to(reader)`) are written once for both: with an
`Actor` they hold values, with `ReaderParameters` the names of values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Executable, Text, Uuid, any_, bindparam, literal
from sqlalchemy.dialects.postgresql import ARRAY

from service_kit.data.statements import Bound, Statement
from service_kit.identity.auth import Actor
from service_kit.identity.auth import Reader as Reader
from service_kit.web.errors import PersonRequired

KINDS_KEPT = 256
NOW = bindparam("now", type_=DateTime(timezone=True))
"""The moment of asking, for a condition that is made once: `OPEN = is_open(NOW)`. Lists and single reads give it."""
PERSON = SimpleNamespace(
    id=bindparam("reader", type_=Uuid),
    department=bindparam("reader_department", type_=Text),
    division=bindparam("reader_division", type_=Text),
    location=bindparam("reader_location", type_=Text),
    job_profile=bindparam("reader_job_profile", type_=Text),
    roles=bindparam("reader_roles", type_=ARRAY(Text)),
)
"""The person who reads, with the attributes that an audience is compared with."""
NAMED = bindparam("reader_named", type_=Text)
TOKEN_ROLES = bindparam("reader_token_roles", type_=ARRAY(Text))


def among(column: Any, names: Any) -> ColumnElement[bool]:
    """Whether a text is one of a reader's roles, which are values or a parameter."""
    held = names if isinstance(names, ColumnElement) else literal(sorted(names), ARRAY(Text))
    found: ColumnElement[bool] = column == any_(held)
    return found


def operand(value: Any) -> ColumnElement[Any]:
    """A reader's value or parameter, as something to compare."""
    return value if isinstance(value, ColumnElement) else literal(value)


@dataclass(frozen=True, slots=True)
class ReaderParameters:
    """A kind of reader: these permissions, a person or a machine. Everything else about them is a parameter."""

    permissions: frozenset[str]
    is_person: bool
    roles: Any = field(default=TOKEN_ROLES, compare=False)
    id: Any = field(default=NAMED, compare=False)

    @property
    def person(self) -> Any:
        """The person's attributes as parameters; None for a machine."""
        return PERSON if self.is_person else None

    @property
    def person_id(self) -> Any:
        """The person's id as a parameter; a machine is refused, 403."""
        if not self.is_person:
            raise PersonRequired("A system cannot do this; sign in as a person.")
        return PERSON.id

    def may(self, permission: str) -> bool:
        """Whether the reader holds the permission."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and in which language: what a list may depend on. `now` is the moment, as a parameter."""

    actor: Reader
    language: str
    now: Any = field(default=NOW, compare=False)


def asking_of(actor: Actor) -> Asking:
    """The kind of reader that an actor is; a system reads English."""
    person = actor.person
    return Asking(ReaderParameters(actor.permissions, person is not None), person.locale if person else "en")


def values_of(actor: Actor, now: datetime | None) -> dict[str, Any]:
    """The values of the parameters of a reader."""
    values: dict[str, Any] = {"now": now, NAMED.key: actor.id, TOKEN_ROLES.key: sorted(actor.roles)}
    if (person := actor.person) is not None:
        for name, parameter in vars(PERSON).items():
            value = getattr(person, name)
            values[parameter.key] = list(value) if name == "roles" else value
    return values


def of_reader(statement: Statement, actor: Actor, now: datetime | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the statement is run with: the values given, and of the reader's those that it names."""
    known = values_of(actor, now)
    return {**{name: known[name] for name in statement.compiled.names if name in known}, **given}


class ReaderStatement:
    """A statement that depends on its reader; compiled once for each kind of them.

    VISIBLE = ReaderStatement(
        lambda asking: select(*things.c).where(things.c.id == bindparam("id"), visible_to(asking.actor))
    )
    found = await run(connection, VISIBLE.first(actor, now, id=thing_id))
    """

    __slots__ = ("_of",)

    def __init__(self, build: Callable[[Asking], Executable]) -> None:
        self._of = lru_cache(KINDS_KEPT)(lambda asking: Statement(build(asking)))

    def of(self, actor: Actor) -> Statement:
        """The statement for this kind of reader."""
        return self._of(asking_of(actor))

    def rows(self, actor: Actor, now: datetime | None = None, **values: Any) -> Bound[list[Any]]:
        """All rows."""
        statement = self.of(actor)
        return statement.rows(**of_reader(statement, actor, now, values))

    def first(self, actor: Actor, now: datetime | None = None, **values: Any) -> Bound[Any | None]:
        """The first row, or None."""
        statement = self.of(actor)
        return statement.first(**of_reader(statement, actor, now, values))

    def value(self, actor: Actor, now: datetime | None = None, **values: Any) -> Bound[Any]:
        """The first column of the first row, or None."""
        statement = self.of(actor)
        return statement.value(**of_reader(statement, actor, now, values))
