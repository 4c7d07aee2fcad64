"""The certificate rule and the moves of a certificate."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.domain.twins import walk
from training_api.certification.certificates import rules
from training_api.certification.certificates.rules import LIFE, Move, SchemeProgress, SchemeRequirements, State

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DAY = timedelta(days=1)
MODULE = UUID(int=1)

requirements = st.builds(SchemeRequirements, min_credits=st.integers(0, 20), min_offline_credits=st.integers(0, 20))
progresses = st.builds(
    SchemeProgress,
    missing_modules=st.lists(st.just(MODULE), max_size=1),
    credits=st.integers(0, 20),
    offline_credits=st.integers(0, 20),
    acknowledged=st.booleans(),
    previous=st.none() | st.sampled_from(State),
    renewable_from=st.none() | st.integers(-400, 400).map(lambda days: NOW + days * DAY),
)


@given(required=requirements, progress=progresses)
def test_a_certificate_is_due_only_when_every_part_of_the_rule_holds(
    required: SchemeRequirements, progress: SchemeProgress
) -> None:
    if rules.is_due(required, progress, NOW):
        assert not progress.missing_modules
        assert progress.credits >= required.min_credits
        assert progress.offline_credits >= required.min_offline_credits
        assert progress.acknowledged
        assert progress.previous != State.SUSPENDED
        if progress.previous is not None:
            assert progress.renewable_from is not None
            assert progress.renewable_from <= NOW


@given(required=requirements, earned=st.integers(0, 20), offline=st.integers(0, 20))
def test_more_learning_never_takes_a_first_certificate_away(
    required: SchemeRequirements, earned: int, offline: int
) -> None:
    first = SchemeProgress(credits=earned, offline_credits=offline)
    more = SchemeProgress(credits=earned + 1, offline_credits=offline + 1)
    assert rules.is_due(required, more, NOW) >= rules.is_due(required, first, NOW)


@given(days=st.integers(1, 4000), window=st.integers(0, 5000))
def test_the_refresher_window_lies_within_the_validity(days: int, window: int) -> None:
    term = rules.term(NOW, days, window)
    assert term.valid_until == NOW + days * DAY
    assert term.renewable_from is not None
    assert NOW <= term.renewable_from <= term.valid_until


def test_without_a_validity_it_never_ends_and_is_never_renewed() -> None:
    assert rules.term(NOW, None, 30) == rules.Term(None, None)
    assert not rules.is_due(SchemeRequirements(), SchemeProgress(previous=State.VALID, renewable_from=None), NOW)
    assert rules.is_valid(State.VALID, None, NOW)


DRAWN = """
    valid suspend suspended reason
    suspended reinstate valid second
    valid revoke revoked reason
    suspended revoke revoked reason
    valid lose-evidence suspended nobody
    valid expire expired nobody
    suspended expire expired nobody
"""


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN) == len(State) * len(Move)


def test_nothing_leads_out_of_an_end() -> None:
    ends = {State.REVOKED, State.EXPIRED}
    assert not [pair for pair in LIFE.moves if pair[0] in ends]
    assert {step.to for step in LIFE.moves.values()} == set(State)


@pytest.mark.parametrize("state", State)
def test_what_has_ended_says_so_before_the_clock_has_moved_it(state: State) -> None:
    ended = rules.state_at(state, NOW, NOW)
    assert ended == (State.REVOKED if state == State.REVOKED else State.EXPIRED)
    assert rules.state_at(state, NOW + DAY, NOW) == state
    assert not rules.is_valid(ended, NOW, NOW)
