"""The moves of an exemption, and how long it runs."""

from datetime import UTC, datetime, timedelta

from service_kit.domain.twins import walk
from training_api.requirements.exemptions import rules
from training_api.requirements.exemptions.rules import LIFE, Move, State

DRAWN = """
    running withdraw ended reason
"""
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


def test_it_runs_until_its_moment() -> None:
    assert rules.state_at(NOW + timedelta(seconds=1), NOW) is State.RUNNING
    assert rules.state_at(NOW, NOW) is State.ENDED
