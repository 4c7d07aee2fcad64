"""Whom something is for: everyone, or the people who fit every given list; one column, one SQL condition, one why.

`{"everyone": true}`, or any of the lists departments, divisions, locations, job_profiles, roles. A person fits a list
when the directory has one of its names for them; a list that is not given asks nothing. Names are compared as the
directory has them, letter by letter: only blanks at both ends are taken off when a body is read. A name that nobody has
is allowed and reported as unknown, which is how a slip of the pen or of the shift key is seen.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Annotated, Any, Protocol, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB, psycopg

from service_kit.data.database import json_column
from service_kit.data.statements import Connected, Statement, run
from service_kit.identity.people import Person
from service_kit.web.schemas import BodyIn

CONDITIONS_KEPT = 4096
LISTS: Mapping[str, str] = {
    "departments": "department",
    "divisions": "division",
    "locations": "location",
    "job_profiles": "job_profile",
    "roles": "roles",
}
"""Each list with the attribute of a person that it is compared with; reasons come in this order."""
EXAMPLES = 5
PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
Name = Annotated[str, Field(min_length=1, max_length=128)]
Names = Annotated[list[Name], Field(max_length=500)]


class Described(Protocol):
    """What must be known of a person: a Person or a PersonRef, whose roles are those of the directory."""

    @property
    def department(self) -> str | None: ...
    @property
    def division(self) -> str | None: ...
    @property
    def location(self) -> str | None: ...
    @property
    def job_profile(self) -> str | None: ...
    @property
    def roles(self) -> Sequence[str]: ...


class Audience(BodyIn):
    """`everyone`, or lists: a person is meant when the directory has one name of each given list for them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"departments": ["Sales"], "roles": ["manager"]}]})

    everyone: bool = False
    departments: Names = Field(default_factory=list)
    divisions: Names = Field(default_factory=list)
    locations: Names = Field(default_factory=list)
    job_profiles: Names = Field(default_factory=list)
    roles: Names = Field(default_factory=list)

    @model_validator(mode="after")
    def _everyone_or_lists(self) -> Self:
        named = [name for name in LISTS if getattr(self, name)]
        if self.everyone and named:
            raise PydanticCustomError(
                "AudienceContradictory",
                "Everyone, or the people of some lists: leave out `everyone`, or leave out {named}.",
                {"named": " and ".join(f"`{name}`" for name in named)},
            )
        if not self.everyone and not named:
            raise PydanticCustomError(
                "AudienceEmpty", 'Say whom it is for: {"everyone": true}, or at least one name in one of the lists.'
            )
        return self

    def stored(self) -> dict[str, Any]:
        """As it stands in its column: everyone, or only the lists that name somebody, each name once."""
        if self.everyone:
            return {"everyone": True}
        return {name: list(dict.fromkeys(getattr(self, name))) for name in LISTS if getattr(self, name)}

    def includes(self, person: Described) -> bool:
        """Whether a person is meant."""
        return includes(self.stored(), person)

    def why(self, person: Described) -> list[tuple[str, str | None]]:
        """Why a person is meant."""
        return why(self.stored(), person)


def _nothing_named_is_everyone(value: Any) -> Any:
    if isinstance(value, dict) and set(value) <= {"everyone", *LISTS} and not any(value.values()):
        return {"everyone": True}
    return value


AudienceOrEveryone = Annotated[Audience, BeforeValidator(_nothing_named_is_everyone)]
"""As Audience, where a contract promises that nothing named is everyone (`applies_to: {}` or `{"roles": []}`)."""


def everyone() -> Audience:
    """The audience of a body that names none: `Field(default_factory=everyone)`."""
    return Audience(everyone=True)


def audience_column() -> Any:
    """The `jsonb` column that keeps an audience; give its table the constraint `audience_is_clear` too."""
    return json_column()


def audience_is_clear(column: str) -> str:
    """The text of a CHECK constraint: everyone, or at least one list, never both."""
    lists = ", ".join(f"'{name}'" for name in LISTS)
    return f"({column} = '{{\"everyone\": true}}') <> ({column} ?| ARRAY[{lists}])"


def includes(audience: Mapping[str, Any], person: Described) -> bool:
    """Whether a stored audience means a person."""
    return bool(audience.get("everyone")) or all(
        not audience.get(name) or _fitting(audience[name], person, attribute) for name, attribute in LISTS.items()
    )


def why(audience: Mapping[str, Any], person: Described) -> list[tuple[str, str | None]]:
    """Why a stored audience means a person: pairs such as `("departments", "Sales")`, in the order of the lists.

    `("everyone", None)` when it is everyone; empty when the person is not meant.
    """
    if not includes(audience, person):
        return []
    found: list[tuple[str, str | None]] = [
        (name, fit) for name, attribute in LISTS.items() for fit in _fitting(audience.get(name), person, attribute)
    ]
    return found or [("everyone", None)]


