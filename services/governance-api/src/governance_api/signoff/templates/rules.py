"""When a template can ever be signed: pure decisions."""

from collections.abc import Sequence
from typing import Protocol

STRANGER = "The directory knows no such active person."
MOST_REVIEWERS = 100  # so many decisions a sign-off can hold, and a reader can follow


class Stage(Protocol):
    """What the rules read of a stage."""

    @property
    def kind(self) -> str: ...
    @property
    def quorum(self) -> str | int: ...
    @property
    def reviewers(self) -> Sequence[object]: ...


def faults(stages: Sequence[Stage]) -> list[tuple[str, str]]:
    """Where a template could never be decided, or would decide nothing: (JSON pointer, sentence)."""
    found: list[tuple[str, str]] = []
    if sum(len(stage.reviewers) for stage in stages) > MOST_REVIEWERS:
        found.append(("/stages", f"A template names at most {MOST_REVIEWERS} reviewers in all its stages."))
    if not any(stage.kind == "decide" for stage in stages):
        found.append(("/stages", "A template needs at least one stage that decides."))
    for index, stage in enumerate(stages):
        if stage.kind == "co-create" and any(earlier.kind == "decide" for earlier in stages[:index]):
            found.append((f"/stages/{index}/kind", "Creating together comes before deciding."))
        if isinstance(stage.quorum, int) and not 1 <= stage.quorum <= len(stage.reviewers):
            found.append((f"/stages/{index}/quorum", f"The quorum must be from 1 to {len(stage.reviewers)}."))
        if len(set(map(repr, stage.reviewers))) != len(stage.reviewers):
            found.append((f"/stages/{index}/reviewers", "A reviewer stands in a stage once."))
    return found
