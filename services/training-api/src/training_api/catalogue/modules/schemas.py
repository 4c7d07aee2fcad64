"""Bodies of modules, in and out."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from service_kit.data.localized import Localized
from service_kit.domain.file_links import PictureIn, PictureOut, picture_out
from service_kit.identity.auth import Actor
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant
from service_kit.web.words import unfit

from training_api.catalogue.modules.rules import LIFE, Angle, CompletionRule, ContentKind, Modality, is_address
from training_api.catalogue.tracks.rules import Phase, State
from training_api.catalogue.tracks.schemas import Code, Word

Level = Annotated[int, Field(ge=1, le=20)]
Platform = Annotated[str, Field(max_length=64)]


def _address(text: str) -> str:
    if not is_address(text):
        raise unfit("address_unfit")
    return text


Url = Annotated[
    str,
    Field(min_length=1, max_length=2000, json_schema_extra={"pattern": "^(https?://|/([^/]|$))"}),
    AfterValidator(_address),
]


class ContentItemIn(BodyIn):
    """A text has a body; a video, document or link has a url. An id keeps the progress of an item that stays."""

    id: UUID | None = None
    kind: ContentKind
    title: Localized
    body: Localized | None = None
    url: Url | None = None
    minutes: int | None = Field(default=None, ge=1, le=600)
    guideline_code: Code | None = None
    guideline_version: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def something_to_see(self) -> "ContentItemIn":
        if self.kind == ContentKind.POLICY_BRIEFING:
            if self.body is None and self.guideline_code is None:
                raise unfit("briefing_empty")
        elif self.body is None and self.url is None:
            raise unfit("content_item_empty", of=self.kind.value)
        return self


class ContentItemOut(BodyOut):
    id: UUID
    kind: ContentKind
    title: Localized
    body: Localized | None = None
    url: str | None = None
    minutes: int | None = None
    guideline_code: str | None = None
    guideline_version: int | None = None


class CreateModule(BodyIn):
    code: Code
    track_id: UUID
    level: int = Field(default=1, ge=1, le=20)
    title: Localized
    goals: list[Localized] = Field(default_factory=list, max_length=20)
    minutes: int = Field(ge=1, le=10_000)
    credits: int = Field(default=0, ge=0, le=1000)
    modality: Modality = Modality.ONLINE
    offline: bool | None = None
    content: list[ContentItemIn] = Field(default_factory=list, max_length=100)
    completion_rule: CompletionRule | None = None
    owner_id: UUID | None = None
    platform: Word | None = None
    audience_group: Word | None = None
    risk_tags: list[Word] = Field(default_factory=list, max_length=20)
    angle: Angle | None = None
    picture: PictureIn | None = None


class ReplaceModule(CreateModule):
    """The whole module as it shall be."""


class ChangeModule(ChangeIn):
    """What is left out stays as it is."""

    code: Code | None = None
    track_id: UUID | None = None
    level: int | None = Field(default=None, ge=1, le=20)
    title: Localized | None = None
    goals: list[Localized] | None = Field(default=None, max_length=20)
    minutes: int | None = Field(default=None, ge=1, le=10_000)
    credits: int | None = Field(default=None, ge=0, le=1000)
    modality: Modality | None = None
    offline: bool | None = None
    content: list[ContentItemIn] | None = Field(default=None, max_length=100)
    completion_rule: CompletionRule | None = None
    owner_id: UUID | None = None
    platform: Word | None = None
    audience_group: Word | None = None
    risk_tags: list[Word] | None = Field(default=None, max_length=20)
    angle: Angle | None = None
    picture: PictureIn | None = None


class ModuleInList(BodyOut):
    """A module without its content."""

    id: UUID
    code: str
    track_id: UUID
    level: int
    title: Localized
    goals: list[Localized]
    minutes: int
    credits: int
    modality: Modality
    offline: bool
    completion_rule: CompletionRule | None
    owner_id: UUID | None
    platform: str | None
    audience_group: str | None
    risk_tags: list[str]
    angle: Angle | None
    picture: PictureOut | None = None
    state: State
    version: int
    edition: int
    created_at: Instant
    updated_at: Instant
    published_at: Instant | None
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")


class ModuleInCatalogue(ModuleInList):
    track_code: str
    phase: Phase
    content_items: int


class ModuleOut(ModuleInList):
    content: list[ContentItemOut]


class Facet(BodyOut):
    value: str
    count: int


class FacetsOut(BodyOut):
    """How many of the modules the caller may see carry each value."""

    track: list[Facet]
    level: list[Facet]
    phase: list[Facet]
    platform: list[Facet]
    state: list[Facet]


def as_columns(body: CreateModule | ChangeModule, **options: Any) -> dict[str, Any]:
    """The body as column values; content stays JSON, and the picture is held by the action."""
    values: dict[str, Any] = body.model_dump(exclude={"content", "picture"}, **options)
    if body.content is not None and ("content" in body.model_fields_set or not options):
        values["content"] = [item.model_dump(mode="json", exclude_none=True) for item in body.content]
    return values


def shown(row: Any, actor: Actor) -> ModuleOut:
    """A module as this reader may see it."""
    module = ModuleOut.model_validate(row)
    module.picture = picture_out("training_api", row.picture)
    module.allowed = LIFE.allowed(row.state, actor)
    return module


def listed(row: Any, actor: Actor) -> ModuleInCatalogue:
    """A row of the catalogue as this reader may see it."""
    module = ModuleInCatalogue.model_validate(row)
    module.picture = picture_out("training_api", row.picture)
    module.allowed = LIFE.allowed(row.state, actor)
    return module
