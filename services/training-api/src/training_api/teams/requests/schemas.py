"""What waits for a decision about one of my people, whatever its kind."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyOut, Instant

from training_api.catalogue.waivers.rules import allowed


class AskingOut(BodyOut):
    """Whom it is for."""

    id: UUID
    name: str
    department: str | None


class AskedOut(BodyOut):
    """What it is about."""

    type: Literal["module"]
    id: UUID
    code: str | None
    title: Localized


class TeamRequestOut(BodyOut):
    """One thing that I must decide for one of my people, and the moves that I may make on it."""

    type: Literal["waiver"] = Field(description="`POST /waivers/{id}/<move>` decides a waiver. More kinds will come.")
    id: UUID
    person: AskingOut
    subject: AskedOut
    reason: str | None
    asked_at: Instant
    asked_by_name: str | None = Field(description="Null when a system asked.")
    due_at: Instant | None = Field(description="By when it should be decided, where that is said.")
    version: int
    allowed: list[str]


def shown(row: Any, actor: Actor) -> TeamRequestOut:
    """A waiver as something to decide."""
    return TeamRequestOut(
        type="waiver",
        id=row.id,
        person=AskingOut(id=row.person_id, name=row.person_name, department=row.department),
        subject=AskedOut(type="module", id=row.module_id, code=row.module_code, title=row.module_title),
        reason=row.reason,
        asked_at=row.created_at,
        asked_by_name=row.requested_by_name,
        due_at=None,
        version=row.version,
        allowed=allowed(row.state, actor, row.requested_by, row.person_id),
    )
