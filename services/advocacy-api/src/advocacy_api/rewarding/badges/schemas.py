"""Bodies of badges."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator
from service_kit.data.localized import Localized
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant
from service_kit.web.words import unfit

from advocacy_api.rewarding.badges.rules import LIFE, Axis, State, Visibility
from advocacy_api.rewarding.point_rules.rules import Act

MOST_TIMES = 1_000_000


class Criterion(BodyIn):
    """Earn for this act at least so often."""

    act: Act
    times: int = Field(ge=1, le=MOST_TIMES)


Criteria = Annotated[list[Criterion], Field(min_length=1, max_length=len(Act))]


def _each_once(criteria: list[Criterion] | None) -> None:
    acts = [one.act for one in criteria or ()]
    if len(acts) != len(set(acts)):
        raise unfit("act_twice")


class CreateBadge(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "both-ways",
                    "title": {"en": "Learns and shares", "nl": "Leert en deelt"},
                    "description": {"en": "Certified, and shared five times."},
                    "axis": "both",
                    "criteria": [{"act": "certificate", "times": 1}, {"act": "share", "times": 5}],
                }
            ]
        }
    )

    code: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Localized
    description: Localized
    axis: Axis
    criteria: Criteria

    @model_validator(mode="after")
    def names_each_act_once(self) -> Self:
        """Two lines for one act would contradict each other."""
        _each_once(self.criteria)
        return self


class ChangeBadge(ChangeIn):
    """Only what is named changes; it counts for awards from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"criteria": [{"act": "share", "times": 10}]}]})

    title: Localized | None = None
    description: Localized | None = None
    axis: Axis | None = None
    criteria: Criteria | None = None

    @model_validator(mode="after")
    def names_each_act_once(self) -> Self:
        """Two lines for one act would contradict each other."""
        _each_once(self.criteria)
        return self


class CriterionOut(BodyOut):
    act: Act
    times: int


class RequirementOut(BodyOut):
    reason: str
    times: int


class BadgeOut(BodyOut):
    """`requirements` are the criteria by their earlier names."""

    code: str
    title: dict[str, str]
    description: dict[str, str]
    axis: Axis
    criteria: list[CriterionOut]
    requirements: list[RequirementOut]
    state: State
    published_at: Instant | None
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


def badge_out(row: Any, actor: Actor) -> BadgeOut:
    """A badge with its criteria as this caller may see it."""
    return BadgeOut(
        code=row.code,
        title=row.title,
        description=row.description,
        axis=row.axis,
        criteria=[CriterionOut(act=one["reason"], times=one["times"]) for one in row.criteria],
        requirements=[RequirementOut.model_validate(one) for one in row.criteria],
        state=row.state,
        published_at=row.published_at,
        version=row.version,
        allowed=LIFE.allowed(row.state, actor),
    )


class AwardedBadgeOut(BodyOut):
    id: UUID
    badge_code: str
    title: dict[str, str]
    description: dict[str, str]
    axis: Axis
    visibility: Visibility
    awarded_at: Instant
    version: int


class ShowBadge(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"visibility": "public"}]})

    visibility: Visibility
