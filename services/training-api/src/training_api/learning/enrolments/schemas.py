"""Bodies of enrolments, in and out."""

from typing import Any
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.learning.enrolments.rules import LIFE, Source, State, may_see_reading


class Enrol(BodyIn):
    """Without a person one enrols oneself; managers may enrol their reports, trainers anyone."""

    module_id: UUID
    person_id: UUID | None = None
    source: Source | None = None
    again: bool = False
    """Take a completed module anew, as for a renewal."""


class RecordProgress(BodyIn):
    content_item_id: UUID


class ProgressOut(BodyOut):
    done: int
    total: int


class EnrolmentOut(BodyOut):
    id: UUID
    person_id: UUID
    person_name: str | None = Field(default=None, description="In lists.")
    department: str | None = None
    module_id: UUID
    module_code: str
    module_title: Localized
    level: int
    minutes: int
    source: Source
    state: State
    progress: ProgressOut
    read_items: list[UUID] = Field(
        description="The content items read so far; for the person and for those who look after learning."
    )
    completion_id: UUID | None
    version: int
    created_at: Instant
    last_activity_at: Instant
    completed_at: Instant | None
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def shown(row: Any, actor: Actor) -> EnrolmentOut:
    """An enrolment as this reader may see it, its progress counted over the content that stands now."""
    items = [UUID(str(item["id"])) for item in row.content]
    read = set(row.read)
    done = [item for item in items if item in read]
    return EnrolmentOut.model_validate(
        {
            **row._asdict(),
            "progress": {"done": len(done), "total": len(items)},
            "read_items": done if may_see_reading(actor, row.person_id) else [],
            "allowed": LIFE.allowed(row.state, actor, first=row.person_id),
        }
    )
