"""The life of a reward, every pair of state and move."""

import pytest
from advocacy_api.rewarding.rewards.rules import LIFE, Move, State, move_for
from service_kit.domain.twins import walk

DRAWN = """
    draft offer offered
    offered retire retired
    retired offer offered
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


@pytest.mark.parametrize("state", State)
def test_available_says_the_same_as_the_move_that_leads_there(state: State) -> None:
    for available in (True, False):
        move = move_for(state, available)
        reached = state if move is None else LIFE.moves[state, move].to
        assert (reached is State.OFFERED) is available
