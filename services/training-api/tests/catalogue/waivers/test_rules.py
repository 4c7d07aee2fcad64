"""The moves of a waiver."""

from service_kit.domain.twins import walk
from training_api.catalogue.waivers.rules import LIFE, Move, State

DRAWN = """
    requested approve approved second
    requested refuse refused second reason
    requested withdraw withdrawn own
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)
