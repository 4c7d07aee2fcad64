"""Bodies in and bodies out of decisions."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from governance_api.signoff.decisions import rules
from governance_api.signoff.seats.rules import Verdict
from governance_api.signoff.signoffs.queries import Whole
from governance_api.signoff.signoffs.tables import Signoff


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


class RecordEntryOut(BodyOut):
    """One link: `hash` is SHA-256 over `previous_hash`, a line break and the entry as canonical JSON."""

    sequence: int
    entry: dict[str, Any]
    previous_hash: str
    hash: str


class RecordOut(BodyOut):
    """What an auditor takes away: the text, the chain of decisions from its hash on, and whether both hold.

    Anybody verifies the file without a network: `python -m service_kit verify-record FILE`.
    """

    format: str = Field(description="`kring-record/1`")
    canonicalization: str = Field(description="How `content` and each `entry` are written to be hashed.")
    id: UUID = Field(description="The sign-off's, as `signoff_id`: what the chain begins with.")
    signoff_id: UUID
    state: str
    subject_type: str
    subject: dict[str, Any]
    content_hash: str
    submitted_by: UUID
    submitted_at: Instant
    closed_at: Instant | None
    content: list[dict[str, Any]] | None = Field(
        description="What was decided on: `content_hash` is SHA-256 over its canonical JSON. Older records lack it."
    )
    entries: list[RecordEntryOut]
    head: str = Field(description="The hash of the last entry; without any, of the sign-off and its content.")
    intact: bool


FORMAT = "kring-record/1"
CANONICAL = "JSON in UTF-8, names sorted, no blanks; SHA-256 in hexadecimal digits"


def record_out(whole: Whole, content: list[dict[str, Any]] | None) -> RecordOut:
    """The record that an auditor takes away."""
    signoff = whole.signoff
    first = rules.first_hash(signoff.id, signoff.content_hash)
    fields = RecordOut.model_fields.keys() & Signoff.model_fields.keys()
    return RecordOut(
        format=FORMAT,
        canonicalization=CANONICAL,
        content=content,
        head=whole.decisions[-1].hash if whole.decisions else first,
        signoff_id=signoff.id,
        **{name: getattr(signoff, name) for name in fields},
        entries=[
            RecordEntryOut(
                sequence=decision.sequence,
                entry=rules.entry(decision),
                previous_hash=decision.previous_hash,
                hash=decision.hash,
            )
            for decision in whole.decisions
        ],
        intact=rules.chain_holds(signoff.id, signoff.content_hash, whole.decisions)
        and rules.text_holds(content, signoff.content_hash),
    )
