"""Bodies of content."""

from typing import Annotated, Any, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from service_kit.data.localized import LANGUAGE, Localized
from service_kit.domain.audience import Audience
from service_kit.domain.file_links import PictureIn, PictureOut
from service_kit.web.schemas import BodyIn, BodyOut, ChangeIn, Instant
from service_kit.web.words import unfit

from advocacy_api.content.content.rules import Kind, Network, State, Taxonomy


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise unfit("address_without_scheme")
    if any(character.isspace() or ord(character) < 32 or character == "\\" for character in url):
        raise unfit("address_with_blanks")
    return url


def _language(tag: str) -> str:
    if not LANGUAGE.match(tag):
        raise unfit("language_unknown")
    return tag


def _kebab(value: Any) -> Any:
    return value.replace("_", "-") if isinstance(value, str) else value


WebAddress = Annotated[
    str,
    Field(max_length=2000),
    AfterValidator(_web_address),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2000}),
]
Language = Annotated[str, Field(max_length=35), AfterValidator(_language)]
AnyKind = Annotated[Kind, BeforeValidator(_kebab)]


class Variant(BodyIn):
    """Approved words for one network in one language."""

    network: Network
    language: Language
    text: str = Field(min_length=1, max_length=5000)


class CreateContent(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "article",
                    "title": {"en": "What a day", "nl": "Wat een dag"},
                    "url": "https://example.org/day",
                    "language": "en",
                    "variants": [{"network": "linkedin", "language": "en", "text": "What a day at work."}],
                    "disclosure": {"en": "I work here."},
                    "valid_from": "2026-12-01T08:00:00Z",
                    "valid_to": None,
                    "audience": {"everyone": True},
                    "taxonomy": "people",
                }
            ]
        }
    )

    kind: AnyKind
    title: Localized
    url: WebAddress | None = None
    language: Language | None = None
    variants: list[Variant] = Field(default=[], max_length=100)
    disclosure: Localized | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None
    audience: Audience | None = None
    taxonomy: Taxonomy | None = None
    embargo_until: Instant | None = Field(default=None, description="Press releases stay hidden until then.")
    job_profile: str | None = Field(default=None, max_length=128, description="What a vacancy is for.")
    filled: bool = Field(default=False, description="A filled vacancy closes.")
    picture: PictureIn | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        """A validity has a length."""
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise unfit("validity_without_length")
        return self


class ReplaceContent(CreateContent):
    """The whole content anew."""


class ChangeContent(ChangeIn):
    """Only what is named changes; a null empties what may be empty."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"title": {"en": "What a night"}, "valid_to": "2027-01-01T00:00:00Z"}]}
    )

    title: Localized | None = None
    url: WebAddress | None = None
    language: Language | None = None
    variants: list[Variant] | None = Field(default=None, max_length=100)
    disclosure: Localized | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None
    audience: Audience | None = None
    taxonomy: Taxonomy | None = None
    embargo_until: Instant | None = None
    job_profile: str | None = Field(default=None, max_length=128)
    filled: bool | None = None
    picture: PictureIn | None = None


class VariantOut(BodyOut):
    network: str
    language: str
    text: str


class MissingOut(BodyOut):
    """What stands between a draft and its readers, by its code and in a sentence."""

    code: str
    detail: str


class ContentOut(BodyOut):
    id: UUID
    code: str
    kind: Kind
    title: dict[str, str]
    url: str | None
    language: str | None
    variants: list[VariantOut]
    disclosure: dict[str, str] | None
    audience: dict[str, Any]
    picture: PictureOut | None = None
    taxonomy: Taxonomy | None
    job_profile: str | None
    filled: bool
    state: State
    valid_from: Instant | None
    valid_to: Instant | None
    embargo_until: Instant | None
    created_at: Instant
    published_at: Instant | None
    closed_at: Instant | None
    version: int
    allowed: list[str] = Field(default=[], description="The moves that the caller may make now.")
    missing: list[MissingOut] = Field(
        default=[], description="Given alone, to who may publish it: what it lacks for that."
    )
    unknown: dict[str, list[str]] = Field(default={}, description="Given after a change: names that nobody has.")
