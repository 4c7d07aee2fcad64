"""How a line stands, and whom a requirement means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_kit.domain.twins import walk
from training_api.requirements.requirements import rules
from training_api.requirements.requirements.rules import LIFE, Activation, Line, LineState, Move, State

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(1, 800)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


DRAWN = """
    draft activate active
    draft retire retired
    active retire retired
"""
GOOD = Activation(phase="function", published=True, sponsored=False, people_over=0, hours_a_year=40)


def test_every_pair_leads_where_it_is_drawn_or_is_refused() -> None:
    assert walk(LIFE, DRAWN, facts={("draft", "activate"): GOOD}) == len(State) * len(Move)


def test_what_a_draft_lacks_is_refused_before_it_is_activated() -> None:
    rules.refuse_unless_activatable(GOOD)
    rules.refuse_unless_activatable(replace(GOOD, phase="general", sponsored=True))
    with pytest.raises(rules.SubjectNotPublished):
        rules.refuse_unless_activatable(replace(GOOD, published=False, phase="general"))
    with pytest.raises(rules.SponsorReasonMissing):
        rules.refuse_unless_activatable(replace(GOOD, phase="general"))
    with pytest.raises(rules.MandatoryHoursCapExceeded):
        rules.refuse_unless_activatable(replace(GOOD, people_over=1))


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
    applies_to = {"departments": ["Sales"], "roles": ["manager", "hr"]}
    anna = SimpleNamespace(
        job_profile="seller", department="Sales", division=None, location=None, roles=["employee", "manager"]
    )
    assert rules.matched(applies_to, anna) == [("department", "Sales"), ("role", "manager")]
    bob = SimpleNamespace(job_profile=None, department="Sales", division=None, location=None, roles=["employee"])
    assert rules.matched(applies_to, bob) == [], "of each list that is given one name must fit"
    assert rules.matched({"everyone": True}, bob) == [("everyone", None)]
