"""When a template can ever be signed: pure decisions."""

from collections.abc import Sequence
from typing import Protocol


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
