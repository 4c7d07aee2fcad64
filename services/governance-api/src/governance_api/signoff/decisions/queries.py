"""Every SELECT on the record of decisions."""

from uuid import UUID

from service_kit.data.database import AsyncSession
from sqlalchemy import select
from sqlmodel import col

from governance_api.signoff.signoffs.tables import SignoffDecision


async def last_link(session: AsyncSession, signoff_id: UUID) -> tuple[int, str] | None:
    """The sequence and hash of the last decision, or None before the first."""
    statement = (
        select(col(SignoffDecision.sequence), col(SignoffDecision.hash))
        .where(col(SignoffDecision.signoff_id) == signoff_id)
        .order_by(col(SignoffDecision.sequence).desc())
        .limit(1)
    )
    row = (await session.execute(statement)).first()
    return (row[0], row[1]) if row else None
