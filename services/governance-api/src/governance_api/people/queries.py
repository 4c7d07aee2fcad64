"""Every SELECT on the directory's replica."""

from collections.abc import Iterable
from uuid import UUID

from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.identity.people import Person
from sqlalchemy import Integer, Uuid, all_, any_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, array

people = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
_PEOPLE = bindparam("people", type_=ARRAY(Uuid))
_ACTIVE = Statement(select(people.c.id).where(people.c.id == any_(_PEOPLE), people.c.active))
_FROM = select(
    people.c.id.label("of"),
    people.c.manager_id.label("id"),
    literal(1, Integer).label("distance"),
    array([people.c.id]).label("seen"),
).where(people.c.id == any_(_PEOPLE))
_BELOW = _FROM.cte("above", recursive=True)
_HEADS = people.alias("heads")
_ABOVE = _BELOW.union_all(
    select(_BELOW.c.of, _HEADS.c.manager_id, _BELOW.c.distance + 1, func.array_append(_BELOW.c.seen, _HEADS.c.id))
    .join_from(_BELOW, _HEADS, _HEADS.c.id == _BELOW.c.id)
    .where(_HEADS.c.id != all_(_BELOW.c.seen))
)
# Who stands above each person, nearest first; a circle in the directory ends the walk.
_HEADS_ABOVE = Statement(
    select(_ABOVE.c.of, people.c.id)
    .join_from(_ABOVE, people, people.c.id == _ABOVE.c.id)
    .where(people.c.active)
    .order_by(_ABOVE.c.of, _ABOVE.c.distance)
)


def active(person_ids: Iterable[UUID]) -> Bound[list[UUID]]:
    """Those of these people who are known and have not left."""
    return _ACTIVE.values(people=list(person_ids))


async def active_among(on: Connected, person_ids: Iterable[UUID]) -> set[UUID]:
    """The same; nothing is asked about nobody."""
    wanted = set(person_ids)
    return set(await run(on, active(wanted))) if wanted else set()


async def heads_above(on: Connected, person_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The active people above each of these people, their manager first; who has none is left out."""
    found: dict[UUID, list[UUID]] = {}
    for row in await run(on, _HEADS_ABOVE.rows(people=list(person_ids))):
        found.setdefault(row.of, []).append(row.id)
    return found
