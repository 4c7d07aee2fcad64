"""What events are worth, and that the ledger adds up."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4, uuid5

from advocacy_api.rewarding.points.rules import (
    EARNING,
    DayOf,
    Earned,
    NotReversible,
    PointRule,
    Reason,
    Reduced,
    Today,
    counts_in,
    day_of,
    entries_for,
    is_final,
    month_of,
    refuse_unless_reversible,
    totals_of,
    undone_in,
    worth,
)
from hypothesis import given
from hypothesis import strategies as some

SPACE = UUID(int=7)
START = datetime(2026, 11, 1, tzinfo=UTC)
people = some.integers(0, 3).map(lambda number: uuid5(SPACE, f"person {number}"))
reasons = some.sampled_from(sorted(EARNING))
events = some.builds(
    Earned,
    person_id=people,
    reason=reasons,
    event_id=some.integers(0, 30).map(lambda number: uuid5(SPACE, f"event {number}")),
    at=some.integers(0, 71).map(lambda hours: START + timedelta(hours=hours)),
)
point_rules = some.fixed_dictionaries(
    {
        reason.value: some.builds(
            PointRule,
            reason=some.just(reason.value),
            amount=some.integers(0, 60),
            daily_cap=some.none() | some.integers(0, 100),
            diminishing=some.sampled_from([1.0, 0.8, 0.5]),
            active=some.booleans(),
        )
        for reason in EARNING
    }
)


@given(told=some.lists(events, max_size=60), rules=point_rules)
def test_balances_are_the_sum_of_the_entries(told: list[Earned], rules: dict[str, PointRule]) -> None:
    entries = entries_for(told, rules, {}, frozenset())
    totals = totals_of(entries)
    for person in {entry.person_id for entry in entries}:
        assert totals[person] == sum(entry.amount for entry in entries if entry.person_id == person)
    assert all(entry.amount > 0 for entry in entries)


@given(told=some.lists(events, max_size=60), rules=point_rules)
def test_an_event_counts_once_whatever_is_told_again(told: list[Earned], rules: dict[str, PointRule]) -> None:
    entries = entries_for([*told, *told], rules, {}, frozenset())
    counted = Counter((entry.event_id, entry.reason) for entry in entries)
    assert all(times == 1 for times in counted.values())
    before = frozenset((event.event_id, event.reason.value) for event in told)
    assert entries_for(told, rules, {}, before) == []


@given(told=some.lists(events, max_size=60), rules=point_rules)
def test_no_day_brings_more_than_the_cap(told: list[Earned], rules: dict[str, PointRule]) -> None:
    days: Counter[tuple[UUID, str, object]] = Counter()
    for entry in entries_for(told, rules, {}, frozenset()):
        days[entry.person_id, entry.reason.value, day_of(entry.at)] += entry.amount
    for (_person, reason, _day), points in days.items():
        cap = rules[reason].daily_cap
        assert cap is None or points <= cap


@given(told=some.lists(events, max_size=40), rules=point_rules, cut=some.integers(0, 40))
def test_one_batch_or_two_makes_no_difference(told: list[Earned], rules: dict[str, PointRule], cut: int) -> None:
    whole = entries_for(told, rules, {}, frozenset())
    first = entries_for(told[:cut], rules, {}, frozenset())
    days: dict[DayOf, Today] = {}
    for entry in first:
        key = (entry.person_id, entry.reason.value, day_of(entry.at))
        known = days.get(key, Today())
        days[key] = Today(known.times + 1, known.points + entry.amount)
    known_events = frozenset((entry.event_id, entry.reason.value) for entry in first)
    told_before = {(event.event_id, event.reason) for event in told[:cut]}
    later = [event for event in told[cut:] if (event.event_id, event.reason) not in told_before]
    assert first + entries_for(later, rules, days, known_events) == whole


@given(amount=some.integers(0, 100), diminishing=some.sampled_from([1.0, 0.9, 0.5]), times=some.integers(0, 50))
def test_returns_never_grow_within_a_day(amount: int, diminishing: float, times: int) -> None:
    rule = PointRule("share", amount, None, diminishing)
    assert 0 <= worth(rule, Today(times + 1, 0)) <= worth(rule, Today(times, 0)) <= amount


def test_the_days_and_months_are_utc() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC).astimezone()
    assert (day_of(late).isoformat(), month_of(late).isoformat()) == ("2026-11-30", "2026-11-01")


def test_only_what_was_earned_can_be_reversed() -> None:
    for reason in Reason:
        try:
            refuse_unless_reversible(reason.value)
        except NotReversible:
            assert reason not in EARNING
        else:
            assert reason in EARNING


def test_an_entry_knows_what_took_points_off() -> None:
    person, moment = uuid4(), datetime(2026, 11, 21, 12, tzinfo=UTC)
    earned = [Earned(person, Reason.SHARE, uuid4(), moment) for _ in range(3)]
    rule = PointRule("share", 10, 17, 0.8, code="share", version=2)
    entries = entries_for(earned, {"share": rule}, {}, frozenset())
    told = [(one.amount, one.nth, one.reduced_by) for one in entries]
    assert told == [(10, 1, None), (7, 2, Reduced.DAILY_CAP)]
    twice = entries_for(earned, {"share": replace(rule, daily_cap=None)}, {}, frozenset())
    assert [one.reduced_by for one in twice] == [None, Reduced.DIMINISHING, Reduced.DIMINISHING]


def test_what_is_told_after_a_month_is_final_counts_where_it_is_told() -> None:
    earned, ends = datetime(2026, 10, 31, 23, tzinfo=UTC), datetime(2026, 11, 8, tzinfo=UTC)
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert not is_final(october, ends - timedelta(seconds=1))
    assert is_final(october, ends)
    assert counts_in(earned, ends - timedelta(seconds=1)) == undone_in(october, ends - timedelta(seconds=1)) == october
    assert counts_in(earned, ends) == november
    assert undone_in(october, ends) is None
    assert undone_in(None, ends) is None
