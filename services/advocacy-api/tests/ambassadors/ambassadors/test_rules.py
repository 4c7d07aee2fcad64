"""The moves of an ambassadorship, every pair of them."""

from itertools import product

import pytest
from advocacy_api.ambassadors.ambassadors.rules import MOVES, Move, NotReady, State, move, refuse_unless_ready
from advocacy_api.moves import MoveNotAllowed


@pytest.mark.parametrize(("state", "wanted"), list(product(State, Move)))
def test_every_pair_leads_where_the_table_says_or_is_refused(state: State, wanted: Move) -> None:
    if (state, wanted) in MOVES:
        assert move(state, wanted) is MOVES[state, wanted]
        return
    with pytest.raises(MoveNotAllowed) as refusal:
        move(state, wanted)
    assert refusal.value.members["allowed"] == [open_move for from_state, open_move in MOVES if from_state is state]


def test_leaving_is_possible_from_every_living_state_and_alumni_is_the_end() -> None:
    for state in State:
        assert ((state, Move.LEAVE) in MOVES) is (state is not State.ALUMNI)
    assert not [wanted for state, wanted in MOVES if state is State.ALUMNI]


def test_readiness_says_what_is_missing() -> None:
    refuse_unless_ready(True, [])
    with pytest.raises(NotReady) as refusal:
        refuse_unless_ready(False, [{"code": "CertificateMissing"}])
    assert refusal.value.members["missing"] == [{"code": "CertificateMissing"}]
