"""Bodies in and bodies out of speaking rights."""

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from service_kit.web.schemas import BodyIn, BodyOut, Instant

Network = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class Suspend(BodyIn):
    """Without `until` it lasts until somebody reinstates."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "A complaint is being looked at", "until": "2027-01-01T00:00:00Z"}]}
    )

    reason: str = Field(min_length=1, max_length=2000)
    until: Instant | None = None


class Reinstate(BodyIn):
    """Which suspension ends; without one, the one that is open."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"suspension_id": "0192d4e0-7c1a-7000-8000-000000000001"}]}
    )

    suspension_id: UUID | None = Field(None, description="The `suspension.id` of the right as you read it.")


class WritePolicy(BodyIn):
    """The codes of the only schemes that count."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"schemes": ["speaker"]}]})

    schemes: Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=64)]], Field(max_length=50)]


class BecauseOut(BodyOut):
    """What the right rests on."""

    code: str
    detail: str


class FixOut(BodyOut):
    """The shortest way: where to go in the app."""

    label: str
    href: str


class MissingOut(BodyOut):
    """What stands between the person and the right."""

    code: str
    detail: str
    fix: FixOut


class CheckOut(BodyOut):
    """May somebody speak for the brand, why, and what is missing.

    `because` and `missing` are told to the person, to those who look after the right, and to our own services; to
    everyone else they are empty.
    """

    allowed: bool
    because: list[BecauseOut]
    missing: list[MissingOut]


class SuspensionOut(BodyOut):
    """A suspension; its reason is for the person and for those who suspend."""

    id: UUID
    reason: str | None
    until: Instant | None
    suspended_by: str | None
    suspended_at: Instant


class SpeakingRightOut(CheckOut):
    """A person's right, with the networks that have a policy of their own.

    Who learns whether and not why reads `granted` or `open`, and neither since when nor of a suspension.
    """

    person_id: UUID
    state: str
    since: Instant | None
    suspension: SuspensionOut | None
    networks: dict[str, bool]


class PolicyOut(BodyOut):
    """The only schemes that count on a network."""

    network: str
    schemes: list[str]
    version: int
    updated_by: str
    updated_at: Instant
