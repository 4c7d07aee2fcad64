"""Every SELECT on policies."""

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from sqlalchemy import Table, select

from governance_api.speaking.policies.tables import SpeakingPolicy

policies: Table = SpeakingPolicy.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

LIST = Collection(
    "speaking-policies",
    select(*policies.c),
    key=policies.c.network,
    sorts={"network": (By(policies.c.network),), "updated_at": (By(policies.c.updated_at),)},
    default="network",
)


async def policy(session: AsyncSession, network: str) -> SpeakingPolicy | None:
    """A network's own policy, or None when any scheme counts there."""
    return await session.get(SpeakingPolicy, network)


async def locked(session: AsyncSession, network: str) -> SpeakingPolicy | None:
    """The same, locked: of two writers the second sees what the first wrote."""
    return await session.get(SpeakingPolicy, network, with_for_update=True)
