"""When points may become a reward, and who decides it."""

from enum import StrEnum

from service_kit.domain.lifecycle import Lifecycle, Step
from service_kit.web.errors import Refusal

from advocacy_api.permissions import Permission


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    FULFILLED = "fulfilled"
    REFUSED = "refused"


class Move(StrEnum):
    APPROVE = "approve"
    FULFIL = "fulfil"
    REFUSE = "refuse"


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


REFUSE = Step(State.REFUSED, Permission.DECIDE_REDEMPTIONS, second_person=True, stamp="decided_at")
LIFE = Lifecycle(
    "redemption",
    State,
    {
        (State.REQUESTED, Move.APPROVE): Step(
            State.APPROVED, Permission.DECIDE_REDEMPTIONS, second_person=True, stamp="decided_at"
        ),
        (State.REQUESTED, Move.REFUSE): REFUSE,
        (State.APPROVED, Move.FULFIL): Step(
            State.FULFILLED, Permission.DECIDE_REDEMPTIONS, second_person=True, stamp="fulfilled_at"
        ),
        (State.APPROVED, Move.REFUSE): REFUSE,
    },
)


def refuse_unless_affordable(
    *, available: bool, cost: int, stock: int | None, taken: int, budget: int | None, committed: int, balance: int
) -> None:
    """`stock` counts pieces, `budget` counts points; both count what is requested, approved and fulfilled."""
    if not available:
        raise RewardUnavailable
    if stock is not None and taken >= stock:
        raise OutOfStock
    if balance < cost:
        raise BalanceTooLow(cost=cost, balance=balance, short=cost - balance)
    if budget is not None and committed + cost > budget:
        raise BudgetExhausted(budget=budget, committed=committed)
