"""Bodies of badges."""

from uuid import UUID

from pydantic import ConfigDict
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.rewarding.badges.rules import Axis, Visibility


class RequirementOut(BodyOut):
    reason: str
    times: int


class BadgeOut(BodyOut):
    code: str
    title: dict[str, str]
    description: dict[str, str]
    axis: Axis
    requirements: list[RequirementOut]


class BadgesOut(BodyOut):
    items: list[BadgeOut]
    next_cursor: str | None = None


class AwardedBadgeOut(BodyOut):
    id: UUID
    badge_code: str
    title: dict[str, str]
    description: dict[str, str]
    axis: Axis
    visibility: Visibility
    awarded_at: Instant
    version: int


class AwardedBadgesOut(BodyOut):
    items: list[AwardedBadgeOut]
    next_cursor: str | None = None


class ShowBadge(BodyIn):
    model_config = ConfigDict(json_schema_extra={"examples": [{"visibility": "public"}]})

    visibility: Visibility
