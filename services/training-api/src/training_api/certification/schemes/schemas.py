"""Bodies of certification schemes, in and out."""

from typing import Any
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.catalogue.tracks.schemas import Code
from training_api.certification.schemes.rules import LIFE, State


class Rule(BodyIn):
    """Modules to complete, and credits over everything completed, each module once."""

    modules: list[UUID] = Field(default_factory=list, max_length=100)
    min_credits: int = Field(default=0, ge=0, le=10_000)
    min_offline_credits: int = Field(default=0, ge=0, le=10_000)


class CreateScheme(BodyIn):
    """Without `valid_for_days` it never ends; learning counts anew from `refresher_window_days` before its end."""

    code: Code
    title: Localized
    rule: Rule
    guideline_code: Code | None = None
    valid_for_days: int | None = Field(default=None, ge=1, le=36_500)
    refresher_window_days: int = Field(default=0, ge=0, le=36_500)


class ReplaceScheme(CreateScheme):
    """The whole scheme as it shall be, while in draft."""


class SchemeOut(BodyOut):
    id: UUID
    code: str
    title: Localized
    rule: Rule
    guideline_code: str | None
    valid_for_days: int | None
    refresher_window_days: int
    state: State
    version: int
    created_at: Instant
    updated_at: Instant
    published_at: Instant | None
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def shown(row: Any, actor: Actor) -> SchemeOut:
    """A scheme as this reader may see it."""
    rule = Rule(modules=row.modules, min_credits=row.min_credits, min_offline_credits=row.min_offline_credits)
    kept = {name: getattr(row, name) for name in SchemeOut.model_fields if name not in ("rule", "allowed")}
    return SchemeOut(**kept, rule=rule, allowed=LIFE.allowed(row.state, actor))
