"""When points may become a reward."""

from advocacy_api.rewarding.redemptions.rules import (
    LIFE,
    BalanceTooLow,
    BudgetExhausted,
    Move,
    OutOfStock,
    RewardUnavailable,
    State,
    refuse_unless_affordable,
)
from hypothesis import given
from hypothesis import strategies as some
from service_kit.domain.twins import walk

DRAWN = """
    requested approve approved second
    requested refuse refused second
    approved fulfil fulfilled second
    approved refuse refused second
"""

counts = some.integers(0, 20)


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


@given(
    available=some.booleans(),
    cost=some.integers(1, 20),
    stock=some.none() | counts,
    taken=counts,
    budget=some.none() | counts,
    committed=counts,
    balance=some.integers(-5, 40),
)
def test_what_passes_never_oversells_and_never_overspends(
    available: bool, cost: int, stock: int | None, taken: int, budget: int | None, committed: int, balance: int
) -> None:
    may = (
        available
        and (stock is None or taken + 1 <= stock)
        and (budget is None or committed + cost <= budget)
        and balance - cost >= 0
    )
    try:
        refuse_unless_affordable(
            available=available,
            cost=cost,
            stock=stock,
            taken=taken,
            budget=budget,
            committed=committed,
            balance=balance,
        )
    except (RewardUnavailable, OutOfStock, BalanceTooLow, BudgetExhausted):
        assert not may
    else:
        assert may
