"""Every SELECT on clauses."""

from collections.abc import Sequence
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.web.errors import Missing
from sqlalchemy import or_, select
from sqlmodel import col

from governance_api.guidelines.clauses.tables import GuidelineClause


async def clauses_of(session: AsyncSession, version_id: UUID) -> Sequence[GuidelineClause]:
    """The clauses of a version, in order."""
    statement = (
        select(GuidelineClause)
        .where(col(GuidelineClause.version_id) == version_id)
        .order_by(col(GuidelineClause.position), col(GuidelineClause.clause_id))
    )
    return (await session.execute(statement)).scalars().all()


async def clause(session: AsyncSession, version_id: UUID, clause_id: UUID) -> GuidelineClause:
    """A clause of a version by its stable id or its own; 404 when it is not there."""
    statement = select(GuidelineClause).where(
        col(GuidelineClause.version_id) == version_id,
        or_(col(GuidelineClause.clause_id) == clause_id, col(GuidelineClause.id) == clause_id),
    )
    found = (await session.execute(statement)).scalars().first()
    if found is None:
        raise Missing(case="clause")
    return found
