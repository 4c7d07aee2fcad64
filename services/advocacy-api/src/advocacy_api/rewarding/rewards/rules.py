"""The life of a reward, and what it may be changed to."""

from enum import StrEnum

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from advocacy_api.permissions import Permission


class State(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    RETIRED = "retired"


class Move(StrEnum):
    OFFER = "offer"
    RETIRE = "retire"


class BelowCommitted(Refusal):
    """Less than what is promised already."""

    status = 409
    title = "Less than what is promised already"


OFFER = Step(State.OFFERED, Permission.MANAGE_REWARDS)
LIFE = Lifecycle(
    "reward",
    State,
    {
        (State.DRAFT, Move.OFFER): OFFER,
        (State.OFFERED, Move.RETIRE): Step(State.RETIRED, Permission.MANAGE_REWARDS),
        (State.RETIRED, Move.OFFER): OFFER,
    },
)


def move_for(state: str, available: bool) -> Move | None:
    """The move by which a reward becomes available, or is so no more; None when it is so already."""
    if available is (state == State.OFFERED):
        return None
    if available:
        return Move.OFFER
    return Move.RETIRE


def refuse_below_committed(*, stock: int | None, taken: int, budget: int | None, committed: int) -> None:
    if stock is not None and stock < taken:
        raise BelowCommitted(case="stock", taken=taken)
    if budget is not None and budget < committed:
        raise BelowCommitted(case="budget", committed=committed)
