"""The life of a point rule, every pair of state and move."""

from advocacy_api.rewarding.point_rules.rules import LIFE, Move, State
from service_kit.domain.twins import walk

DRAWN = """
    draft edit draft nobody
    draft activate active
    active retire retired
    retired activate active
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)
