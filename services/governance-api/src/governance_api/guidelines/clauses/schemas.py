"""Bodies out of clauses and of what differs between two versions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field
from pydantic_core import to_jsonable_python
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyOut

from governance_api.guidelines.clauses import rules
from governance_api.guidelines.clauses.rules import Comparison
from governance_api.guidelines.clauses.tables import GuidelineClause


class AppliesToOut(BodyOut):
    """Whom a clause concerns: everyone, or who fits one name of each list that names somebody."""

    everyone: bool = False
    departments: list[str] = Field(default=[])
    divisions: list[str] = Field(default=[])
    locations: list[str] = Field(default=[])
    job_profiles: list[str] = Field(default=[])
    roles: list[str] = Field(default=[])


class ClauseOut(BodyOut):
    """A clause; `clause_id` is the same in every version, `id` is this version's own."""

    id: UUID
    clause_id: UUID
    position: int
    type: str
    scope: str
    applies_to: AppliesToOut
    audience_groups: list[str]
    text: dict[str, str]
    source_language: str
    stale_languages: list[str]
    reason: dict[str, str] | None
    owner_id: UUID | None
    review_on: date | None
    concerns_me: bool | None = None
    version: int
    unknown: dict[str, list[str]] = Field(
        default={}, description="Given after a change: names of `applies_to` that nobody has."
    )


class SegmentOut(BodyOut):
    """A run of words: `equal`, `insert` or `delete`."""

    op: str
    text: str


class ClauseChangeOut(BodyOut):
    """A clause that changed: which fields, and word by word where its text did."""

    clause_id: UUID
    fields: list[str]
    before: ClauseOut
    after: ClauseOut
    text: dict[str, list[SegmentOut]]


class DiffOut(BodyOut):
    """What is different between two versions; `from` is 0 when compared with nothing."""

    from_number: int = Field(serialization_alias="from")
    to_number: int = Field(serialization_alias="to")
    added: list[ClauseOut]
    removed: list[ClauseOut]
    changed: list[ClauseChangeOut]
    unchanged: list[ClauseOut]


KEPT = tuple(name for name in ClauseOut.model_fields if name in GuidelineClause.model_fields)


def clause_out(clause: Any, reader: Actor | None = None) -> ClauseOut:
    """A clause, or a row of one; with a reader it also says whether it concerns them."""
    return ClauseOut(
        stale_languages=rules.stale_languages(clause.source_language, clause.text, clause.stamps),
        concerns_me=None if reader is None else rules.concerns(clause.applies_to, reader.person),
        **{name: getattr(clause, name) for name in KEPT},
    )


def diff_out(from_number: int, to_number: int, comparison: Comparison) -> DiffOut:
    """A comparison of rows as a body."""
    return DiffOut(
        from_number=from_number,
        to_number=to_number,
        added=[clause_out(change.after) for change in comparison.added],
        removed=[clause_out(change.before) for change in comparison.removed],
        changed=[_changed(change.before, change.after, change.fields) for change in comparison.changed],
        unchanged=[clause_out(clause) for clause in comparison.unchanged],
    )


def _changed(before: Any, after: Any, fields: Sequence[str]) -> ClauseChangeOut:
    return ClauseChangeOut(
        clause_id=after.clause_id,
        fields=list(fields),
        before=clause_out(before),
        after=clause_out(after),
        text={
            language: [SegmentOut.model_validate(segment) for segment in segments]
            for language, segments in rules.text_changes(before.text, after.text).items()
        },
    )


def kept_of(clauses: Iterable[Any]) -> list[dict[str, Any]]:
    """Clauses as a sign-off keeps them, so that its next round is compared with what was submitted."""
    kept: list[dict[str, Any]] = to_jsonable_python([clause._asdict() for clause in clauses])
    return kept


def content_from(kept: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a sign-off kept, in the form in which it was hashed."""
    return rules.hashed_content(clauses_from(kept))


def clauses_from(kept: Iterable[dict[str, Any]]) -> list[GuidelineClause]:
    """The clauses that a sign-off kept, as rows that are in no table."""
    return [GuidelineClause.model_validate(clause) for clause in kept]