def _fitting(names: Sequence[str] | None, person: Described, attribute: str) -> list[str]:
    held = getattr(person, attribute)
    return sorted(set(names or ()).intersection([held] if isinstance(held, str) else held or ()))


def means(audience: Any, person: Any = None) -> ColumnElement[bool]:
    """The same question as `includes`, in SQL, for a stored audience: a `jsonb` column, or a dict.

    `person` is one person (what an actor may see: `means(content.c.audience, actor.person)`), or columns named as those
    of `people`, by default those (who is meant: `select(...).where(means(requirement.audience))`).
    """
    known = PEOPLE.c if person is None else person
    held = [_comparable(getattr(known, column)) for column in LISTS.values()]
    if isinstance(audience, Mapping):
        return _means.__wrapped__(cast(literal(audience, JSONB), JSONB), *held)
    return _means(audience, *held)


def _comparable(held: Any) -> Any:
    return tuple(held) if isinstance(held, list | set | frozenset) else held


# Colleagues of one department and role have one condition: to build it takes longer than to read what it selects.
@lru_cache(CONDITIONS_KEPT)
def _means(stored: ColumnElement[Any], *held: Any) -> ColumnElement[bool]:
    fits = [
        or_(func.coalesce(func.jsonb_array_length(stored[name]), 0) == 0, _holds(stored[name], one))
        for name, one in zip(LISTS, held, strict=True)
    ]
    return or_(is_for_everyone(stored), and_(*fits))


def means_sql(audience: str, person: str) -> str:
    """The text of `means`, for a statement that is written as text: `means_sql("r.audience", "p")`."""
    columns = {name: literal_column(f"{person}.{name}", PEOPLE.c[name].type) for name in LISTS.values()}
    condition = means(literal_column(audience, JSONB), SimpleNamespace(**columns))
    dialect = psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    return str(condition.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def is_for_everyone(audience: Any) -> ColumnElement[bool]:
    """A stored audience that is everyone: what a system, which is nobody, may be shown."""
    condition: ColumnElement[bool] = audience.contains(literal_column("'{\"everyone\": true}'::jsonb", JSONB))
    return condition


def _holds(names: Any, held: Any) -> ColumnElement[bool]:
    if held is None:
        return false()
    if isinstance(held, ColumnElement):
        several = isinstance(held.type, ARRAY)
        return func.coalesce(names.has_any(held) if several else names.has_key(held), false())
    if isinstance(held, str):
        return func.coalesce(names.has_key(held), false())
    return func.coalesce(names.has_any(cast(list(held), ARRAY(Text))), false())


def _unknown_of(name: str, attribute: str) -> Select[Any]:
    wanted = func.unnest(bindparam(name, type_=postgresql.ARRAY(Text))).column_valued("wanted")
    held = PEOPLE.c[attribute]
    has = wanted == held.any_() if attribute == "roles" else wanted == held
    return select(literal(name).label("list"), wanted.label("name")).where(
        ~select(1).where(PEOPLE.c.active, has).exists()
    )


_UNKNOWN = Statement(union_all(*(_unknown_of(name, attribute) for name, attribute in LISTS.items())))
_ASKED = select(cast(bindparam("audience", type_=JSONB), JSONB).label("audience")).subquery("asked")
_MEANT = Statement(
    select(
        PEOPLE.c.id,
        (PEOPLE.c.given_name + " " + PEOPLE.c.family_name).label("name"),
        PEOPLE.c.department,
        func.count().over().label("people"),
    )
    .join_from(PEOPLE, _ASKED, means(_ASKED.c.audience))
    .where(PEOPLE.c.active)
    .order_by(PEOPLE.c.id)
    .limit(EXAMPLES)
)


async def unknown_names(on: Connected, audience: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of a stored audience that no active person of the directory has, by list; one statement, or none."""
    named = {name: list(audience.get(name) or ()) for name in LISTS}
    found: dict[str, list[str]] = {}
    if any(named.values()):
        for row in await run(on, _UNKNOWN.rows(**named)):
            found.setdefault(row.list, []).append(row.name)
    return {name: sorted(names) for name, names in found.items()}


async def preview(on: Connected, audience: Mapping[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """How many active people a stored audience means, and the first five of them, in one statement."""
    rows = await run(on, _MEANT.rows(audience=audience))
    examples = [{"id": row.id, "name": row.name, "department": row.department} for row in rows]
    return (rows[0].people if rows else 0), examples
