"""When content may be published, changed and seen."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from advocacy_api.permissions import Permission


class Kind(StrEnum):
    PRESS_RELEASE = "press-release"
    VACANCY = "vacancy"
    ARTICLE = "article"
    VIDEO = "video"
    EVENT = "event"
    TESTIMONIAL = "testimonial"


class Taxonomy(StrEnum):
    PRODUCT = "product"
    STRATEGY = "strategy"
    PEOPLE = "people"


class Network(StrEnum):
    """Where people share; content may hold approved words for each."""

    LINKEDIN = "linkedin"
    X = "x"
    FACEBOOK = "facebook"
    WHATSAPP = "whatsapp"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    EMAIL = "email"


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Move(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CLOSE = "close"


class NotPublishable(Refusal):
    """Something a reader needs is still missing."""

    status = 409
    title = "Not ready to publish"


def missing_to_publish(
    *,
    kind: Kind,
    url: str | None,
    language: str | None,
    job_profile: str | None,
    filled: bool,
    valid_to: datetime | None,
    disclosure: Mapping[str, str] | None,
    disclosure_kinds: Collection[str],
    now: datetime,
) -> list[dict[str, str]]:
    """What still stands between this draft and its readers, by its codes; `disclosure_kinds` are the kinds of which the
    programme asks a disclosure of their own."""
    checks = [
        (url is None, "UrlMissing"),
        (language is None, "LanguageMissing"),
        (kind is Kind.VACANCY and not job_profile, "JobProfileMissing"),
        (kind is Kind.VACANCY and filled, "VacancyFilled"),
        (valid_to is not None and valid_to <= now, "ValidityOver"),
        (kind in disclosure_kinds and not disclosure, "DisclosureMissing"),
    ]
    return [{"code": code} for applies, code in checks if applies]


def refuse_unless_publishable(missing: list[dict[str, str]]) -> None:
    if missing:
        raise NotPublishable(missing=missing)


PUBLISH = Step(State.PUBLISHED, Permission.MANAGE_CONTENT, check=refuse_unless_publishable, stamp="published_at")
LIFE = Lifecycle(
    "content",
    State,
    {
        (State.DRAFT, Move.PUBLISH): PUBLISH,
        (State.WITHDRAWN, Move.PUBLISH): PUBLISH,
        (State.PUBLISHED, Move.WITHDRAW): Step(State.WITHDRAWN, Permission.MANAGE_CONTENT),
        (State.PUBLISHED, Move.CLOSE): Step(State.CLOSED, Permission.MANAGE_CONTENT, stamp="closed_at"),
    },
)


class Dated(Protocol):
    """What decides whether content is open, whatever row or copy carries it."""

    @property
    def state(self) -> str: ...
    @property
    def valid_from(self) -> datetime | None: ...
    @property
    def valid_to(self) -> datetime | None: ...
    @property
    def embargo_until(self) -> datetime | None: ...


def is_open(content: Dated, now: datetime) -> bool:
    """Published, within its validity and no longer under embargo."""
    return (
        content.state == State.PUBLISHED
        and (content.valid_from is None or content.valid_from <= now)
        and (content.valid_to is None or now < content.valid_to)
        and (content.embargo_until is None or content.embargo_until <= now)
    )
