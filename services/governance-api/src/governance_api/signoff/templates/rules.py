"""When a template can ever be signed, and how it lives."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from governance_api.permissions import Permission

MOST_REVIEWERS = 100  # so many decisions a sign-off can hold, and a reader can follow


class State(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


class Move(StrEnum):
    RETIRE = "retire"


class Kind(StrEnum):
    """What the reviewers of a stage do."""

    CO_CREATE = "co-create"
    DECIDE = "decide"


LIFE = Lifecycle(
    "signoff-template",
    State,
    {(State.ACTIVE, Move.RETIRE): Step(State.RETIRED, Permission.EDIT_SIGNOFF_TEMPLATES)},
)


class TemplateInvalid(Refusal):
    status = 422
    title = "This template could never be decided"


class Reviewer(Protocol):
    """What the rules read of a reviewer."""

    @property
    def person(self) -> UUID | None: ...


class Stage(Protocol):
    """What the rules read of a stage."""

    @property
    def kind(self) -> str: ...
    @property
    def quorum(self) -> str | int: ...
    @property
    def reviewers(self) -> Sequence[Reviewer]: ...


def people_named(stages: Sequence[Stage]) -> dict[str, UUID]:
    """The people who are named as reviewers, by the JSON pointer to each."""
    return {
        f"/stages/{place}/reviewers/{seat}/person": reviewer.person
        for place, stage in enumerate(stages)
        for seat, reviewer in enumerate(stage.reviewers)
        if reviewer.person is not None
    }


def refuse_unless_decidable(stages: Sequence[Stage], here: Collection[UUID]) -> None:
    """A template that could never be decided, or would decide nothing, is refused with every fault it has."""
    gone = [pointer for pointer, person in people_named(stages).items() if person not in here]
    if found := [*faults(stages), *({"pointer": pointer, "code": "ReviewerGone"} for pointer in gone)]:
        raise TemplateInvalid(errors=found)


def faults(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    """What is wrong with the stages: a JSON pointer, a code, and what its sentence tells."""
    found: list[dict[str, Any]] = []
    if sum(len(stage.reviewers) for stage in stages) > MOST_REVIEWERS:
        found.append({"pointer": "/stages", "code": "ReviewersMany", "most": MOST_REVIEWERS})
    if not any(stage.kind == Kind.DECIDE for stage in stages):
        found.append({"pointer": "/stages", "code": "DecidingStageMissing"})
    for place, stage in enumerate(stages):
        if stage.kind == Kind.CO_CREATE and any(earlier.kind == Kind.DECIDE for earlier in stages[:place]):
            found.append({"pointer": f"/stages/{place}/kind", "code": "CoCreateLate"})
        reviewers = len(stage.reviewers)
        if isinstance(stage.quorum, int) and not 1 <= stage.quorum <= reviewers:
            found.append({"pointer": f"/stages/{place}/quorum", "code": "QuorumUnfit", "most": reviewers})
        if len(set(map(repr, stage.reviewers))) != reviewers:
            found.append({"pointer": f"/stages/{place}/reviewers", "code": "ReviewerTwice"})
    return found
