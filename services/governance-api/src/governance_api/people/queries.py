"""Every SELECT on the directory's replica."""

from collections.abc import Iterable
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.people import Person
from sqlalchemy import select, text
from sqlmodel import col

# Who stands above a person, nearest first; a circle in the directory ends the walk.
HEADS_ABOVE = text(
    """
WITH RECURSIVE above AS (
    SELECT manager_id AS id, 1 AS distance, ARRAY[id] AS seen FROM people WHERE id = :person
    UNION ALL
    SELECT p.manager_id, a.distance + 1, a.seen || p.id FROM above a JOIN people p ON p.id = a.id
    WHERE NOT p.id = ANY(a.seen)
)
SELECT p.id FROM above a JOIN people p ON p.id = a.id WHERE p.active ORDER BY a.distance
"""
)


async def active_among(session: AsyncSession, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people who are known and have not left."""
    wanted = set(person_ids)
    if not wanted:
        return set()
    statement = select(col(Person.id)).where(col(Person.id).in_(wanted), col(Person.active))
    return set((await session.execute(statement)).scalars())


async def heads_above(session: AsyncSession, person_id: UUID) -> list[UUID]:
    """The active people above a person, their manager first."""
    return list((await session.execute(HEADS_ABOVE, {"person": person_id})).scalars())
