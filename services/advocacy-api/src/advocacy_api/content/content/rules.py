"""When content may be published, changed and seen."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from service_kit.web.errors import Refusal

from advocacy_api.moves import next_state


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


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Move(StrEnum):
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CLOSE = "close"


MOVES: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.DRAFT, Move.PUBLISH): State.PUBLISHED,
        (State.WITHDRAWN, Move.PUBLISH): State.PUBLISHED,
        (State.PUBLISHED, Move.WITHDRAW): State.WITHDRAWN,
        (State.PUBLISHED, Move.CLOSE): State.CLOSED,
    }
)


class NotPublishable(Refusal):
    """Something a reader needs is still missing."""

    status = 409
    title = "Not ready to publish"


def move(state: State, wanted: Move) -> State:
    return next_state(MOVES, state, wanted)


def missing_to_publish(
    *,
    kind: Kind,
    url: str | None,
    language: str | None,
    job_profile: str | None,
    filled: bool,
    valid_to: datetime | None,
    now: datetime,
) -> list[dict[str, str]]:
    """What still stands between this draft and its readers, each with a code and a sentence."""
    checks = [
        (url is None, "UrlMissing", "Say where the link leads."),
        (language is None, "LanguageMissing", "Say in which language the page is."),
        (kind is Kind.VACANCY and not job_profile, "JobProfileMissing", "Say which job profile the vacancy is for."),
        (kind is Kind.VACANCY and filled, "VacancyFilled", "The vacancy is filled already."),
        (valid_to is not None and valid_to <= now, "ValidityOver", "Choose an end that lies ahead."),
    ]
    return [{"code": code, "detail": detail} for applies, code, detail in checks if applies]


def refuse_unless_publishable(missing: list[dict[str, str]]) -> None:
    if missing:
        raise NotPublishable("Complete what is missing, then publish.", missing=missing)


def is_open(
    *,
    state: State,
    valid_from: datetime | None,
    valid_to: datetime | None,
    embargo_until: datetime | None,
    now: datetime,
) -> bool:
    """Published, within its validity and no longer under embargo."""
    return (
        state is State.PUBLISHED
        and (valid_from is None or valid_from <= now)
        and (valid_to is None or now < valid_to)
        and (embargo_until is None or embargo_until <= now)
    )
