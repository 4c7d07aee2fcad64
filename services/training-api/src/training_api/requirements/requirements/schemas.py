"""What is said of requirements, and how each person's line answers."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant

from training_api.requirements.requirements import rules

Word = Annotated[str, Field(min_length=1, max_length=128)]
Words = Annotated[list[Word], Field(max_length=500)]


class AppliesTo(BodyIn):
    """Whoever has any of these; nothing named is everyone."""

    everyone: bool = False
    job_profiles: Words = Field(default_factory=list)
    departments: Words = Field(default_factory=list)
    divisions: Words = Field(default_factory=list)
    roles: Words = Field(default_factory=list)

    @model_validator(mode="after")
    def _everyone_or_some(self) -> Self:
        if self.everyone and (self.job_profiles or self.departments or self.divisions or self.roles):
            raise ValueError("either everyone, or those named")
        return self


class RequireTraining(BodyIn):
    """Ask a track or a module of people, by when, how often again, and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "track_id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "applies_to": {"job_profiles": ["account-manager"]},
                    "due_in_days": 30,
                    "repeat_every_days": 365,
                    "reason": {"en": "Account managers answer customers in public."},
                    "legal_basis": "Collective agreement, article 12",
                    "sponsor_id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c9",
                }
            ]
        }
    )

    track_id: UUID | None = None
    module_id: UUID | None = None
    applies_to: AppliesTo = Field(default_factory=AppliesTo)
    due_in_days: int = Field(ge=1, le=3650)
    repeat_every_days: int | None = Field(default=None, ge=1, le=3650)
    reason: Localized
    legal_basis: str | None = Field(default=None, min_length=1, max_length=500)
    sponsor_id: UUID | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.track_id is None) == (self.module_id is None):
            raise ValueError("name exactly one of track_id and module_id")
        return self


class ChangeRequirement(ChangeIn):
    """A draft is changed; only what is sent is touched."""

    applies_to: AppliesTo = Field(default_factory=AppliesTo)
    due_in_days: int = Field(default=1, ge=1, le=3650)
    repeat_every_days: int | None = Field(default=None, ge=1, le=3650)
    reason: Localized = Field(default_factory=dict)
    legal_basis: str | None = Field(default=None, min_length=1, max_length=500)
    sponsor_id: UUID | None = None


class GrantExemption(BodyIn):
    """Somebody need not complete it, for a reason and until a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "person_id": "0194fdc2-fa2f-7cc0-81d3-ff12045b73c8",
                    "reason": "On parental leave.",
                    "until": "2027-03-01T00:00:00Z",
                }
            ]
        }
    )

    person_id: UUID
    reason: str = Field(min_length=1, max_length=2000)
    until: Instant


class SubjectOut(BodyOut):
    """What is to be learned."""

    kind: Literal["track", "module"]
    id: UUID
    code: str
    title: dict[str, str]


class AppliesToOut(BodyOut):
    """Whom it concerns: any of those named, or everyone."""

    everyone: bool
    job_profiles: list[str]
    departments: list[str]
    divisions: list[str]
    roles: list[str]


class RequirementOut(BodyOut):
    """What is required of whom, by when and why."""

    id: UUID
    track_id: UUID | None
    module_id: UUID | None
    subject: SubjectOut
    applies_to: AppliesToOut
    due_in_days: int
    repeat_every_days: int | None
    reason: dict[str, str]
    legal_basis: str | None
    sponsor_id: UUID | None
    state: Literal["draft", "active", "retired"]
    version: int
    created_at: Instant
    activated_at: Instant | None
    retired_at: Instant | None

    @model_validator(mode="before")
    @classmethod
    def _from_row(cls, row: Any) -> Any:
        computed = {"subject", "applies_to"}
        columns = {name: getattr(row, name) for name in cls.model_fields if name not in computed}
        return {**columns, "subject": subject_of(row), "applies_to": audience_of(row)}


def subject_of(row: Any) -> dict[str, Any]:
    """The subject of a row that names a track or a module."""
    kind, subject_id = ("track", row.track_id) if row.track_id else ("module", row.module_id)
    return {"kind": kind, "id": subject_id, "code": row.subject_code, "title": row.subject_title}


def audience_of(row: Any) -> dict[str, Any]:
    """The audience of a row, with `everyone` said aloud."""
    named = {name: list(getattr(row, name)) for name in ("job_profiles", "departments", "divisions", "roles")}
    return {"everyone": not any(named.values()), **named}


class DryRunOut(BodyOut):
    """How many people would get it, and how many of them pass already."""

    people: int
    already_pass: int


class ExemptionOut(BodyOut):
    """Who is exempt from what, why and until when."""

    id: UUID
    requirement_id: UUID
    person_id: UUID
    reason: str
    until: Instant
    granted_by: str
    granted_at: Instant


class MatchOut(BodyOut):
    """Which attribute of the person made the requirement apply."""

    attribute: Literal["everyone", "job_profile", "department", "division", "role"]
    value: str | None


class WhyOut(BodyOut):
    """Why somebody has this requirement."""

    matched: list[MatchOut]
    reason: dict[str, str]
    legal_basis: str | None
    sponsor_id: UUID | None


class RequirementLineOut(BodyOut):
    """One requirement as it stands for one person. `minutes` is what is still to be learned."""

    requirement_id: UUID
    subject: SubjectOut
    state: Literal["open", "done", "overdue", "exempt"]
    why: WhyOut
    assigned_at: Instant
    due_at: Instant
    completed_at: Instant | None
    exempt_until: Instant | None
    repeat_every_days: int | None
    minutes: int

    @classmethod
    def explained(cls, row: Any, matched: list[tuple[str, str | None]], now: datetime) -> Self:
        """A kept line as it stands now, with its why."""
        line = rules.line_of(row)
        return cls.model_validate(
            {
                "requirement_id": row.requirement_id,
                "subject": subject_of(row),
                "state": rules.stands(line, now),
                "why": {
                    "matched": [{"attribute": attribute, "value": value} for attribute, value in matched],
                    "reason": row.reason,
                    "legal_basis": row.legal_basis,
                    "sponsor_id": row.sponsor_id,
                },
                "assigned_at": row.assigned_at,
                "due_at": rules.due_at(line),
                "completed_at": row.completed_at,
                "exempt_until": row.exempt_until,
                "repeat_every_days": row.repeat_every_days,
                "minutes": row.minutes,
            }
        )
