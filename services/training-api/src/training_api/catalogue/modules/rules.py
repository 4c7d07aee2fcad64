"""What a module needs before it is shown, and how its content is edited without losing anyone's progress."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from service_kit.data.database import new_id
from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Malformed, Refusal

from training_api.catalogue.tracks.rules import AlreadyArchived, Move, NotPublishable, State, refuse_if_relied_on
from training_api.permissions import Permission


class CompletionRule(StrEnum):
    CONTENT = "content"
    ASSESSMENT = "assessment"
    ATTENDANCE = "attendance"


class Modality(StrEnum):
    ONLINE = "online"
    E_LEARNING = "e-learning"
    SELF_PACED = "self-paced"
    WEBINAR = "webinar"
    TELECONFERENCE = "teleconference"
    CLASSROOM = "classroom"
    WORKSHOP = "workshop"
    KNOWLEDGE_SESSION = "knowledge-session"
    OFFLINE = "offline"
    BLENDED = "blended"


class ContentKind(StrEnum):
    TEXT = "text"
    VIDEO = "video"
    DOCUMENT = "document"
    LINK = "link"
    POLICY_BRIEFING = "policy-briefing"


UNSAFE = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")
NEVER_EMPTY = (
    "code", "track_id", "level", "title", "goals", "minutes", "credits", "modality", "content", "risk_tags"
)  # fmt: skip
OFFLINE = frozenset({Modality.CLASSROOM, Modality.WORKSHOP, Modality.KNOWLEDGE_SESSION, Modality.OFFLINE})


class Angle(StrEnum):
    OPPORTUNITY = "opportunity"
    RISK = "risk"


class UnknownTrack(Malformed):
    """No track has this id."""

    title = "The track is not known"
    pointer = "/track_id"


class UnknownOwner(Malformed):
    """The owner must be a person in the directory."""

    title = "The owner is not known"
    pointer = "/owner_id"


class NotCompletable(Refusal):
    """Nobody can complete it yet; `missing` says which modules, and why."""

    title = "Nobody can complete this yet"


# What completes a module by these rules does not exist yet, so whoever takes one would wait for ever.
UNCOMPLETABLE: Mapping[str | None, str] = {
    CompletionRule.ASSESSMENT: "AssessmentMissing",
    CompletionRule.ATTENDANCE: "NoSession",
}


@dataclass(frozen=True)
class Draft:
    """What is looked at before a module is shown."""

    id: UUID
    code: str
    owner_id: UUID | None
    goals: Sequence[Mapping[str, str]]
    completion_rule: CompletionRule | None
    content: Sequence[Mapping[str, Any]]


def is_address(text: str) -> bool:
    """Whether a reader may be led there: an absolute http(s) address, or a path of our own.

    A browser reads `//other.example` and `/\\other.example` as another host.
    """
    try:
        parts = urlsplit(text)
        own = not parts.scheme and not parts.netloc and text.startswith("/") and not text.startswith("//")
        elsewhere = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
    return UNSAFE.search(text) is None and (own or elsewhere)


def is_offline(modality: Modality, offline: bool | None) -> bool:
    """Said by the trainer, otherwise told by the modality."""
    return modality in OFFLINE if offline is None else offline


def missing_for_publication(draft: Draft) -> list[dict[str, str]]:
    """What still stands between this draft and its learners."""
    checks = [
        (draft.owner_id is None, "OwnerMissing"),
        (not draft.goals, "GoalMissing"),
        (draft.completion_rule is None, "CompletionRuleMissing"),
        (draft.completion_rule == CompletionRule.CONTENT and not draft.content, "ContentMissing"),
    ]
    return [{"code": code} for applies, code in checks if applies]


def refuse_unless_whole(draft: Draft) -> None:
    if gaps := missing_for_publication(draft):
        raise NotPublishable(missing=gaps)


def uncompletable(modules: Iterable[tuple[UUID, str, str | None]]) -> list[dict[str, str]]:
    """Of modules by id, code and completion rule, those that nobody can complete."""
    return [
        {"code": why, "module_id": str(module_id), "module": code}
        for module_id, code, rule in modules
        if (why := UNCOMPLETABLE.get(rule))
    ]


def refuse_uncompletable(modules: Iterable[tuple[UUID, str, str | None]]) -> None:
    if missing := uncompletable(modules):
        raise NotCompletable(missing=missing)


def refuse_unless_publishable(draft: Draft) -> None:
    refuse_unless_whole(draft)
    refuse_uncompletable([(draft.id, draft.code, draft.completion_rule)])


ARCHIVE = Step(State.ARCHIVED, Permission.WRITE_CATALOGUE, check=refuse_if_relied_on)
LIFE = Lifecycle(
    "module",
    State,
    {
        (State.DRAFT, Move.PUBLISH): Step(
            State.PUBLISHED, Permission.WRITE_CATALOGUE, check=refuse_unless_publishable, stamp="published_at"
        ),
        (State.DRAFT, Move.ARCHIVE): ARCHIVE,
        (State.PUBLISHED, Move.ARCHIVE): ARCHIVE,
    },
)


def refuse_archived(state: State) -> None:
    if state == State.ARCHIVED:
        raise AlreadyArchived(case="module")


def refuse_in_archived_track(track: State) -> None:
    if track == State.ARCHIVED:
        raise AlreadyArchived(case="track-of-module")


def refuse_emptied(asked: Mapping[str, Any]) -> None:
    """A change empties only what may be empty."""
    for name in NEVER_EMPTY:
        if name in asked and asked[name] is None:
            raise Malformed(case="never-empty", pointer=f"/{name}")


def with_ids(items: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Content in its order, each item with its id. An id already there is kept, so that progress on it stays."""
    known = {str(item["id"]) for item in kept}
    given = [str(item["id"]) for item in items if item.get("id")]
    if len(given) != len(set(given)):
        raise Malformed(case="same-item", pointer="/content")
    if foreign := [item_id for item_id in given if item_id not in known]:
        raise Malformed(case="foreign-item", pointer="/content", item=foreign[0])
    return [{**item, "id": str(item.get("id") or new_id())} for item in items]


def is_fully_read(content: Sequence[Mapping[str, Any]], read: set[str]) -> bool:
    """Every item that stands in the module now; what was taken out since does not count."""
    return bool(content) and all(str(item["id"]) in read for item in content)
