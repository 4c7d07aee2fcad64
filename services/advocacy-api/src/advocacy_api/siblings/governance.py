"""The only file that knows how to ask governance-api."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from service_kit.events.siblings import Sibling, sibling

from advocacy_api.networks import Network

Governance = Annotated[Sibling, Depends(sibling("governance"))]


@dataclass(frozen=True)
class SpeakingRight:
    """May she speak for the brand, and if not, what is missing: each with code, detail and fix."""

    allowed: bool
    missing: Sequence[Mapping[str, Any]]


async def ask_speaking_right(governance: Sibling, person_id: UUID, network: Network) -> SpeakingRight:
    """503 when governance is away: without its answer nobody speaks for the brand."""
    answer = await governance.get(
        "/v1/speaking-rights/check", params={"person": str(person_id), "network": network.value}
    )
    return SpeakingRight(allowed=bool(answer["allowed"]), missing=list(answer.get("missing") or []))
