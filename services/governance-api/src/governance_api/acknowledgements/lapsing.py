"""What time does: those who were current and let the due date of a new version pass are so no longer."""

from datetime import datetime

from service_kit.data.database import AsyncSession

from governance_api.acknowledgements import queries
from governance_api.acknowledgements.actions import acknowledgements_changed


async def lapse_due(session: AsyncSession, *, now: datetime) -> int:
    """End the grace of every ask that is due, tell so, and take the speaking right away; answers how many."""
    await session.execute(queries.ONE_AT_A_TIME)  # whoever asks anew writes the same rows
    lapsed = (await session.execute(queries.LAPSE_DUE, {"now": now})).scalars().all()
    if lapsed:
        await acknowledgements_changed(session, lapsed, "AcknowledgementOverdue", now)
    return len(lapsed)
