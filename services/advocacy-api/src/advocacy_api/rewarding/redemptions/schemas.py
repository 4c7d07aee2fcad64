"""Bodies of redemptions."""

from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.rewarding.redemptions.rules import State


class RequestRedemption(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reward_id": "0192d4e0-7c1a-7000-8000-000000000001"}]})

    reward_id: UUID


class DecideRedemption(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "Enjoy!"}]})

    note: str | None = Field(default=None, max_length=500, description="A word to the person.")


class RedemptionOut(BodyOut):
    id: UUID
    reward_id: UUID
    reward_title: dict[str, str]
    person_id: UUID
    name: str | None
    cost: int
    state: State
    note: str | None
    requested_at: Instant
    decided_at: Instant | None
    fulfilled_at: Instant | None
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")
