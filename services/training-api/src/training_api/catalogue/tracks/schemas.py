"""Bodies of tracks, in and out."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints
from service_kit.data.localized import Localized
from service_kit.domain.audience import Audience, everyone
from service_kit.domain.file_links import PictureIn, PictureOut, picture_out
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant

from training_api.catalogue.tracks.rules import LIFE, Component, Phase, State

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", min_length=1, max_length=64)]
SoughtCode = Annotated[str, Field(max_length=64)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class CreateTrack(BodyIn):
    code: Code
    title: Localized
    description: Localized | None = None
    phase: Phase = Phase.GENERAL
    component: Component = Component.ALL_STAFF
    audience: Audience = Field(default_factory=everyone)
    picture: PictureIn | None = None


class ChangeTrack(ChangeIn):
    """What is left out stays as it is; the defaults are never read."""

    code: Code = ""
    title: Localized = Field(default_factory=dict)
    description: Localized | None = None
    phase: Phase = Phase.GENERAL
    component: Component = Component.ALL_STAFF
    audience: Audience = Field(default_factory=everyone)
    picture: PictureIn | None = None


class TrackOut(BodyOut):
    id: UUID
    code: str
    title: Localized
    description: Localized | None
    phase: Phase
    component: Component
    audience: Audience
    picture: PictureOut | None = None
    state: State
    version: int
    created_at: Instant
    updated_at: Instant
    published_at: Instant | None
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")
    unknown: dict[str, list[str]] = Field(default={}, description="Given after a change: names that nobody has.")


class TrackInList(TrackOut):
    """A track with what it offers: its published modules."""

    modules: int
    minutes: int
    levels: int


def shown(row: Any, actor: Actor) -> TrackOut:
    """A track as this reader may see it."""
    track = TrackOut.model_validate(row)
    track.picture = picture_out("training_api", row.picture)
    track.allowed = LIFE.allowed(row.state, actor)
    return track


def listed(row: Any, actor: Actor) -> TrackInList:
    """A row of the list as this reader may see it."""
    track = TrackInList.model_validate(row)
    track.picture = picture_out("training_api", row.picture)
    track.allowed = LIFE.allowed(row.state, actor)
    return track
