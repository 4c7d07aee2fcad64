"""Bodies in of clauses."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from service_kit.data.localized import Localized
from service_kit.domain.audience import AudienceOrEveryone, everyone
from service_kit.web.schemas import BodyIn, ChangeIn

from governance_api.guidelines.clauses.rules import ClauseType, Scope
from governance_api.guidelines.drafts.rules import MOST_CLAUSES

Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Words = Annotated[list[Word], Field(max_length=64)]
Language = Annotated[str, StringConstraints(min_length=2, max_length=35)]


class WriteClause(BodyIn):
    """`text` is written in `source_language` first; the other languages are its translations."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "dont",
                    "scope": "work",
                    "applies_to": {"everyone": True},
                    "audience_groups": ["customers"],
                    "text": {"en": "Never name a client without permission."},
                    "reason": {"en": "It is theirs to tell."},
                    "review_on": "2027-06-01",
                }
            ]
        }
    )

    type: ClauseType
    scope: Scope = Scope.WORK
    applies_to: AudienceOrEveryone = Field(default_factory=everyone)
    audience_groups: Words = Field(default_factory=list)
    text: Localized
    reason: Localized | None = None
    owner_id: UUID | None = None
    review_on: date | None = None
    source_language: Language | None = None


class ChangeClause(ChangeIn):
    """Only what is given changes; `reviewed_translations` are read again and found to fit the source as it is now."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": {"nl": "Noem nooit een klant zonder toestemming."}}]}
    )

    type: ClauseType | None = None
    scope: Scope | None = None
    applies_to: AudienceOrEveryone | None = None
    audience_groups: Words | None = None
    text: Localized | None = None
    reason: Localized | None = None
    owner_id: UUID | None = None
    review_on: date | None = None
    source_language: Language | None = None
    reviewed_translations: list[Language] = Field(default_factory=list, max_length=50)


class ReorderClauses(BodyIn):
    clause_ids: list[UUID] = Field(max_length=MOST_CLAUSES)
