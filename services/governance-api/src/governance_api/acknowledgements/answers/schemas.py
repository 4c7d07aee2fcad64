"""How one person stands with a version."""

from typing import Any, Self
from uuid import UUID

from pydantic import Field
from service_kit.identity.auth import Actor
from service_kit.identity.directory import may_see_whole
from service_kit.web.schemas import BodyOut, Instant

from governance_api.acknowledgements.answers.rules import Standing


class HeadOut(BodyOut):
    id: UUID
    name: str


class AnsweredOut(BodyOut):
    """How somebody stands with a version that they were asked about; never what they wrote with it.

    What was answered is for those who keep the guidelines; everybody else reads `answered`. The number is for whoever
    sees the person whole.
    """

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
    since: Instant | None = Field(description="When they answered.")
    asked_at: Instant
    due_at: Instant
    version_number: int
    content_hash: str = Field(description="Of the text that they were asked about.")

    @classmethod
    def shown(cls, row: Any, actor: Actor) -> Self:
        """A row as this reader may see it."""
        head = None if row.head_id is None else {"id": row.head_id, "name": row.head_name}
        number = row.employee_number if may_see_whole(actor, row.person_id, row.head_id) else None
        return cls.model_validate({**row._asdict(), "head": head, "employee_number": number})
