"""Every SELECT on policies."""

from typing import Any

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Connected, Statement, run
from service_kit.domain.collections import By, Collection
from sqlalchemy import Table, bindparam, select

from governance_api.speaking.policies.tables import SpeakingPolicy

policies: Table = SpeakingPolicy.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

LIST = Collection(
    "speaking-policies",
    select(*policies.c),
    key=policies.c.network,
    sorts={"network": (By(policies.c.network),), "updated_at": (By(policies.c.updated_at),)},
    default="network",
)


_POLICY = select(*policies.c).where(policies.c.network == bindparam("network"))
_SHOWN = Statement(_POLICY)
_LOCKED = Statement(select(*policies.c).where(policies.c.network == bindparam("network")).with_for_update())


async def policy(on: Connected, network: str) -> Any | None:
    """A network's own policy, or None when any scheme counts there."""
    return await run(on, _SHOWN.first(network=network))


async def locked(session: AsyncSession, network: str) -> SpeakingPolicy | None:
    """The same, locked to be edited: of two writers the second sees what the first wrote."""
    found = await run(session, _LOCKED.first(network=network))
    return session.edit(SpeakingPolicy, found) if found is not None else None
