"""Bodies of rewards."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant

from advocacy_api.rewarding.rewards.rules import LIFE, State

MOST = 1_000_000_000


class CreateReward(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": {"en": "Lunch with the crew"}, "cost": 60, "stock": 20, "budget": 1200}]
        }
    )

    title: Localized
    description: Localized | None = None
    cost: int = Field(gt=0, le=1_000_000, description="Points.")
    stock: int | None = Field(default=None, ge=0, le=MOST, description="Pieces; null is without limit.")
    budget: int | None = Field(
        default=None, ge=0, le=MOST, description="Points that all redemptions together may cost; null is without limit."
    )
    tax_note: Localized | None = None
    available: bool = Field(default=True, description="False makes a draft, to be offered later.")


class ChangeReward(ChangeIn):
    """Only what is named changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"stock": 40}]})

    title: Localized | None = None
    description: Localized | None = None
    cost: int | None = Field(default=None, gt=0, le=1_000_000)
    stock: int | None = Field(default=None, ge=0, le=MOST)
    budget: int | None = Field(default=None, ge=0, le=MOST)
    tax_note: Localized | None = None
    available: bool | None = Field(default=None, description="True offers it, false retires what is offered.")


class RewardOut(BodyOut):
    """`taken` and `committed` count what is requested, approved and fulfilled; `available` is what is offered now."""

    id: UUID
    title: dict[str, str]
    description: dict[str, str] | None
    cost: int
    stock: int | None
    taken: int
    left: int | None
    budget: int | None
    committed: int
    tax_note: dict[str, str] | None
    state: State
    available: bool
    created_at: Instant
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def reward_out(row: Any, actor: Actor) -> RewardOut:
    """A reward as this caller may see it."""
    shown = RewardOut.model_validate(row)
    shown.allowed = LIFE.allowed(row.state, actor)
    return shown
