"""The moves of an enrolment."""

from itertools import product

import pytest
from training_api.learning.enrolments import rules
from training_api.learning.enrolments.rules import Move, State


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_pair_of_state_and_move_is_allowed_as_the_table_says_or_refused(state: State, move: Move) -> None:
    if (state, move) in rules.MOVES:
        assert state in rules.ACTIVE
        assert rules.move(state, move) == rules.MOVES[state, move]
    else:
        with pytest.raises(rules.EnrolmentClosed):
            rules.move(state, move)


def test_every_open_enrolment_can_be_completed_and_left() -> None:
    assert {state for state, move in rules.MOVES if move == Move.COMPLETE} == rules.ACTIVE
    assert {state for state, move in rules.MOVES if move == Move.WITHDRAW} == rules.ACTIVE
