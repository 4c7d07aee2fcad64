"""Bodies of completions, in and out."""

import json
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from training_api.learning.completions.rules import Source

Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MOST_AT_ONCE = 1000
LONGEST_EVIDENCE = 20_000
DEEPEST_EVIDENCE = 20


def _is_shallow(value: Any, depth: int = DEEPEST_EVIDENCE) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(part, depth - 1) for part in inner)


def _within_bounds(evidence: dict[str, Any]) -> dict[str, Any]:
    if not _is_shallow(evidence) or len(json.dumps(evidence)) > LONGEST_EVIDENCE:
        raise ValueError(f"at most {LONGEST_EVIDENCE} characters and {DEEPEST_EVIDENCE} levels deep")
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
            raise ValueError("give either person_id or employee_number")
        if (self.module_id is None) == (self.module_code is None):
            raise ValueError("give either module_id or module_code")
        return self


class RecordCompletions(BodyIn):
    items: list[RecordCompletion] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ReverseCompletion(BodyIn):
    reason: Annotated[str, StringConstraints(min_length=3, max_length=2000)]


class CompletionOut(BodyOut):
    """`reversed_by` is the entry that took it back; an entry with `reverses` is such an entry itself."""

    id: UUID
    person_id: UUID
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

    def for_reader(self, *, whole: bool) -> Self:
        """Whoever keeps completions and the learner see all; their manager sees that it was completed, not how."""
        return self if whole else self.model_copy(update={"score": None, "evidence": None, "reason": None})


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
