"""Bodies of waivers, in and out."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.catalogue.waivers.rules import State, allowed, may_see_why

Reason = Annotated[str, StringConstraints(min_length=3, max_length=2000)]


class RequestWaiver(BodyIn):
    """Without a person it is asked for oneself."""

    person_id: UUID | None = None
    module_id: UUID
    reason: Reason


class WaiverOut(BodyOut):
    id: UUID
    person_id: UUID
    person_name: str
    department: str | None
    module_id: UUID
    module_code: str
    module_title: Localized
    reason: str | None = Field(description="For who asked, who gains and who decides, as `decision_reason`.")
    state: State
    requested_by: str
    requested_by_name: str | None = Field(description="Null when a system asked.")
    decided_by: str | None
    decision_reason: str | None
    version: int
    created_at: Instant
    decided_at: Instant | None
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def shown(row: Any, actor: Actor) -> WaiverOut:
    """A waiver as this reader may see it."""
    waiver = WaiverOut.model_validate(row)
    if not may_see_why(actor, row.requested_by, row.person_id):
        waiver.reason = waiver.decision_reason = None
    waiver.allowed = allowed(row.state, actor, row.requested_by, row.person_id)
    return waiver
