"""When points may become a reward."""

from itertools import product
from uuid import uuid4

import pytest
from advocacy_api.moves import MoveNotAllowed
from advocacy_api.rewarding.redemptions.rules import (
    MOVES,
    BalanceTooLow,
    BudgetExhausted,
    Move,
    OutOfStock,
    OwnRequest,
    RewardUnavailable,
    State,
    move,
    refuse_own_request,
    refuse_unless_affordable,
)
from hypothesis import given
from hypothesis import strategies as some

counts = some.integers(0, 20)


@pytest.mark.parametrize(("state", "wanted"), list(product(State, Move)))
def test_every_pair_leads_where_the_table_says_or_is_refused(state: State, wanted: Move) -> None:
    if (state, wanted) in MOVES:
        assert move(state, wanted) is MOVES[state, wanted]
    else:
        with pytest.raises(MoveNotAllowed):
            move(state, wanted)


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


def test_nobody_decides_on_their_own_request() -> None:
    person = uuid4()
    refuse_own_request(person, uuid4())
    with pytest.raises(OwnRequest):
        refuse_own_request(person, person)
