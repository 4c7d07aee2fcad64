"""What is said of requirements, and how each person's line answers."""

from collections.abc import Mapping
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from service_kit.data.localized import Localized
from service_kit.domain.audience import LISTS, AudienceOrEveryone, everyone
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant
from service_kit.web.words import unfit

from training_api.requirements.requirements.rules import LIFE, State

COMPUTED = frozenset({"subject", "applies_to", "allowed", "unknown"})


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
    applies_to: AudienceOrEveryone = Field(default_factory=everyone)
    due_in_days: int = Field(ge=1, le=3650)
    repeat_every_days: int | None = Field(default=None, ge=1, le=3650)
    reason: Localized
    legal_basis: str | None = Field(default=None, min_length=1, max_length=500)
    sponsor_id: UUID | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.track_id is None) == (self.module_id is None):
            raise unfit("one_subject_needed")
        return self


class ChangeRequirement(ChangeIn):
    """A draft is changed; only what is sent is touched."""

    applies_to: AudienceOrEveryone = Field(default_factory=everyone)
    due_in_days: int = Field(default=1, ge=1, le=3650)
    repeat_every_days: int | None = Field(default=None, ge=1, le=3650)
    reason: Localized = Field(default_factory=dict)
    legal_basis: str | None = Field(default=None, min_length=1, max_length=500)
    sponsor_id: UUID | None = None


class SubjectOut(BodyOut):
    """What is to be learned."""

    kind: Literal["track", "module"]
    id: UUID
    code: str
    title: dict[str, str]


class AppliesToOut(BodyOut):
    """Whom it concerns: everyone, or whoever the directory has one name of each list that names somebody for."""

    everyone: bool
    job_profiles: list[str]
    departments: list[str]
    divisions: list[str]
    locations: list[str]
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
    state: State
    version: int
    created_at: Instant
    activated_at: Instant | None
    retired_at: Instant | None
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")
    unknown: dict[str, list[str]] = Field(default={}, description="Given after a change: names that nobody has.")

    @model_validator(mode="before")
    @classmethod
    def _from_row(cls, row: Any) -> Any:
        columns = {name: getattr(row, name) for name in cls.model_fields if name not in COMPUTED}
        return {**columns, "subject": subject_of(row), "applies_to": audience_of(row.applies_to)}

    @classmethod
    def shown(cls, row: Any, actor: Actor) -> Self:
        """A row with the moves that this reader may make."""
        shown = cls.model_validate(row)
        shown.allowed = LIFE.allowed(row.state, actor)
        return shown


def subject_of(row: Any) -> dict[str, Any]:
    """The subject of a row that names a track or a module."""
    kind, subject_id = ("track", row.track_id) if row.track_id else ("module", row.module_id)
    return {"kind": kind, "id": subject_id, "code": row.subject_code, "title": row.subject_title}


def audience_of(applies_to: Mapping[str, Any]) -> dict[str, Any]:
    """A stored audience with `everyone` and each list said aloud."""
    named = {name: list(applies_to.get(name, ())) for name in LISTS}
    return {"everyone": not any(named.values()), **named}


class DryRunOut(BodyOut):
    """How many people would get it, and how many of them pass already."""

    people: int
    already_pass: int
