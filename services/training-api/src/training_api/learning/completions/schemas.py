"""Bodies of completions, in and out."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.outcomes import RowFaults
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.web.words import Words, unfit, words_of

from training_api.directory.people.schemas import printable
from training_api.learning.completions import rules
from training_api.learning.completions.rules import FaultOfRow, RowFault, Source, may_see_how
from training_api.permissions import Permission

MOST_AT_ONCE = 1000
LONGEST_EVIDENCE = 20_000
DEEPEST_EVIDENCE = 20
_NUL_IN_JSON = re.compile(r"(?<!\\)(\\\\)*\\u0000")


Reference = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(printable)]


def _is_shallow(value: Any, depth: int = DEEPEST_EVIDENCE) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(part, depth - 1) for part in inner)


def _keepable(evidence: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL holds no NUL, and JSON no half character and no number that is none."""
    if not _is_shallow(evidence):
        raise unfit("evidence_too_large", longest=LONGEST_EVIDENCE, deepest=DEEPEST_EVIDENCE)
    try:
        written = json.dumps(evidence, ensure_ascii=False, allow_nan=False)
        written.encode()
    except ValueError as error:
        raise unfit("character_unprintable") from error
    if len(json.dumps(evidence)) > LONGEST_EVIDENCE:
        raise unfit("evidence_too_large", longest=LONGEST_EVIDENCE, deepest=DEEPEST_EVIDENCE)
    if _NUL_IN_JSON.search(written):
        raise unfit("character_unprintable")
    return evidence


def _score(told: Any) -> float | None:
    try:
        return None if told is None else rules.score_of(told)
    except ValueError as error:
        raise unfit("InvalidScore") from error


def _moment(told: Any) -> datetime | None:
    try:
        return None if told is None else rules.moment_of(told)
    except ValueError as error:
        raise unfit(rules.InvalidTime.__name__) from error


def _completed(told: bool | None) -> bool | None:
    if told is False:
        raise unfit("NotCompleted")
    return told


Evidence = Annotated[dict[str, Any], AfterValidator(_keepable)]
_DECIMAL_TEXT = {"type": "string", "pattern": r"^\s*-?[0-9]{1,40}([.,][0-9]{1,40})?\s*$"}
_PARTS = {name: {"anyOf": [{"type": "number"}, _DECIMAL_TEXT]} for name in ("raw", "min", "max", "scaled")}
ToldScore = Annotated[
    float | None,
    PlainValidator(_score),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 100},
                _DECIMAL_TEXT,
                {"type": "object", "properties": _PARTS},
                {"type": "null"},
            ],
            "description": "0 to 100, also as text with a point or a comma; `{raw, min, max}`; or `{scaled}` from 0 to "
            "1. Two decimals are kept, half up.",
        }
    ),
]
ToldMoment = Annotated[
    datetime | None,
    PlainValidator(_moment),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}"}, {"type": "null"}],
            "description": "RFC 3339. Without a zone it is read in the organisation's; a date alone is its start.",
        }
    ),
]
Completed = Annotated[bool | None, AfterValidator(_completed)]
Score = Annotated[float, Field(ge=0, le=100)]


class RecordCompletion(BodyIn):
    """Who completed what. The person and the module each by exactly one of the names that other systems know.

    What is left out is taken from the module. `external_id` makes repeating safe: the same one is recorded once.
    `success` and `completion` may be told, and must then be true. `source` is what you are: a system `lms`, a person
    `trainer`.
    """

    person_id: UUID | None = None
    employee_number: Reference | None = None
    user_name: Reference | None = None
    email: Annotated[str, StringConstraints(min_length=1, max_length=254), AfterValidator(printable)] | None = None
    module_id: UUID | None = None
    module_code: Reference | None = None
    score: ToldScore = None
    success: Completed = None
    completion: Completed = None
    minutes: int | None = Field(default=None, ge=0, le=10_000)
    source: Annotated[str, StringConstraints(max_length=64)] | None = None
    evidence: Evidence | None = None
    external_id: Reference | None = None
    completed_at: ToldMoment = None

    def names(self, fields: Sequence[str]) -> list[tuple[str, str]]:
        """Those of these fields that name something, with the name."""
        return [(name, str(value)) for name in fields if (value := getattr(self, name)) is not None]


@dataclass(frozen=True, slots=True)
class UnfitRow:
    """A row that is no completion: what is wrong with it, and what of it can be read."""

    faults: Sequence[RowFault]
    rest: RecordCompletion
    unread: frozenset[str]


def _or_unfit(row: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(row)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    if not isinstance(row, dict):
        return UnfitRow([_fault(one) for one in found], RecordCompletion(), frozenset(RecordCompletion.model_fields))
    if any(not one["loc"] for one in found):  # a field's name with half a character, which hides every other fault
        return _or_unfit({name.encode(errors="replace").decode(): value for name, value in row.items()}, read)
    unread = frozenset(str(one["loc"][0]) for one in found)
    rest = {name: value for name, value in row.items() if name not in unread}
    return UnfitRow([_fault(one) for one in found], RecordCompletion.model_validate(rest), unread)


def _fault(found: Any) -> RowFault:
    """What Pydantic found; a kind in CamelCase is the code."""
    place = [str(part).replace("~", "~0").replace("/", "~1") for part in found["loc"]]
    kind = found["type"]
    return RowFault(
        code=kind if kind[:1].isupper() else "Malformed",
        pointer="".join(f"/{part}" for part in place),
        kind=kind,
        parameters=found.get("ctx") or {},
        otherwise=found["msg"],
    )


Row = Annotated[RecordCompletion, WrapValidator(_or_unfit)]
"""One of many: when it is unfit, an `UnfitRow`, and the others are taken all the same."""


class RecordCompletions(BodyIn):
    """Many completions; whatever is wrong with one costs no other."""

    items: list[Row] = Field(min_length=1, max_length=MOST_AT_ONCE)


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
    score: Score | None
    minutes: int
    credits: int
    offline: bool
    source: Source
    evidence: dict[str, Any] | None
    external_id: str | None
    out_of_order: bool = Field(description="What comes before the module was completed later, or is still open.")
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
    score: Score | None
    minutes: int
    credits: int
    offline: bool
    source: Source
    out_of_order: bool
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
    pointer: str = Field(description="The place within that completion, as a JSON Pointer.")
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
    score: Score | None


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


def batch_out(recorded: int, repeated: int, faults: RowFaults[FaultOfRow], languages: Sequence[str]) -> BatchOut:
    """What became of a batch, its faults in words."""
    words = words_of("training_api")
    return BatchOut(
        recorded=recorded,
        repeated=repeated,
        errors=[
            RowError(
                index=found.index,
                code=found.code,
                pointer=found.fault.pointer,
                detail=_said(words, found.fault, languages),
            )
            for found in faults.listed()
        ],
        error_count=faults.total,
        error_codes=dict(faults.by_code),
    )


def _said(words: Words, fault: RowFault, languages: Sequence[str]) -> str:
    if fault.kind:
        return words.say("bodies", fault.kind, fault.parameters, languages) or fault.otherwise
    key = f"{fault.code}.{fault.case}" if fault.case else fault.code
    return words.say("refusals", key, fault.parameters, languages) or fault.code
