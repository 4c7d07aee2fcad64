"""The life of an ask, pair by pair, against a drawing made from the contract."""

from governance_api.acknowledgements.acknowledgements.rules import LIFE, Move, State, true_state
from service_kit.domain.twins import walk

DRAWN = """
    open accept accepted own
    open decline declined own
    accepted decline declined own
    declined accept accepted own
    open supersede superseded nobody
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


def test_an_answer_that_a_newer_ask_replaced_is_closed() -> None:
    assert true_state("accepted", is_latest=False) is State.SUPERSEDED
    assert true_state("declined", is_latest=True) is State.DECLINED
