"""Which state a certification scheme may take next, and what must hold before it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from training_api.catalogue.tracks.rules import NotPublishable
from training_api.events import SchemePublished
from training_api.permissions import Permission


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Move(StrEnum):
    PUBLISH = "publish"
    RETIRE = "retire"


class SchemeFixed(Refusal):
    title = "A published scheme stays as it is"


class SchemeRetired(Refusal):
    """Nobody can earn this certificate now."""

    title = "The scheme is retired"


@dataclass(frozen=True)
class Asked:
    """What a scheme asks, and which of its modules (by their codes) nobody can take."""

    modules: Sequence[UUID]
    min_credits: int
    min_offline_credits: int
    unpublished: Sequence[str]
    uncompletable: Sequence[Mapping[str, str]] = ()
    offered_credits: int | None = None
    offered_offline_credits: int | None = None
    is_for_nobody: bool = False


def refuse_unless_draft(state: State) -> None:
    if state != State.DRAFT:
        raise SchemeFixed(state=str(state))


def refuse_unless_publishable(asked: Asked) -> None:
    """A rule that asks nothing would certify everyone, one that asks what nobody can take or gather nobody."""
    gaps: list[Mapping[str, Any]] = []
    if not asked.modules and not asked.min_credits and not asked.min_offline_credits:
        gaps.append({"code": "RuleMissing"})
    gaps += [{"code": "ModuleNotPublished", "module": module} for module in asked.unpublished]
    gaps += asked.uncompletable
    gaps += _more_than_offered(asked)
    if asked.is_for_nobody:
        gaps.append({"code": "NobodyMayTakeAll"})
    if gaps:
        raise NotPublishable(missing=gaps)


def _more_than_offered(asked: Asked) -> list[dict[str, Any]]:
    """Credits that nobody can gather, whatever they take."""
    pairs = (
        ("CreditsNotOffered", asked.min_credits, asked.offered_credits),
        ("OfflineCreditsNotOffered", asked.min_offline_credits, asked.offered_offline_credits),
    )
    return [
        {"code": code, "asked": wanted, "offered": offered}
        for code, wanted, offered in pairs
        if offered is not None and wanted > offered
    ]


RETIRE = Step(State.RETIRED, Permission.WRITE_SCHEMES)
LIFE = Lifecycle(
    "scheme",
    State,
    {
        (State.DRAFT, Move.PUBLISH): Step(
            State.PUBLISHED,
            Permission.WRITE_SCHEMES,
            check=refuse_unless_publishable,
            event=SchemePublished,
            stamp="published_at",
        ),
        (State.DRAFT, Move.RETIRE): RETIRE,
        (State.PUBLISHED, Move.RETIRE): RETIRE,
    },
)
