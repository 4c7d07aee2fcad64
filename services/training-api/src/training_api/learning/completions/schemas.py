"""Bodies of completions, in and out."""

import json
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.outcomes import RowFaults
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.web.words import unfit, words_of

from training_api.learning.completions.rules import RowFault, Source, may_see_how
from training_api.permissions import Permission

Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MOST_AT_ONCE = 1000
LONGEST_EVIDENCE = 20_000
DEEPEST_EVIDENCE = 20


def _is_shallow(value: Any, depth: int = DEEPEST_EVIDENCE) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(part, depth - 1) for part in inner)


def _within_bounds(evidence: dict[str, Any]) -> dict[str, Any]:
    if not _is_shallow(evidence) or len(json.dumps(evidence)) > LONGEST_EVIDENCE:
        raise unfit("evidence_too_large", longest=LONGEST_EVIDENCE, deepest=DEEPEST_EVIDENCE)
    return evidence


Evidence = Annotated[dict[str, Any], AfterValidator(_within_bounds)]


class RecordCompletion(BodyIn):
    """Who completed what. The person and the module each by id or by the number or code that other systems know.

    What is left out is taken from the module. `external_id` makes repeating safe: the same one is recorded once.
    """

    person_id: UUID | None = None
    employee_number: Reference | None = None
    module_id: UUID | None = None
    module_code: Reference | None = None
    score: int | None = Field(default=None, ge=0, le=100)
    minutes: int | None = Field(default=None, ge=0, le=10_000)
    source: Source | None = None
    evidence: Evidence | None = None
    external_id: Reference | None = None
    completed_at: Instant | None = None

    @model_validator(mode="after")
    def one_of_each(self) -> "RecordCompletion":
        if (self.person_id is None) == (self.employee_number is None):
            raise unfit("one_person")
        if (self.module_id is None) == (self.module_code is None):
            raise unfit("one_module")
        return self


class RecordCompletions(BodyIn):
    items: list[RecordCompletion] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ReverseCompletion(BodyIn):
    reason: Annotated[str, StringConstraints(min_length=3, max_length=2000)]


class CompletionOut(BodyOut):
    """`reversed_by` is the entry that took it back; an entry with `reverses` is such an entry itself."""

    id: UUID
    person_id: UUID
    person_name: str | None = Field(default=None, description="In lists.")
    department: str | None = None
    module_id: UUID
    module_code: str
    module_title: Localized
    edition: int
    score: int | None
    minutes: int
    credits: int
    offline: bool
    source: Source
    evidence: dict[str, Any] | None
    external_id: str | None
    reverses: UUID | None
    reversed_by: UUID | None
    reason: str | None
    recorded_by: str
    completed_at: Instant
    recorded_at: Instant
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


class TranscriptEntry(BodyOut):
    id: UUID
    module_id: UUID
    module_code: str
    module_title: Localized
    edition: int
    score: int | None
    minutes: int
    credits: int
    offline: bool
    source: Source
    reverses: UUID | None
    reversed_by: UUID | None
    reason: str | None
    completed_at: Instant


class Totals(BodyOut):
    """Each module once, reversals taken off."""

    modules: int
    credits: int
    offline_credits: int
    minutes: int


class TranscriptOut(BodyOut):
    """Newest first. `totals` stand on the first page only."""

    items: list[TranscriptEntry]
    next_cursor: str | None = None
    totals: Totals | None = None


class RowError(BodyOut):
    index: int
    code: str
    detail: str


class BatchOut(BodyOut):
    recorded: int
    repeated: int
    """Known already by their external_id."""
    errors: list[RowError] = Field(description="The first ones; `error_count` is how many there are.")
    error_count: int
    error_codes: dict[str, int] = Field(description="How many errors of each kind, listed or not.")


class CheckOut(BodyOut):
    person_id: UUID
    module_id: UUID | None
    module_code: str | None
    completed: bool
    completion_id: UUID | None
    completed_at: Instant | None
    score: int | None


def shown(row: Any, actor: Actor) -> CompletionOut:
    """Whoever keeps completions and the learner see all; their manager sees that it was completed, not how."""
    completion = CompletionOut.model_validate(row)
    if not may_see_how(actor, completion.person_id):
        completion.score = completion.evidence = completion.reason = None
    stands = completion.reverses is None and completion.reversed_by is None
    completion.allowed = ["reverse"] if stands and actor.may(Permission.WRITE_COMPLETIONS) else []
    return completion


def checked(found: Any, person_id: UUID, actor: Actor) -> CheckOut:
    """Whether the person completed the module, and how where this reader may know it."""
    score = found.score if may_see_how(actor, person_id) else None
    completed = found.completion_id is not None
    return CheckOut.model_validate({**found._asdict(), "score": score, "person_id": person_id, "completed": completed})


def batch_out(recorded: int, repeated: int, faults: RowFaults[RowFault], languages: Sequence[str]) -> BatchOut:
    """What became of a batch, its faults in words."""
    words = words_of("training_api")
    return BatchOut(
        recorded=recorded,
        repeated=repeated,
        errors=[
            RowError(
                index=fault.index,
                code=fault.code,
                detail=words.say("reasons", fault.code, {}, languages) or fault.code,
            )
            for fault in faults.listed()
        ],
        error_count=faults.total,
        error_codes=dict(faults.by_code),
    )
