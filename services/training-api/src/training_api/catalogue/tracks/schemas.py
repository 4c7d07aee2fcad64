"""Bodies of tracks, in and out."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from service_kit.data.localized import Localized
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant

from training_api.catalogue.tracks.rules import Component, Phase, State

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", min_length=1, max_length=64)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=128)]
Words = Annotated[list[Word], Field(max_length=200)]


class Audience(BodyIn):
    """Everyone, or whoever is in any of the lists. An audience that names nothing is everyone."""

    everyone: bool = False
    departments: Words = Field(default_factory=list)
    divisions: Words = Field(default_factory=list)
    job_profiles: Words = Field(default_factory=list)
    roles: Words = Field(default_factory=list)

    @model_validator(mode="after")
    def nobody_named_is_everyone(self) -> "Audience":
        named = self.departments or self.divisions or self.job_profiles or self.roles
        if self.everyone and named:
            raise ValueError("an audience is everyone, or lists, not both")
        if not named:
            self.everyone = True
        return self


class CreateTrack(BodyIn):
    code: Code
    title: Localized
    description: Localized | None = None
    phase: Phase = Phase.GENERAL
    component: Component = Component.ALL_STAFF
    audience: Audience = Field(default_factory=Audience)


class ChangeTrack(ChangeIn):
    """What is left out stays as it is; the defaults are never read."""

    code: Code = ""
    title: Localized = Field(default_factory=dict)
    description: Localized | None = None
    phase: Phase = Phase.GENERAL
    component: Component = Component.ALL_STAFF
    audience: Audience = Field(default_factory=Audience)


class TrackOut(BodyOut):
    id: UUID
    code: str
    title: Localized
    description: Localized | None
    phase: Phase
    component: Component
    audience: Audience
    state: State
    version: int
    created_at: Instant
    updated_at: Instant
    published_at: Instant | None


class TrackInList(TrackOut):
    """A track with what it offers: its published modules."""

    modules: int
    minutes: int
    levels: int
