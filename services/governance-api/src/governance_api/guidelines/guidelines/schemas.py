"""Bodies in and bodies out of guidelines."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant

from governance_api.guidelines.guidelines.rules import ClauseType, Scope

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Words = Annotated[list[Word], Field(max_length=64)]
Language = Annotated[str, StringConstraints(min_length=2, max_length=35)]


def _no_id(code: str) -> str:
    """A guideline is found by its id or its code: no code may look like an id."""
    try:
        UUID(code)
    except ValueError:
        return code
    raise ValueError("a code is no UUID; choose a short word")


class AppliesTo(BodyIn):
    """Whom a clause concerns: people with one of the roles, or everyone when there are none."""

    roles: Words = Field(default_factory=list)


class CreateGuideline(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"code": "social-media", "title": {"en": "Our words", "nl": "Onze woorden"}}]}
    )

    code: Annotated[Code, AfterValidator(_no_id)] = Field(examples=["social-media"])
    title: Localized


class ChangeGuideline(BodyIn):
    title: Localized


class CreateVersion(BodyIn):
    """`based_on` is the number of the version whose clauses are copied, with their stable ids."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"based_on": 1}]})

    based_on: int | None = None


class WriteClause(BodyIn):
    """`text` is written in `source_language` first; the other languages are its translations."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "dont",
                    "scope": "work",
                    "applies_to": {"roles": []},
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
    applies_to: AppliesTo = Field(default_factory=AppliesTo)
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
    applies_to: AppliesTo | None = None
    audience_groups: Words | None = None
    text: Localized | None = None
    reason: Localized | None = None
    owner_id: UUID | None = None
    review_on: date | None = None
    source_language: Language | None = None
    reviewed_translations: list[Language] = Field(default_factory=list, max_length=50)


class ReorderClauses(BodyIn):
    clause_ids: list[UUID] = Field(max_length=500)


class SubmitVersion(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"template_id": "0190f3a0-0000-7000-8000-000000000000"}]})

    template_id: UUID


class PublishVersion(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"acknowledge_within_days": 14}]})

    acknowledge_within_days: int | None = Field(None, ge=0, le=365)


class GuidelineOut(BodyOut):
    """A guideline; `state` is `draft` until a version is in force."""

    id: UUID
    code: str
    title: dict[str, str]
    state: str
    in_force: int | None
    latest: int
    version: int
    created_at: Instant


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


class VersionOut(BodyOut):
    """One version of a guideline, without its clauses."""

    id: UUID
    guideline_id: UUID
    number: int
    state: str
    based_on: int | None
    content_hash: str | None
    signoff_id: UUID | None
    acknowledge_within_days: int | None
    published_at: Instant | None
    created_at: Instant
    version: int


class VersionWithClausesOut(VersionOut):
    """One version with its clauses in order."""

    clauses: list[ClauseOut]


class InForceOut(VersionWithClausesOut):
    """The version in force, with the guideline it belongs to."""

    code: str
    title: dict[str, str]


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
