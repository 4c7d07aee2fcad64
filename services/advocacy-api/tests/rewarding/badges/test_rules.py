"""The life of a badge, every pair of state and move, and what both axes ask for."""

import pytest
from advocacy_api.rewarding.badges.rules import LIFE, Axis, BothAxesNeeded, Move, State, refuse_unless_of_both_axes
from advocacy_api.rewarding.point_rules.rules import Act
from service_kit.domain.twins import walk

DRAWN = """
    draft edit draft nobody
    published edit published nobody
    draft publish published
    published retire retired
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


def test_a_badge_of_both_axes_asks_for_an_act_of_each() -> None:
    refuse_unless_of_both_axes(Axis.BOTH, [Act.CERTIFICATE, Act.CLICK])
    refuse_unless_of_both_axes(Axis.ADVOCACY, [Act.SHARE])
    for acts in ([Act.SHARE, Act.CLICK], [Act.COMPLETION]):
        with pytest.raises(BothAxesNeeded):
            refuse_unless_of_both_axes(Axis.BOTH, acts)
