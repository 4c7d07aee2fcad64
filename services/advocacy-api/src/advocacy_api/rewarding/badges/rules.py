"""What a badge asks for, its life, and who may see one that was earned."""

from collections.abc import Collection
from enum import StrEnum

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Malformed

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.point_rules.rules import Act


class Visibility(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"


class Axis(StrEnum):
    """Learning together and speaking up; the highest badges ask for both."""

    COLLABORATION = "collaboration"
    ADVOCACY = "advocacy"
    BOTH = "both"


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Move(StrEnum):
    EDIT = "edit"
    PUBLISH = "publish"
    RETIRE = "retire"


class BothAxesNeeded(Malformed):
    """A badge of both axes asks for an act of each."""

    title = "An act of each axis is needed"
    pointer = "/criteria"


LEARNING = frozenset({Act.COMPLETION, Act.CERTIFICATE})
SHARING = frozenset({Act.SHARE, Act.CLICK})
LIFE = Lifecycle(
    "badge",
    State,
    {
        (State.DRAFT, Move.EDIT): Step(State.DRAFT, None, word="changed"),
        (State.PUBLISHED, Move.EDIT): Step(State.PUBLISHED, None, word="changed"),
        (State.DRAFT, Move.PUBLISH): Step(State.PUBLISHED, Permission.MANAGE_BADGES, stamp="published_at"),
        (State.PUBLISHED, Move.RETIRE): Step(State.RETIRED, Permission.MANAGE_BADGES),
    },
)


def refuse_unless_of_both_axes(axis: Axis, acts: Collection[Act]) -> None:
    if axis is Axis.BOTH and not (LEARNING & set(acts) and SHARING & set(acts)):
        raise BothAxesNeeded
