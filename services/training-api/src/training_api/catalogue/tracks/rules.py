"""Which state a track may take next, and what must hold for it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from training_api.permissions import Permission


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Move(StrEnum):
    PUBLISH = "publish"
    ARCHIVE = "archive"


class Phase(StrEnum):
    GENERAL = "general"
    ORGANISATION = "organisation"
    FUNCTION = "function"


class Component(StrEnum):
    ALL_STAFF = "all-staff"
    SPOKESPEOPLE = "spokespeople"
    PRACTITIONERS = "practitioners"
    EXECUTIVES = "executives"


class NotPublishable(Refusal):
    title = "Something is missing before this can be published"


class AlreadyArchived(Refusal):
    title = "It has been archived"


class CodeTaken(Refusal):
    """This code has been used before; a code is never given twice, also not after archiving."""

    title = "The code is taken"


class CodeFixed(Refusal):
    title = "A code never changes"


class StillRequired(Refusal):
    title = "Something else still relies on it"


RELYING = ("modules", "schemes", "requirements")


def refuse_if_relied_on(relying: Mapping[str, Sequence[str]]) -> None:
    """Nobody may be locked out, nor owe or be promised what cannot be learned any more; says the first way out."""
    named: dict[str, Any] = {kind: list(relying.get(kind, ())) for kind in RELYING}
    for kind in RELYING:
        if named[kind]:
            raise StillRequired(case=kind, **named)


def refuse_new_code(kept: str, asked: str | None) -> None:
    if asked is not None and asked != kept:
        raise CodeFixed(kept=kept)


def refuse_archived(state: State) -> None:
    if state == State.ARCHIVED:
        raise AlreadyArchived(case="track")


def refuse_without_modules(published_modules: int) -> None:
    """A track is shown when there is something to learn in it."""
    if not published_modules:
        raise NotPublishable(missing=[{"code": "ModuleMissing"}])


ARCHIVE = Step(State.ARCHIVED, Permission.WRITE_CATALOGUE, check=refuse_if_relied_on)
LIFE = Lifecycle(
    "track",
    State,
    {
        (State.DRAFT, Move.PUBLISH): Step(
            State.PUBLISHED, Permission.WRITE_CATALOGUE, check=refuse_without_modules, stamp="published_at"
        ),
        (State.DRAFT, Move.ARCHIVE): ARCHIVE,
        (State.PUBLISHED, Move.ARCHIVE): ARCHIVE,
    },
)
