"""What can happen to a speaking right: it is suspended and reinstated, and a network gets a policy."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Forbidden, Malformed, Missing, Refusal

from governance_api.people import queries as people
from governance_api.speaking.rights import queries, refreshing
from governance_api.speaking.rights.schemas import Suspend, WritePolicy
from governance_api.speaking.rights.tables import SpeakingPolicy, SpeakingSuspension


class AlreadySuspended(Refusal):
    """This person is suspended already; reinstate first to change it."""

    title = "Suspended already"


class NotSuspended(Refusal):
    title = "Not suspended"


class SuspensionChanged(Refusal):
    """Another suspension is open than the one that was to end."""

    title = "Another suspension is open"


class OwnRight(Forbidden):
    title = "Somebody else must give your right back"


async def suspend(session: AsyncSession, actor: Actor, person_id: UUID, body: Suspend, *, now: datetime) -> None:
    """No more speaking for the brand until a moment, or until somebody reinstates."""
    if not await people.is_known(session, person_id):
        raise Missing("There is no such person.")
    if body.until is not None and body.until <= now:
        raise Malformed("The end of a suspension lies in the future.", pointer="/until")
    present = await queries.open_suspension(session, person_id)
    if present is not None and (present.until is None or present.until > now):
        raise AlreadySuspended("This person is suspended already. Reinstate first, to change it.")
    if present is not None:
        present.ended_at, present.ended_by = present.until, "system:clock"
        await session.flush()
    session.add(
        SpeakingSuspension(
            person_id=person_id, reason=body.reason, until=body.until, suspended_by=actor.id, suspended_at=now
        )
    )
    audit.record(session, actor, "speaking-right.suspended", person_id, texts={"reason": body.reason})
    await refreshing.refresh(session, [person_id], because="Suspended", now=now)


async def reinstate(
    session: AsyncSession, actor: Actor, person_id: UUID, suspension_id: UUID | None, *, now: datetime
) -> None:
    """End the suspension that was seen; the right comes back when everything else holds. Nobody ends their own."""
    if actor.person is not None and actor.person.id == person_id:
        raise OwnRight("You cannot end your own suspension; ask a colleague with the same task.")
    if not await people.is_known(session, person_id):
        raise Missing("There is no such person.")
    present = await queries.open_suspension(session, person_id)
    if present is None or (present.until is not None and present.until <= now):
        raise NotSuspended("This person is not suspended.")
    if suspension_id not in (None, present.id):
        raise SuspensionChanged(
            "This person was suspended anew since you looked. Read why, then decide.", suspension_id=present.id
        )
    present.ended_at, present.ended_by = now, actor.id
    audit.record(session, actor, "speaking-right.reinstated", person_id)
    await refreshing.refresh(session, [person_id], because="Reinstated", now=now)


async def write_policy(
    session: AsyncSession, actor: Actor, network: str, body: WritePolicy, match: Match, *, now: datetime
) -> SpeakingPolicy:
    """From now on only these schemes count on the network."""
    policy = await queries.policy(session, network, lock=True)
    match.check(policy.version if policy else 0)
    if policy is None:
        policy = SpeakingPolicy(network=network, schemes=[], version=0, updated_by=actor.id, updated_at=now)
        session.add(policy)
    policy.schemes, policy.version = sorted(set(body.schemes)), policy.version + 1
    policy.updated_by, policy.updated_at = actor.id, now
    audit.record(session, actor, "speaking-policy.written", network, {"schemes": policy.schemes})
    await session.flush()
    return policy


async def remove_policy(session: AsyncSession, actor: Actor, network: str, match: Match) -> None:
    """Any scheme counts on the network again."""
    policy = await queries.policy(session, network, lock=True)
    if policy is None:
        raise Missing("This network has no policy of its own.")
    match.check(policy.version)
    await session.delete(policy)
    audit.record(session, actor, "speaking-policy.removed", network)


async def end_suspensions(session: AsyncSession, *, now: datetime) -> None:
    """Suspensions whose end has come give the right back."""
    over = (await session.execute(queries.SUSPENSIONS_OVER, {"now": now})).scalars().all()
    for person_id in over:
        audit.record(session, audit.SystemActor("clock"), "speaking-right.suspension-ended", person_id)
    await refreshing.refresh(session, over, because="SuspensionEnded", now=now)
