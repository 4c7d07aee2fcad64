"""How one person stands."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field
from service_kit.identity.auth import Actor
from service_kit.identity.directory import may_see_whole
from service_kit.web.schemas import BodyOut, Instant

from training_api.insights.standings.rules import Standing
from training_api.requirements.lines.schemas import HeadOut


class StandsOut(BodyOut):
    """How somebody stands with something. The number is for whoever sees the person whole; no scores."""

    person_id: UUID
    given_name: str
    family_name: str
    employee_number: str | None
    department: str | None
    division: str | None
    location: str | None
    job_profile: str | None
    head: HeadOut | None
    state: Standing
    since: Instant | None = Field(description="Since when they have it, or are on the way.")
    due_at: Instant | None = Field(description="By when it is asked; of a certificate, until when it holds.")
    parts_done: int = Field(description="How many of its modules they have completed.")
    parts: int

    @classmethod
    def shown(cls, row: Any, actor: Actor) -> Self:
        """A row as this reader may see it."""
        head = None if row.head_id is None else {"id": row.head_id, "name": row.head_name}
        number = row.employee_number if may_see_whole(actor, row.person_id, row.head_id) else None
        return cls.model_validate({**row._asdict(), "head": head, "employee_number": number})
