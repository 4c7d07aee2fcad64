"""Whom to ask: everyone whom a change of clauses concerns, and whoever changed; and the end of the time given.

All of it is set-based.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.locks import locking
from service_kit.data.statements import pipeline

from governance_api.acknowledgements.acknowledgements.actions import acknowledgements_changed
from governance_api.acknowledgements.rounds import queries
from governance_api.guidelines.clauses.rules import Reach, touches_everyone
from governance_api.guidelines.versions.actions import Publication
from governance_api.locks import ASKING


async def ask_about(session: AsyncSession, publication: Publication, changes: Sequence[Reach], now: datetime) -> None:
    """Ask whom the changes concern; an ask still open moves to this version and keeps its due date.

    The rule is `clauses.rules.touched_by`, written once more in SQL so that 103,000 people are one statement.
    """
    asking = queries.asking_about(
        publication.guideline_id,
        publication.version_id,
        publication.number,
        publication.content_hash,
        publication.within_days,
        [change.as_json() for change in changes],
        everyone=touches_everyone(changes),
        now=now,
    )
    *_, lapsed = await pipeline(session, locking(ASKING), *asking, queries.lapsing(now))
    await _follow_up(session, lapsed, now)


async def ask_changed_people(
    session: AsyncSession, person_ids: Sequence[UUID], *, default_days: int, now: datetime
) -> None:
    """People came, left or changed roles: ask for what concerns them now and did not before, stop asking who left."""
    await pipeline(session, locking(ASKING), *queries.asking_people(person_ids, days=default_days, now=now))


async def lapse_due(session: AsyncSession, *, now: datetime) -> int:
    """End the grace of every ask that is due, tell so, and take the speaking right away; answers how many.

    Those who were current and let the due date of a new version pass are so no longer.
    """
    _, lapsed = await pipeline(session, locking(ASKING), queries.lapsing(now))  # who asks anew writes the same rows
    await _follow_up(session, lapsed, now)
    return len(lapsed)


async def _follow_up(session: AsyncSession, lapsed: Sequence[UUID], now: datetime) -> None:
    if lapsed:
        await acknowledgements_changed(session, lapsed, "AcknowledgementOverdue", now)
