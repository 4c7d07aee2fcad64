"""Computing rights anew in the transaction of the fact that changed them, and telling whose flipped."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession

from governance_api.speaking.rights import queries

FEW = 200


async def refresh(session: AsyncSession, person_ids: Sequence[UUID], because: str, now: datetime) -> None:
    """Two statements for any number of people: wait for those who change the same facts, then compute, store, tell."""
    if not person_ids:
        return
    await session.flush()
    people = {"people": list(person_ids)}
    # In a statement of its own: the next one then sees what the one before us committed.
    if len(person_ids) > FEW:
        await session.execute(queries.LOCK_ALL)
    else:
        await session.execute(queries.LOCK_FEW, people)
    await session.execute(queries.REFRESH, {**people, "because": because, "now": now})
