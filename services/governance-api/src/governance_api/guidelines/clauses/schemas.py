"""Bodies out of clauses and of what differs between two versions."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from pydantic import Field
from service_kit.web.schemas import BodyOut

from governance_api.guidelines.clauses import rules
from governance_api.guidelines.clauses.rules import Comparison
from governance_api.guidelines.clauses.tables import GuidelineClause


class AppliesToOut(BodyOut):
    roles: list[str]


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


def clause_out(clause: GuidelineClause, roles: Collection[str] | None = None) -> ClauseOut:
    """A clause; with the reader's roles it also says whether it concerns them."""
    return ClauseOut(
        applies_to=AppliesToOut(roles=clause.roles),
        stale_languages=rules.stale_languages(clause.source_language, clause.text, clause.stamps),
        concerns_me=None if roles is None else rules.concerns(clause.roles, roles),
        **clause.model_dump(exclude={"roles", "stamps", "version_id"}),
    )


def diff_out(from_number: int, to_number: int, comparison: Comparison) -> DiffOut:
    """A comparison of rows as a body."""
    return DiffOut(
        from_number=from_number,
        to_number=to_number,
        added=[clause_out(_row(change.after)) for change in comparison.added],
        removed=[clause_out(_row(change.before)) for change in comparison.removed],
        changed=[
            ClauseChangeOut(
                clause_id=change.clause.clause_id,
                fields=["applies_to" if name == "roles" else name for name in change.fields],
                before=clause_out(before := _row(change.before)),
                after=clause_out(after := _row(change.after)),
                text={
                    language: [SegmentOut.model_validate(segment) for segment in segments]
                    for language, segments in rules.text_changes(before.text, after.text).items()
                },
            )
            for change in comparison.changed
        ],
        unchanged=[clause_out(_row(clause)) for clause in comparison.unchanged],
    )


def _row(clause: rules.Clause | None) -> GuidelineClause:
    if not isinstance(clause, GuidelineClause):  # the comparison was made of rows
        raise TypeError("a clause that is no row")
    return clause
