"""Bodies in and bodies out of acknowledgements."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from governance_api.acknowledgements.acknowledgements.rules import LIFE, State, true_state
from governance_api.guidelines.clauses.rules import concerns
from governance_api.permissions import Permission

MEANING = ("type", "scope", "applies_to", "audience_groups", "text")

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


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
    allowed: list[str] = Field(description="The answers that the caller may give now: `accept`, `decline`.")


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


class AskedPersonOut(BodyOut):
    """Somebody who was asked about a version, and how they answered."""

    id: UUID
    person_id: UUID
    given_name: str
    family_name: str
    department: str | None
    state: str
    asked_because: str
    asked_at: Instant
    due_at: Instant
    overdue: bool
    answered_at: Instant | None


class PersonAskOut(BodyOut):
    """What somebody was asked and whether they answered; `accepted` is for themselves and who keeps the guidelines."""

    id: UUID
    person_id: UUID
    guideline: GuidelineRef
    version_number: int
    state: Literal["open", "answered", "superseded"]
    accepted: bool | None
    asked_because: str
    asked_at: Instant
    due_at: Instant
    overdue: bool
    answered_at: Instant | None


def person_ask_out(row: Any, actor: Actor) -> PersonAskOut:
    """An ask of a person as this reader may see it."""
    own = actor.person is not None and actor.person.id == row.person_id
    known = own or actor.may(Permission.READ_ACKNOWLEDGEMENTS)
    fields = PersonAskOut.model_fields.keys() - {"guideline", "state", "accepted"}
    return PersonAskOut(
        **{name: getattr(row, name) for name in fields},
        guideline=GuidelineRef(id=row.guideline_id, code=row.guideline_code, title=row.guideline_title),
        state="answered" if row.accepted is not None else row.state,
        accepted=row.accepted if known else None,
    )


Clauses = Mapping[str, Mapping[str, Any]]
"""Clauses by their id, those alone that concern the reader."""


def asked_out(row: Any, actor: Actor) -> AcknowledgementOut:
    """An ask with the clauses that concern its person, and how they changed since they accepted."""
    clauses = _of_reader(row.clauses, actor)
    known = _of_reader(row.known, actor) if row.known is not None else None
    fields = AcknowledgementOut.model_fields.keys() - {"guideline", "clauses", "removed", "allowed"}
    return AcknowledgementOut(
        **{name: getattr(row, name) for name in fields},
        guideline=GuidelineRef(id=row.guideline_id, code=row.guideline_code, title=row.guideline_title),
        clauses=[_clause(clause, _change(clause, known)) for clause in clauses.values()],
        removed=[_clause(clause, None) for key, clause in (known or {}).items() if key not in clauses],
        allowed=LIFE.allowed(true_state(row.state, is_latest=row.is_latest), actor, first=row.person_id),
    )


def _of_reader(clauses: Sequence[Mapping[str, Any]] | None, actor: Actor) -> Clauses:
    return {one["clause_id"]: one for one in clauses or () if concerns(one["applies_to"], actor.person)}


def _change(clause: Mapping[str, Any], known: Clauses | None) -> Literal["added", "changed"] | None:
    if known is None:
        return None
    before = known.get(clause["clause_id"])
    if before is None:
        return "added"
    return "changed" if any(before[name] != clause[name] for name in MEANING) else None


def _clause(clause: Mapping[str, Any], change: Literal["added", "changed"] | None) -> AskedClauseOut:
    fields = {name: clause[name] for name in AskedClauseOut.model_fields.keys() - {"change"}}
    return AskedClauseOut(**fields, change=change)


RECEIPT_FIELDS = ReceiptOut.model_fields.keys() - {"guideline", "state"}


def receipt_out(asked: Any, receipt: Any) -> ReceiptOut:
    """A receipt with the guideline it belongs to."""
    return ReceiptOut(
        **{name: getattr(receipt, name) for name in RECEIPT_FIELDS},
        guideline=GuidelineRef(id=asked.guideline_id, code=asked.guideline_code, title=asked.guideline_title),
        state=State.ACCEPTED if receipt.accepted else State.DECLINED,
    )
