"""What can happen to a speaking right: facts change it, and it is suspended and reinstated."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import pipeline
from service_kit.domain.lifecycle import Moved
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.record.audit import Acting

from governance_api.speaking.rights import queries, rules
from governance_api.speaking.rights.rules import LIFE, Move, State, SuspensionChanged
from governance_api.speaking.rights.schemas import Suspend
from governance_api.speaking.rights.tables import SpeakingSuspension


async def refresh(session: AsyncSession, person_ids: Sequence[UUID], because: str, now: datetime) -> None:
    """Compute rights anew in the transaction of the fact that changed them, and tell whose flipped.

    One trip for any number of people.
    """
    if person_ids:
        await pipeline(session, *queries.locking_rights(person_ids), queries.refreshing(person_ids, because, now))


async def suspend(session: AsyncSession, actor: Actor, person_id: UUID, values: Suspend, *, now: datetime) -> None:
    """No more speaking for the brand until a moment, or until somebody reinstates."""
    present, facts = await queries.locked(session, person_id)
    state = rules.state_of(rules.right(facts, now))
    moved = LIFE.move(state, Move.SUSPEND, actor, reason=values.reason, first=person_id, facts=(values.until, now))
    if present is not None:  # its end has come, and the clock has not said so yet
        present.ended_at, present.ended_by = present.until, "system:clock"
    suspension = SpeakingSuspension(
        person_id=person_id, reason=values.reason, until=values.until, suspended_by=actor.id, suspended_at=now
    )
    if not await queries.add(session, suspension):
        LIFE.move(
            State.SUSPENDED, Move.SUSPEND, actor, first=person_id
        )  # refused: somebody suspended at the same moment
    _record(session, actor, person_id, moved)
    await refresh(session, [person_id], "Suspended", now)


async def reinstate(
    session: AsyncSession, actor: Actor, person_id: UUID, suspension_id: UUID | None, *, now: datetime
) -> None:
    """End the suspension that was seen; the right comes back when everything else holds. Nobody ends their own."""
    present, facts = await queries.locked(session, person_id)
    state = rules.state_of(rules.right(facts, now))
    moved = LIFE.move(state, Move.REINSTATE, actor, first=person_id)
    if present is None or suspension_id not in (None, present.id):
        raise SuspensionChanged(suspension_id=present.id if present else None)
    present.ended_at, present.ended_by = now, actor.id
    _record(session, actor, person_id, moved)
    await refresh(session, [person_id], "Reinstated", now)


async def end_suspensions(session: AsyncSession, *, now: datetime) -> None:
    """Suspensions whose end has come give the right back."""
    over = await queries.suspensions_over(session, now)
    clock = audit.SystemActor("clock")
    for person_id in over:
        _record(session, clock, person_id, LIFE.move(State.SUSPENDED, Move.END, clock))
    await refresh(session, over, "SuspensionEnded", now)


def _record(session: AsyncSession, actor: Acting, person_id: UUID, moved: Moved[State, Move]) -> None:
    texts = {"reason": moved.reason} if moved.reason else None
    audit.record(session, actor, f"{moved.thing}.{moved.step.word or moved.to.value}", person_id, texts=texts)
