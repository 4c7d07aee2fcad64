"""Whom to ask: everyone whom a change of clauses concerns, and whoever changed; and the end of the time given.

All of it is set-based.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession

from governance_api.acknowledgements.acknowledgements.actions import acknowledgements_changed
from governance_api.acknowledgements.acknowledgements.queries import lock_asking
from governance_api.acknowledgements.rounds import queries
from governance_api.guidelines.clauses.rules import Reach, touches_everyone
from governance_api.guidelines.versions.actions import Publication


async def ask_about(session: AsyncSession, publication: Publication, changes: Sequence[Reach], now: datetime) -> None:
    """Ask whom the changes concern; an ask still open moves to this version and keeps its due date.

    The rule is `clauses.rules.touched_by`, written once more in SQL so that 103,000 people are one statement.
    """
    await lock_asking(session)
    values = {
        **queries.round_of_asking(),
        "guideline": publication.guideline_id,
        "version": publication.version_id,
        "number": publication.number,
        "hash": publication.content_hash,
        "days": publication.within_days,
        "everyone": touches_everyone(changes),
        "changes": json.dumps([change.as_json() for change in changes]),
        "now": now,
    }
    await session.execute(queries.MOVE_OPEN, values)
    await session.execute(queries.ASK_TOUCHED, values)
    await lapse_due(session, now=now)


async def ask_changed_people(
    session: AsyncSession, person_ids: Sequence[UUID], *, default_days: int, now: datetime
) -> None:
    """People came, left or changed roles: ask for what concerns them now and did not before, stop asking who left."""
    await lock_asking(session)
    values = {**queries.round_of_asking(), "people": list(person_ids), "days": default_days, "now": now}
    await session.execute(queries.STOP_ASKING_LEAVERS, values)
    await session.execute(queries.MOVE_FOR_NEW_ROLES, values)
    await session.execute(queries.ASK_FOR_ROLES, values)


async def lapse_due(session: AsyncSession, *, now: datetime) -> int:
    """End the grace of every ask that is due, tell so, and take the speaking right away; answers how many.

    Those who were current and let the due date of a new version pass are so no longer.
    """
    await lock_asking(session)  # whoever asks anew writes the same rows
    lapsed = (await session.execute(queries.LAPSE_DUE, {"now": now})).scalars().all()
    if lapsed:
        await acknowledgements_changed(session, lapsed, "AcknowledgementOverdue", now)
    return len(lapsed)
