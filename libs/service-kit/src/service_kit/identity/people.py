"""The directory's people: training-api owns them, every other service keeps this replica."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, bindparam, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import Field

from service_kit.data.database import AsyncSession, KitTable, instant_column, new_id
from service_kit.data.statements import Bound, Connected, Statement, given, run
from service_kit.events.feed import Event, EventBody
from service_kit.web.schemas import BodyIn, BodyOut, Instant


class Person(KitTable, table=True):
    """A person as HR knows them. `roles` holds `employee`, derived `manager`, and what their tokens hold."""

    __tablename__ = "people"
    # What a sign-in is compared with. The directory keeps these unique; a replica does not: it reads the two halves of
    # an exchange of names one after the other, and must never stop for the order in which news arrives.
    __table_args__ = tuple(
        Index(f"ix_people_{column}_lower", text(f"lower({column})"))
        for column in ("email", "user_name", "employee_number")
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    employee_number: str = Field(max_length=64)
    user_name: str = Field(max_length=128)
    given_name: str = Field(max_length=128)
    family_name: str = Field(max_length=128)
    email: str = Field(max_length=254)
    locale: str = Field(default="en", max_length=35)
    department: str | None = Field(default=None, max_length=128)
    division: str | None = Field(default=None, max_length=128)
    job_profile: str | None = Field(default=None, max_length=128)
    # No foreign key: a replica may read of a person before it reads of their manager.
    manager_id: UUID | None = Field(default=None, index=True)
    location: str | None = Field(default=None, max_length=128)
    roles: list[str] = Field(
        default_factory=lambda: ["employee"],
        sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{employee}'")),
    )
    active: bool = Field(default=True, sa_column=Column(Boolean, nullable=False, server_default=true()))
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default="1"))
    updated_at: datetime = instant_column(default_now=True)

    @property
    def name(self) -> str:
        """The name as people say it."""
        return f"{self.given_name} {self.family_name}"


COLUMNS: tuple[str, ...] = tuple(Person.__table__.c.keys())  # type: ignore[attr-defined]  # SQLModel hides __table__


@dataclass(frozen=True, slots=True)
class PersonRef:
    """What a request needs to know of the person who makes it."""

    id: UUID
    employee_number: str
    user_name: str
    name: str
    locale: str
    department: str | None
    division: str | None
    job_profile: str | None
    location: str | None
    manager_id: UUID | None
    roles: tuple[str, ...]
    active: bool


READ_WHOLE = "people.read-whole"
MOST_ROLES = 64
ROLES = frozenset(
    {"admin", "analyst", "community-manager", "corporate-affairs", "employee", "executive", "hr", "legal", "manager",
     "social-media-manager", "strategist", "trainer"}
)  # fmt: skip
"""Every role that some service's permissions, or an audience, may name."""
DERIVED_ROLES = frozenset({"employee", "manager"})
"""What the directory knows by itself; every other role of a person was seen in a token."""


def roles_to_tell(known: Collection[str], token: frozenset[str], told: frozenset[str] | None) -> bool:
    """Whether the directory must hear of a token: it holds a role that is not known, or lacks one that was seen before.

    `told` is what was last said of the same person and client, if that was a moment ago: what another client's tokens
    hold is not missing from this one's again and again.
    """
    if not token <= set(known):
        return True
    return told != token and not set(known) <= token | DERIVED_ROLES


class PersonOut(BodyOut):
    """A person as every service answers it."""

    id: UUID
    employee_number: str
    user_name: str
    given_name: str
    family_name: str
    email: str
    locale: str
    department: str | None
    division: str | None
    job_profile: str | None
    manager_id: UUID | None
    location: str | None
    roles: list[str]
    active: bool
    version: int
    updated_at: Instant


class ColleagueOut(BodyOut):
    """A person as the reader may see them: everyone sees their name and their place in the organisation.

    All the rest is null but for themselves, their manager, HR, and systems that may read people.
    """

    id: UUID
    given_name: str
    family_name: str
    department: str | None
    division: str | None
    job_profile: str | None
    location: str | None
    employee_number: str | None = None
    user_name: str | None = None
    email: str | None = None
    locale: str | None = None
    manager_id: UUID | None = None
    roles: list[str] | None = None
    active: bool | None = None
    version: int | None = None
    updated_at: Instant | None = None

    def card(self) -> Self:
        """Their name and their place alone."""
        return type(self)(**self.model_dump(include=set(CARD)))


CARD = frozenset({"id", "given_name", "family_name", "department", "division", "job_profile", "location"})


class SignIn(BodyIn):
    """Who signed in, as the issuer's token tells it; `client` is the application they signed in with.

    `key` is what the token calls the person, and `matches` the directory's column that it is compared with. `roles` are
    those that the token names, `mappings` what else gives roles in it.
    """

    employee_number: str = Field(min_length=1, max_length=64)
    user_name: str = Field(min_length=1, max_length=128)
    given_name: str = Field(default="", max_length=128)
    family_name: str = Field(default="", max_length=128)
    email: str = Field(default="", max_length=254)
    locale: str = Field(default="en", max_length=35)
    roles: list[str] = Field(default_factory=list, max_length=MOST_ROLES)
    mappings: list[UUID] = Field(default_factory=list, max_length=MOST_ROLES)
    client: str = Field(default="", max_length=200)
    matches: Literal["employee_number", "user_name", "email"] | None = None
    key: str = Field(default="", max_length=254)


class PersonChanged(EventBody):
    """A person came, changed or left; `changed` names the columns."""

    type: ClassVar[str] = "training.person.changed.v1"
    personal: ClassVar[bool] = True

    person: PersonOut
    changed: list[str]


_PEOPLE = TypeAdapter(list[PersonOut])


_people: Table = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
_ONE = Statement(select(*_people.c).where(_people.c.id == bindparam("person")))


def by_id(person_id: UUID) -> Bound[Any | None]:
    """One person, as a row of the columns of `Person`."""
    return _ONE.first(person=person_id)


async def find(on: Connected, person_id: UUID) -> Any | None:
    """One person by id."""
    return await run(on, by_id(person_id))


_TOLD = given("people", *(_people.c[name] for name in COLUMNS))
TELL = insert(_people).from_select(COLUMNS, select(*_TOLD.c), include_defaults=False)
AS_TOLD = {name: TELL.excluded[name] for name in COLUMNS if name != "id"}
_KEEP = Statement(
    TELL.on_conflict_do_update(
        index_elements=[_people.c.id], set_=AS_TOLD, where=_people.c.version < TELL.excluded.version
    )
)


async def keep(session: AsyncSession, people: Iterable[PersonOut]) -> None:
    """Put published people into the replica in one statement; an older version never overwrites a newer one."""
    newest: dict[UUID, PersonOut] = {}
    for person in people:
        known = newest.get(person.id)
        if known is None or known.version <= person.version:
            newest[person.id] = person
    if newest:
        await run(session, _KEEP.count(people=_PEOPLE.dump_json(list(newest.values())).decode()))


async def apply_changes(session: AsyncSession, events: Sequence[Event]) -> None:
    """Follow `training.person.changed.v1`: the replica becomes what the directory says."""
    await keep(session, _PEOPLE.validate_python([event.data["person"] for event in events]))
