"""What can happen to a policy: it is written and removed."""

from datetime import datetime

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Missing

from governance_api.speaking.policies import queries
from governance_api.speaking.policies.schemas import WritePolicy
from governance_api.speaking.policies.tables import SpeakingPolicy


async def write(
    session: AsyncSession, actor: Actor, network: str, match: Match, body: WritePolicy, *, now: datetime
) -> SpeakingPolicy:
    """From now on only these schemes count on the network."""
    policy = await queries.locked(session, network)
    match.check(policy.version if policy else 0)
    if policy is None:
        policy = SpeakingPolicy(network=network, schemes=[], version=0, updated_by=actor.id, updated_at=now)
        session.add(policy)
    policy.schemes, policy.version = sorted(set(body.schemes)), policy.version + 1
    policy.updated_by, policy.updated_at = actor.id, now
    audit.record(session, actor, "speaking-policy.written", network, {"schemes": policy.schemes})
    await session.flush()
    return policy


async def remove(session: AsyncSession, actor: Actor, network: str, match: Match) -> None:
    """Any scheme counts on the network again."""
    policy = await queries.locked(session, network)
    if policy is None:
        raise Missing(case="policy")
    match.check(policy.version)
    await session.delete(policy)
    audit.record(session, actor, "speaking-policy.removed", network)
