"""Bodies of exemptions, in and out."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.requirements.exemptions.rules import LIFE, State, may_see_why, state_at
from training_api.requirements.requirements.schemas import SubjectOut, subject_of


class GrantExemption(BodyIn):
    """Somebody need not complete it, for a reason and until a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "reason": "On parental leave.",
                    "until": "2027-03-01T00:00:00Z",
                }
            ]
        }
    )

    person_id: UUID
    reason: str = Field(min_length=1, max_length=2000)
    until: Instant


class ExemptionOut(BodyOut):
    """Who is exempt from what, why and until when; the reason is theirs and of those who exempt people."""

    id: UUID
    requirement_id: UUID
    subject: SubjectOut
    person_id: UUID
    person_name: str
    department: str | None
    reason: str | None
    until: Instant
    state: State
    granted_by: str
    granted_by_name: str | None = Field(description="Null when a system granted it.")
    granted_at: Instant
    withdrawn_at: Instant | None
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")

    @classmethod
    def shown(cls, row: Any, actor: Actor, now: datetime) -> Self:
        """A row as this reader may see it at this moment."""
        state = state_at(row.until, now)
        seen = {"state": state, "subject": subject_of(row), "allowed": LIFE.allowed(state, actor)}
        shown = cls.model_validate({**row._asdict(), **seen})
        if not may_see_why(actor, shown.person_id):
            shown.reason = None
        return shown
