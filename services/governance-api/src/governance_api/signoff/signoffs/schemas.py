"""Bodies in and bodies out of sign-offs."""

from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from governance_api.signoff.signoffs.rules import Verdict


class Decide(BodyIn):
    """A decision on the content with this hash, in the stage that was seen; approve-if needs a comment, reject a reason
    code. A reviewer who could have decided in an earlier stage names the stage, here or by If-Match.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decision": "approve-if",
                    "reason_code": "wording",
                    "comment": "If clause 2 names the exception.",
                    "content_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "stage": 0,
                }
            ]
        }
    )

    decision: Verdict
    content_hash: str = Field(min_length=1, max_length=64)
    stage: int | None = Field(None, ge=0, le=1000, description="The `stage` of the sign-off as you read it.")
    reason_code: str | None = Field(None, max_length=64)
    comment: str | None = Field(None, max_length=4000)


class SeatOut(BodyOut):
    """A reviewer's place: a role or a person, and what was decided for it.

    `stands_in_for` is the reviewer who left, when the seat passed to a head above them.
    """

    role: str | None
    person: UUID | None
    stands_in_for: UUID | None
    decision: str | None
    decided_by: UUID | None


class StageOut(BodyOut):
    name: str
    kind: str
    quorum: str | int
    needed: int
    approvals: int
    due_business_days: int
    state: str
    opened_at: Instant | None
    due_at: Instant | None
    completed_at: Instant | None
    overdue: bool
    reviewers: list[SeatOut]


class DecisionOut(BodyOut):
    id: UUID
    stage: int
    person_id: UUID
    role: str | None
    decision: str
    reason_code: str | None
    comment: str | None
    content_hash: str
    decided_at: Instant


class TurnOut(BodyOut):
    """Somebody whose decision is awaited now."""

    role: str | None
    person: UUID | None
    due_at: Instant | None


class DiffLinkOut(BodyOut):
    """Where to read what changed: a path below this service's public prefix."""

    href: str
    from_number: int = Field(serialization_alias="from")
    to_number: int = Field(serialization_alias="to")


class MomentOut(BodyOut):
    """One thing that happened: submitted, stage-opened, decided, stage-completed or the end."""

    at: Instant
    kind: str
    stage: int | None = None
    person_id: UUID | None = None
    detail: dict[str, Any] = Field(default_factory=dict)


class SignoffSummaryOut(BodyOut):
    """A sign-off as it stands in a list; `my_turn` is the reader's own."""

    id: UUID
    state: str
    subject_type: str
    subject_id: UUID
    subject: dict[str, Any]
    content_hash: str
    template_id: UUID
    template_name: str
    stage: int
    stage_name: str
    stages_total: int
    due_at: Instant | None
    overdue: bool
    my_turn: bool
    my_decision: str | None
    submitted_by: UUID
    submitted_at: Instant
    closed_at: Instant | None


class SignoffOut(SignoffSummaryOut):
    """A sign-off with its stages, whose turn it is, and all that was decided."""

    reviewer_module: str | None
    stages: list[StageOut]
    whose_turn: list[TurnOut]
    decisions: list[DecisionOut]
    diff: DiffLinkOut | None
    timeline: list[MomentOut]
    version: int


class RecordEntryOut(BodyOut):
    """One link: `hash` is SHA-256 over `previous_hash`, a line break and the entry as canonical JSON."""

    sequence: int
    entry: dict[str, Any]
    previous_hash: str
    hash: str


class RecordOut(BodyOut):
    """What an auditor takes away: the chain of decisions from the content hash on, and whether it holds."""

    signoff_id: UUID
    state: str
    subject_type: str
    subject: dict[str, Any]
    content_hash: str
    submitted_by: UUID
    submitted_at: Instant
    closed_at: Instant | None
    entries: list[RecordEntryOut]
    intact: bool


StateFilter = Literal["running", "approved", "changes-requested", "rejected", "voided"]
