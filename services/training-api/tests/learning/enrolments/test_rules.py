"""The moves of an enrolment."""

from service_kit.domain.twins import walk
from training_api.learning.enrolments import rules
from training_api.learning.enrolments.rules import LIFE, Move, State

DRAWN = """
    enrolled progress in-progress nobody
    in-progress progress in-progress nobody
    stalled progress in-progress nobody
    enrolled complete completed nobody
    in-progress complete completed nobody
    stalled complete completed nobody
    enrolled stall stalled nobody
    in-progress stall stalled nobody
    enrolled withdraw withdrawn own
    in-progress withdraw withdrawn own
    stalled withdraw withdrawn own
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


def test_every_open_enrolment_can_be_completed_and_left() -> None:
    assert LIFE.before(Move.COMPLETE) == list(rules.ACTIVE)
    assert LIFE.before(Move.WITHDRAW) == list(rules.ACTIVE)
