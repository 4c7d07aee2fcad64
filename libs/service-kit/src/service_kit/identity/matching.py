"""Whom a sign-in names in the directory: one rule for every service, whatever column the claim is compared with.

Letter case does not count, who is here goes before who has left, and two who are here are never chosen between.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

import psycopg
import structlog
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import SQLAlchemyError

from service_kit.data.database import Database
from service_kit.data.statements import Statement, run
from service_kit.identity.people import Person, PersonRef
from service_kit.web.errors import Refusal

MatchColumn = Literal["employee_number", "user_name", "email"]
PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
LONGEST: Mapping[MatchColumn, int] = {"employee_number": 64, "user_name": 128, "email": 254}
COUNTED_SECONDS = 60.0
log = structlog.get_logger(__name__)


class PersonAmbiguous(Refusal):
    """More than one person answers to a name; nobody is signed in by it, and nothing is told of either."""

    title = "More than one person is meant"


class Matched(Protocol):
    """Whatever stands for a person and says whether they are still here."""

    @property
    def active(self) -> bool: ...


Someone = TypeVar("Someone", bound=Matched)


def chosen(found: Sequence[Someone]) -> Someone | None:
    """The one person among those who answer to a name; refused when two of them are here."""
    here = [person for person in found if person.active]
    if len(here) > 1:
        raise PersonAmbiguous(
            "Several people in the directory answer to what your sign-in says, so nobody is signed in. HR sees this "
            "among their tasks and can put it right."
        )
    return here[0] if here else next(iter(found), None)


def answers_to(column: MatchColumn, name: str | ColumnElement[str], people: Any = PEOPLE) -> ColumnElement[bool]:
    """The people whose column is the name, in any letter case; each column has an index on lower()."""
    return func.lower(people.c[column]) == func.lower(name)


_REF: Mapping[MatchColumn, str] = {
    column: (
        "SELECT id, employee_number, user_name, concat(given_name, ' ', family_name) AS name, locale, department, "  # noqa: S608 - our own column names
        f"division, job_profile, location, manager_id, roles, active FROM people WHERE lower({column}) = lower(%s) "
        "ORDER BY active DESC, id LIMIT 2"
    )
    for column in LONGEST
}


async def find_ref(
    connection: psycopg.AsyncConnection[dict[str, Any]], column: MatchColumn, name: str
) -> PersonRef | None:
    """The person who answers to the name, or None; 409 when two do. Every request may ask: a prepared statement."""
    rows = await (await connection.execute(_REF[column], [name])).fetchall()
    return chosen([PersonRef(**{**row, "roles": tuple(row["roles"])}) for row in rows])


def _shared(column: MatchColumn) -> Statement:
    name = func.lower(PEOPLE.c[column])
    several = select(name.label("name")).where(PEOPLE.c.active, PEOPLE.c[column] != "").group_by(name)
    return Statement(select(func.count()).select_from(several.having(func.count() > 1).subquery("shared")))


_SHARED = {column: _shared(column) for column in LONGEST}


class SharedNames:
    """How many names in the column that sign-ins are compared with are shared by several who are here.

    None of these people can sign in. Counted at most once a minute.
    """

    def __init__(self, database: Database, column: MatchColumn) -> None:
        self._database, self.column = database, column
        self._counted: tuple[float, int] | None = None

    async def count(self) -> int:
        """The number of shared names."""
        if self._counted is None or time.monotonic() - self._counted[0] > COUNTED_SECONDS:
            async with self._database.read() as session:
                found = int(await run(session, _SHARED[self.column].value()))
            self._counted = (time.monotonic(), found)
        return self._counted[1]

    async def state(self) -> None:
        """Say in the log, at the start, when the directory breaks the rule; a database that is away is not awaited."""
        try:
            shared = await self.count()
        except (SQLAlchemyError, psycopg.Error, OSError) as fault:
            log.info("shared_names_not_counted", fault=type(fault).__name__)
            return
        if shared:
            log.warning("people_share_a_sign_in", matches=self.column, shared=shared)


def shared_in(column: MatchColumn) -> Callable[[Any], Awaitable[bool]]:
    """Asks an app's state whether sign-ins are compared with this column and several people share a name in it."""

    async def ask(state: Any) -> bool:
        names: SharedNames = state.shared_names
        return names.column == column and await names.count() > 0

    return ask
