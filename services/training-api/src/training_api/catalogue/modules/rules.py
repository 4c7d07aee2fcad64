"""What a module needs before it is shown, and how its content is edited without losing anyone's progress."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from service_kit.data.database import new_id
from service_kit.web.errors import Malformed

from training_api.catalogue.tracks.rules import AlreadyArchived, NotPublishable, State


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


@dataclass(frozen=True)
class Draft:
    """What is looked at before a module is shown."""

    state: State
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
    gaps = []
    if draft.owner_id is None:
        gaps.append({"code": "OwnerMissing", "detail": "Name the person who keeps this module true, in owner_id."})
    if not draft.goals:
        gaps.append({"code": "GoalMissing", "detail": "Say in goals what a learner can do afterwards."})
    if draft.completion_rule is None:
        gaps.append({"code": "CompletionRuleMissing", "detail": "Choose content, assessment or attendance."})
    if draft.completion_rule == CompletionRule.CONTENT and not draft.content:
        gaps.append({"code": "ContentMissing", "detail": "A module completed by its content needs a content item."})
    return gaps


def refuse_unless_publishable(draft: Draft) -> None:
    refuse_archived(draft.state)
    if gaps := missing_for_publication(draft):
        raise NotPublishable(" ".join(gap["detail"] for gap in gaps), missing=gaps)


def refuse_archived(state: State) -> None:
    if state == State.ARCHIVED:
        raise AlreadyArchived("An archived module stays as it was; make a new one with a new code.")


def refuse_in_archived_track(track: State) -> None:
    if track == State.ARCHIVED:
        raise AlreadyArchived("Its track is archived, so nobody would see it; move the module to another track first.")


def with_ids(items: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Content in its order, each item with its id. An id already there is kept, so that progress on it stays."""
    known = {str(item["id"]) for item in kept}
    given = [str(item["id"]) for item in items if item.get("id")]
    if len(given) != len(set(given)):
        raise Malformed("Two content items carry the same id.", pointer="/content")
    if foreign := [item_id for item_id in given if item_id not in known]:
        raise Malformed(f"Content item {foreign[0]} is not one of this module; leave the id out.", pointer="/content")
    return [{**item, "id": str(item.get("id") or new_id())} for item in items]


def is_fully_read(content: Sequence[Mapping[str, Any]], read: set[str]) -> bool:
    """Every item that stands in the module now; what was taken out since does not count."""
    return bool(content) and all(str(item["id"]) in read for item in content)
