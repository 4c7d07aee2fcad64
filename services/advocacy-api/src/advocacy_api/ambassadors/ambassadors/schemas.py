"""Bodies of ambassadorships."""

from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.ambassadors.ambassadors.rules import State, Tier, Visibility


class NominateAmbassador(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"person_id": "0192d4e0-7c1a-7000-8000-000000000001", "tier": "ambassador"}]}
    )

    person_id: UUID
    tier: Tier = Tier.AMBASSADOR


class ShowAmbassadorship(BodyIn):
    """Who sees that I am an ambassador: my colleagues on my page and my leaders in their team, or neither."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"visibility": "public"}]})

    visibility: Visibility


class ShownAmbassadorOut(BodyOut):
    """That a colleague is an ambassador, as they show it."""

    state: State
    tier: Tier
    activated_at: Instant | None


class AmbassadorOut(BodyOut):
    id: UUID
    person_id: UUID
    name: str | None
    department: str | None
    state: State
    tier: Tier
    self_nominated: bool
    visibility: Visibility
    nominated_at: Instant
    invited_at: Instant | None
    accepted_at: Instant | None
    activated_at: Instant | None
    rested_at: Instant | None
    left_at: Instant | None
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")
