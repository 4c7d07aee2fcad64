"""The certificate rule and the moves of a certificate."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_api.certification.certificates import rules
from training_api.certification.certificates.rules import Move, SchemeProgress, SchemeRequirements, State

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


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_pair_of_state_and_move_is_allowed_as_the_table_says_or_refused(state: State, move: Move) -> None:
    allowed = rules.MOVES.get((state, move))
    if allowed is None:
        with pytest.raises(rules.MoveNotAllowed) as refused:
            rules.move(state, move, reason="a reason", by_holder=False)
        assert move not in refused.value.members["allowed"]
        return
    assert rules.move(state, move, reason="a reason", by_holder=False) == allowed.next
    if allowed.reason_needed:
        with pytest.raises(rules.ReasonNeeded):
            rules.move(state, move, reason=" ", by_holder=False)
    if allowed.four_eyes:
        with pytest.raises(rules.OwnCertificate):
            rules.move(state, move, reason="a reason", by_holder=True)


def test_nothing_leads_out_of_an_end() -> None:
    ends = {State.REVOKED, State.EXPIRED}
    assert not [pair for pair in rules.MOVES if pair[0] in ends]
    assert {allowed.next for allowed in rules.MOVES.values()} == set(State)


@pytest.mark.parametrize("state", State)
def test_what_has_ended_says_so_before_the_clock_has_moved_it(state: State) -> None:
    ended = rules.state_at(state, NOW, NOW)
    assert ended == (State.REVOKED if state == State.REVOKED else State.EXPIRED)
    assert rules.state_at(state, NOW + DAY, NOW) == state
    assert not rules.is_valid(ended, NOW, NOW)
