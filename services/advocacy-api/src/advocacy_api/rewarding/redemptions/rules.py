"""When points may become a reward, and who decides it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from service_kit.web.errors import Refusal

from advocacy_api.moves import next_state


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    FULFILLED = "fulfilled"
    REFUSED = "refused"


class Move(StrEnum):
    APPROVE = "approve"
    FULFIL = "fulfil"
    REFUSE = "refuse"


MOVES: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.REQUESTED, Move.APPROVE): State.APPROVED,
        (State.REQUESTED, Move.REFUSE): State.REFUSED,
        (State.APPROVED, Move.FULFIL): State.FULFILLED,
        (State.APPROVED, Move.REFUSE): State.REFUSED,
    }
)


class BalanceTooLow(Refusal):
    """The person has fewer points than the reward costs."""

    status = 409
    title = "Not enough points"


class OutOfStock(Refusal):
    """Every piece has been promised."""

    status = 409
    title = "None left"


class BudgetExhausted(Refusal):
    """The points set aside for this reward are spent."""

    status = 409
    title = "The budget is spent"


class RewardUnavailable(Refusal):
    """The reward is not offered any more."""

    status = 409
    title = "Not offered any more"


class OwnRequest(Refusal):
    """Nobody decides on their own request."""

    status = 403
    title = "Your own request"


def move(state: State, wanted: Move) -> State:
    return next_state(MOVES, state, wanted)


def refuse_own_request(requested_by: UUID, decided_by: UUID) -> None:
    if requested_by == decided_by:
        raise OwnRequest("A colleague decides on this one.")


def refuse_unless_affordable(
    *, available: bool, cost: int, stock: int | None, taken: int, budget: int | None, committed: int, balance: int
) -> None:
    """`stock` counts pieces, `budget` counts points; both count what is requested, approved and fulfilled."""
    if not available:
        raise RewardUnavailable("Choose another reward.")
    if stock is not None and taken >= stock:
        raise OutOfStock("Every piece has been promised; ask for more stock or choose another reward.")
    if balance < cost:
        raise BalanceTooLow(
            f"It costs {cost} points and you have {balance}.", cost=cost, balance=balance, short=cost - balance
        )
    if budget is not None and committed + cost > budget:
        raise BudgetExhausted("The points set aside for this reward are spent.", budget=budget, committed=committed)
