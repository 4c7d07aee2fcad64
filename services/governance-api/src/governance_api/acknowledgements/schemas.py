"""Bodies in and bodies out of acknowledgements."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from service_kit.web.schemas import BodyIn, BodyOut, Instant

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
StateFilter = Literal["open", "accepted", "declined", "superseded"]


class Answer(BodyIn):
    """Yes or no, and the language it was read in; the caller's own when none is given.

    A change of mind names the receipt it replaces.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"accepted": True, "language": "nl", "comment": None}]})

    accepted: bool
    language: Language | None = None
    comment: str | None = Field(None, max_length=4000)
    replaces: UUID | None = Field(None, description="The `receipt_id` of the answer that this one changes.")


class GuidelineRef(BodyOut):
    id: UUID
    code: str
    title: dict[str, str]


class AskedClauseOut(BodyOut):
    """A clause that concerns me; `change` says how it differs from what I accepted before, if it does."""

    clause_id: UUID
    type: str
    scope: str
    audience_groups: list[str]
    text: dict[str, str]
    reason: dict[str, str] | None
    change: Literal["added", "changed"] | None


class AcknowledgementOut(BodyOut):
    """What I am asked to acknowledge, or was."""

    id: UUID
    state: str
    guideline: GuidelineRef
    version_number: int
    content_hash: str
    asked_because: str
    asked_at: Instant
    due_at: Instant
    overdue: bool
    answered_at: Instant | None
    receipt_id: UUID | None = Field(description="The receipt that stands; a change of mind names it.")
    clauses: list[AskedClauseOut]
    removed: list[AskedClauseOut]


class ReceiptOut(BodyOut):
    """The receipt: what was answered, to which content, in which language."""

    id: UUID
    acknowledgement_id: UUID
    person_id: UUID
    guideline: GuidelineRef
    version_number: int
    content_hash: str
    language: str
    accepted: bool
    state: str
    comment: str | None
    replaces: UUID | None
    answered_at: Instant


class SummaryOut(BodyOut):
    """How a version is acknowledged: `open` includes `overdue`; `superseded` were asked anew before they answered."""

    asked: int
    accepted: int
    declined: int
    open: int
    overdue: int
    superseded: int
