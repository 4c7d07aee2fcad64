"""Every statement on clauses."""

from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Connected, Statement, inserting, run, updating
from service_kit.domain.folding import localized_words
from service_kit.domain.search import Findable
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import bindparam, func, or_, select

from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.guidelines.tables import Guideline

clauses = GuidelineClause.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
guidelines = Guideline.__table__  # type: ignore[attr-defined]  # as above
people = Person.__table__  # type: ignore[attr-defined]  # as above
_OF_VERSION = clauses.c.version_id == bindparam("version")
_WRITTEN = Statement(select(*clauses.c).where(_OF_VERSION).order_by(clauses.c.position, clauses.c.clause_id))
_CLAUSE = Statement(
    select(*clauses.c)
    .where(_OF_VERSION, or_(clauses.c.clause_id == bindparam("clause"), clauses.c.id == bindparam("clause")))
    .order_by(clauses.c.position)
    .limit(1)
)
_ROOM = Statement(
    select(func.count().label("written"), func.coalesce(func.max(clauses.c.position), 0).label("last")).where(
        _OF_VERSION
    )
)
_OWNERS_HERE = Statement(
    select(people.c.id).where(people.c.active, people.c.id.in_(select(clauses.c.owner_id).where(_OF_VERSION)))
)
FOUND = Findable(
    "clause",
    select(
        clauses.c.clause_id.label("id"),
        guidelines.c.code,
        guidelines.c.title,
        func.jsonb_build_array(clauses.c.text).label("texts"),
    ).join(guidelines, guidelines.c.in_force_id == clauses.c.version_id),
    order=(guidelines.c.code, clauses.c.position, clauses.c.id),
    whole=localized_words(clauses.c.text),
)
"""Clauses that are in force, which everyone may read; by the code and the title of their guideline."""
ADD = inserting(clauses)
PLACE = updating(clauses, "position")
"""Clauses in another order."""


def written(version_id: UUID) -> Bound[list[Any]]:
    """The clauses of a version, in order."""
    return _WRITTEN.rows(version=version_id)


def owners_here(version_id: UUID) -> Bound[list[UUID]]:
    """Who of the owners of a version's clauses has not left."""
    return _OWNERS_HERE.values(version=version_id)


async def clauses_of(on: Connected, version_id: UUID) -> list[Any]:
    """The clauses of a version, in order."""
    return await run(on, written(version_id))


async def room_in(on: Connected, version_id: UUID) -> Any:
    """How many clauses are `written` in a version, and the `last` position."""
    return await run(on, _ROOM.first(version=version_id))


async def clause(on: Connected, version_id: UUID, clause_id: UUID) -> Any:
    """A clause of a version by its stable id or its own; 404 when it is not there."""
    found = await run(on, _CLAUSE.first(version=version_id, clause=clause_id))
    if found is None:
        raise Missing(case="clause")
    return found
