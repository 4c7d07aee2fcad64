"""Which acts earn points, and the life of a rule that says how many."""

from enum import StrEnum

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from advocacy_api.permissions import Permission


class Act(StrEnum):
    """What a person does and may earn points for."""

    COMPLETION = "completion"
    CERTIFICATE = "certificate"
    SHARE = "share"
    CLICK = "click"


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Move(StrEnum):
    EDIT = "edit"
    ACTIVATE = "activate"
    RETIRE = "retire"


class CodeTaken(Refusal):
    """A code names one thing for ever, also one that is retired."""

    status = 409
    title = "The code is taken"


class RulesOverlap(Refusal):
    """An act has one rule in force."""

    status = 409
    title = "Another rule is in force for this act"


ACTIVATE = Step(State.ACTIVE, Permission.MANAGE_POINTS, word="activated")
LIFE = Lifecycle(
    "point-rule",
    State,
    {
        (State.DRAFT, Move.EDIT): Step(State.DRAFT, None, word="changed"),
        (State.DRAFT, Move.ACTIVATE): ACTIVATE,
        (State.ACTIVE, Move.RETIRE): Step(State.RETIRED, Permission.MANAGE_POINTS),
        (State.RETIRED, Move.ACTIVATE): ACTIVATE,
    },
)
