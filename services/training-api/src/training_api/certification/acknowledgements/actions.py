"""Governance's facts, followed: whoever's last missing thing was an acknowledgement is certified by it."""

from collections.abc import Sequence
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import run
from service_kit.events.feed import Event

from training_api.certification.acknowledgements import queries
from training_api.certification.certificates import actions as certificates


async def follow_current(session: AsyncSession, events: Sequence[Event]) -> None:
    """`governance.acknowledgement.current.v1`, set-based; of several about the same the last one holds."""
    latest = {(event.data["person_id"], event.data["guideline_code"]): event for event in events}
    rows = [
        {
            "person_id": UUID(person_id),
            "guideline_code": code,
            "is_current": event.data["current"],
            "version_number": event.data.get("version_number"),
            "told_at": event.time,
        }
        for (person_id, code), event in latest.items()
    ]
    gained = sorted({row["person_id"] for row in rows if row["is_current"]})
    if gained:
        now = max(event.time for event in events)
        await certificates.issue_after(session, gained, queries.keep(rows), now=now)
    else:
        await run(session, queries.keep(rows))


async def restate(session: AsyncSession, events: Sequence[Event]) -> None:
    """All that governance tells of these people now; what it does not tell is not so."""
    await queries.retire(session, sorted({UUID(person_of(event)) for event in events}))
    await follow_current(session, events)


def person_of(event: Event) -> str:
    """Whose acknowledgement an event is about."""
    return str(event.data["person_id"])


async def retire(session: AsyncSession, keys: Sequence[str]) -> None:
    """Governance knows of no acknowledgement of these people any more."""
    await queries.retire(session, [UUID(key) for key in keys])


async def unfounded(session: AsyncSession, gone: Sequence[str], changed: Sequence[str]) -> set[str]:
    """Whose certificates were issued upon acknowledgements that governance has lost.

    They stay as they are: an acknowledgement is asked when a certificate is issued, and by governance ever after.
    """
    people = [UUID(key) for key in (*gone, *changed)]
    return {str(person) for person in await queries.with_unfounded_certificates(session, people)}
