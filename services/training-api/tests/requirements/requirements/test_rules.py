"""How a line stands, and whom a requirement means."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_api.requirements.requirements import rules
from training_api.requirements.requirements.rules import Line, LineState, Move, State

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(1, 800)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_state_and_move(state: State, move: Move) -> None:
    allowed = {
        (State.DRAFT, Move.ACTIVATE): State.ACTIVE,
        (State.DRAFT, Move.RETIRE): State.RETIRED,
        (State.ACTIVE, Move.RETIRE): State.RETIRED,
    }
    if (state, move) in allowed:
        assert rules.next_state(state, move) == allowed[state, move]
    else:
        with pytest.raises(rules.MoveNotAllowed):
            rules.next_state(state, move)


def test_a_line_is_open_until_its_day_and_overdue_after_it() -> None:
    line = Line(first_due_at=day(30), due_in_days=30)
    assert rules.stands(line, day(30)) == LineState.OPEN
    assert rules.stands(line, day(30.1)) == LineState.OVERDUE


def test_what_is_done_once_stays_done() -> None:
    line = Line(first_due_at=day(30), due_in_days=30, completed_at=day(40), fresh_from=day(1))
    assert rules.stands(line, day(4000)) == LineState.DONE


def test_an_exemption_holds_until_its_end_and_not_beyond_what_is_done() -> None:
    line = Line(first_due_at=day(30), due_in_days=30, exempt_until=day(60))
    assert rules.stands(line, day(59)) == LineState.EXEMPT
    assert rules.stands(line, day(60)) == LineState.OVERDUE


def test_a_repeated_line_opens_again_before_it_is_due() -> None:
    line = Line(day(30), due_in_days=30, repeat_every_days=365, completed_at=day(10), fresh_from=day(10))
    assert rules.due_at(line) == day(375)
    assert rules.stands(line, day(344)) == LineState.DONE
    assert rules.stands(line, day(346)) == LineState.OPEN
    assert rules.stands(line, day(376)) == LineState.OVERDUE


def test_old_learning_is_asked_again_but_not_before_the_first_due_day() -> None:
    line = Line(day(30), due_in_days=30, repeat_every_days=365, completed_at=day(-900), fresh_from=day(-900))
    assert rules.stands(line, day(1)) == LineState.OPEN
    assert rules.stands(line, day(31)) == LineState.OVERDUE


@given(due=DAYS, repeat=st.none() | DAYS, fresh=st.none() | st.integers(-900, 900), today=st.integers(0, 2000))
def test_a_line_never_goes_back_from_overdue_by_waiting(
    due: int, repeat: int | None, fresh: int | None, today: int
) -> None:
    completed = None if fresh is None else day(fresh)
    line = Line(day(due), due, repeat, completed, completed)
    before, after = rules.stands(line, day(today)), rules.stands(line, day(today + 1))
    order = [LineState.DONE, LineState.OPEN, LineState.OVERDUE]
    assert order.index(before) <= order.index(after)
    assert (before == LineState.OVERDUE) == (day(today) > rules.due_at(line) and before != LineState.DONE)


@given(due=DAYS, repeat=DAYS)
def test_what_was_just_completed_is_done(due: int, repeat: int) -> None:
    line = Line(day(due), due, repeat, completed_at=day(50), fresh_from=day(50))
    assert rules.stands(line, day(50)) == LineState.DONE


def test_whom_a_requirement_means_and_why() -> None:
    audience = SimpleNamespace(job_profiles=["buyer"], departments=["Sales"], divisions=[], roles=["manager", "hr"])
    anna = SimpleNamespace(job_profile="seller", department="Sales", division=None, roles=["employee", "manager"])
    assert rules.matched(audience, anna) == [("department", "Sales"), ("role", "manager")]
    nobody = SimpleNamespace(job_profile=None, department=None, division=None, roles=["employee"])
    assert rules.matched(audience, nobody) == []
    everyone = SimpleNamespace(job_profiles=[], departments=[], divisions=[], roles=[])
    assert rules.matched(everyone, nobody) == [("everyone", None)]


def test_general_training_needs_a_sponsor() -> None:
    rules.refuse_unless_sponsored("function", sponsored=False)
    rules.refuse_unless_sponsored("general", sponsored=True)
    with pytest.raises(rules.SponsorReasonMissing):
        rules.refuse_unless_sponsored("general", sponsored=False)
