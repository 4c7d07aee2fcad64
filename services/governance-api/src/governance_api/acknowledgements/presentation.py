"""What a person is asked, with the clauses that concern them and how they changed since they accepted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from service_kit.domain.audience import Described
from sqlalchemy import RowMapping

from governance_api.acknowledgements.schemas import AcknowledgementOut, AskedClauseOut, GuidelineRef
from governance_api.guidelines.clauses.rules import concerns

MEANING = ("type", "scope", "applies_to", "audience_groups", "text")


def asked_out(
    rows: Sequence[RowMapping], clauses: Sequence[RowMapping], person: Described | None
) -> list[AcknowledgementOut]:
    """Each ask with its clauses."""
    by_version: dict[UUID, dict[UUID, Mapping[str, Any]]] = defaultdict(dict)
    for clause in clauses:
        if concerns(clause["applies_to"], person):
            by_version[clause["version_id"]][clause["clause_id"]] = dict(clause)
    return [_asked(row, by_version[row["version_id"]], by_version.get(row["known_version_id"])) for row in rows]


def _asked(
    row: RowMapping,
    clauses: Mapping[UUID, Mapping[str, Any]],
    known: Mapping[UUID, Mapping[str, Any]] | None,
) -> AcknowledgementOut:
    removed = [clause for key, clause in (known or {}).items() if key not in clauses]
    plain = {name: row[name] for name in AcknowledgementOut.model_fields.keys() - {"guideline", "clauses", "removed"}}
    return AcknowledgementOut(
        **plain,
        guideline=GuidelineRef(id=row["guideline_id"], code=row["guideline_code"], title=row["guideline_title"]),
        clauses=[_clause(clause, _change(clause, known)) for clause in clauses.values()],
        removed=[_clause(clause, None) for clause in removed],
    )


def _change(
    clause: Mapping[str, Any], known: Mapping[UUID, Mapping[str, Any]] | None
) -> Literal["added", "changed"] | None:
    if known is None:
        return None
    before = known.get(clause["clause_id"])
    if before is None:
        return "added"
    return "changed" if any(before[name] != clause[name] for name in MEANING) else None


def _clause(clause: Mapping[str, Any], change: Literal["added", "changed"] | None) -> AskedClauseOut:
    fields = {name: clause[name] for name in AskedClauseOut.model_fields.keys() - {"change"}}
    return AskedClauseOut(**fields, change=change)
