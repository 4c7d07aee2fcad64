"""Bodies in and bodies out of sign-off templates."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StrictInt, model_validator
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from service_kit.web.words import unfit

from governance_api.signoff.templates.rules import LIFE


class Reviewer(BodyIn):
    """A named person, or whoever holds a role and decides first."""

    role: str | None = Field(None, min_length=1, max_length=64)
    person: UUID | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Reviewer":
        """Exactly one of the two."""
        if (self.role is None) == (self.person is None):
            raise unfit("reviewer_unclear")
        return self


class Stage(BodyIn):
    """One stage; its reviewers decide side by side until the quorum is reached."""

    name: str = Field(min_length=1, max_length=200)
    kind: Literal["co-create", "decide"] = "decide"
    reviewers: Annotated[list[Reviewer], Field(min_length=1, max_length=50)]
    quorum: Literal["all", "any"] | StrictInt = "all"
    due_business_days: int = Field(5, ge=0, le=365)


class WriteTemplate(BodyIn):
    """`reviewer_module` is the code of a module that whoever decides must have completed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Legal first",
                    "stages": [
                        {
                            "name": "Help us",
                            "kind": "co-create",
                            "reviewers": [{"role": "legal"}],
                            "quorum": "any",
                            "due_business_days": 3,
                        },
                        {
                            "name": "Decide",
                            "kind": "decide",
                            "reviewers": [{"role": "legal"}, {"role": "corporate-affairs"}],
                            "quorum": "all",
                            "due_business_days": 5,
                        },
                    ],
                }
            ]
        }
    )

    name: str = Field(min_length=1, max_length=200)
    stages: Annotated[list[Stage], Field(min_length=1, max_length=20)]
    reviewer_module: str | None = Field(None, min_length=1, max_length=64)


class ReviewerOut(BodyOut):
    role: str | None = None
    person: UUID | None = None


class StageOut(BodyOut):
    name: str
    kind: str
    reviewers: list[ReviewerOut]
    quorum: str | int
    due_business_days: int


class TemplateOut(BodyOut):
    """A template; a running sign-off keeps the stages it started with."""

    id: UUID
    name: str
    state: str
    stages: list[StageOut]
    reviewer_module: str | None
    version: int
    created_at: Instant
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def template_out(row: Any, actor: Actor) -> TemplateOut:
    """A template, or a row of their list."""
    shown = TemplateOut.model_validate(row)
    shown.allowed = LIFE.allowed(row.state, actor)
    return shown
