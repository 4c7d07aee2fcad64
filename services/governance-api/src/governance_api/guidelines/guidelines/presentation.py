"""Rows of guidelines as bodies out."""

from collections.abc import Collection, Iterable

from governance_api.guidelines.guidelines import rules
from governance_api.guidelines.guidelines.changes import Comparison, text_changes
from governance_api.guidelines.guidelines.schemas import (
    AppliesToOut,
    ClauseChangeOut,
    ClauseOut,
    DiffOut,
    GuidelineOut,
    InForceOut,
    SegmentOut,
    VersionOut,
    VersionWithClausesOut,
)
from governance_api.guidelines.guidelines.tables import Guideline, GuidelineClause, GuidelineVersion


def guideline_out(guideline: Guideline) -> GuidelineOut:
    """A guideline as its readers get it."""
    return GuidelineOut(
        state="in-force" if guideline.in_force else "draft",
        **guideline.model_dump(include={"id", "code", "title", "in_force", "latest", "version", "created_at"}),
    )


def clause_out(clause: GuidelineClause, roles: Collection[str] | None = None) -> ClauseOut:
    """A clause; with the reader's roles it also says whether it concerns them."""
    return ClauseOut(
        applies_to=AppliesToOut(roles=clause.roles),
        stale_languages=rules.stale_languages(clause.source_language, clause.text, clause.stamps),
        concerns_me=None if roles is None else rules.concerns(clause.roles, roles),
        **clause.model_dump(exclude={"roles", "stamps", "version_id"}),
    )


def version_out(version: GuidelineVersion) -> VersionOut:
    """A version without its clauses."""
    return VersionOut.model_validate(version)


def version_with_clauses(
    version: GuidelineVersion, clauses: Iterable[GuidelineClause], roles: Collection[str] | None = None
) -> VersionWithClausesOut:
    """A version with its clauses, marked for the reader when their roles are given."""
    return VersionWithClausesOut(
        **version_out(version).model_dump(), clauses=[clause_out(clause, roles) for clause in clauses]
    )


def in_force_out(
    guideline: Guideline, version: GuidelineVersion, clauses: Iterable[GuidelineClause], roles: Collection[str]
) -> InForceOut:
    """What is in force, for a reader with these roles."""
    body = version_with_clauses(version, clauses, roles)
    return InForceOut(**body.model_dump(), code=guideline.code, title=guideline.title)


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
                    for language, segments in text_changes(before.text, after.text).items()
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
