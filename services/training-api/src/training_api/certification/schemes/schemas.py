"""Bodies of certification schemes, in and out."""

from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.catalogue.tracks.schemas import Code
from training_api.certification.schemes.rules import State


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
