"""Nothing is told about fewer than five people, whatever is added and taken away."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from service_kit.domain.insights import (
    OTHER,
    SMALLEST,
    Group,
    InsightOut,
    KeptInsights,
    PeriodInvalid,
    bounds,
    merge_small_groups,
    percentile,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
GROUPS = st.lists(
    st.tuples(st.text("abcdef", max_size=2) | st.just(OTHER), st.integers(0, 12), st.integers(0, 40)),
    max_size=7,
    unique_by=lambda group: group[0],
).map(lambda found: [Group(key, people, {"done": done}) for key, people, done in found])


def shown(*groups: tuple[str, int]) -> list[tuple[str, int]]:
    return [
        (group.key, group.people) for group in merge_small_groups([Group(key, people) for key, people in groups])[0]
    ]


def test_small_groups_become_other_and_the_next_smallest_joins_it() -> None:
    assert shown(("a", 9), ("b", 5)) == [("a", 9), ("b", 5)]
    assert shown(("a", 9), ("b", 3), ("c", 4)) == [("a", 9), (OTHER, 7)]
    assert shown(("a", 9), ("b", 6), ("c", 4)) == [("a", 9), (OTHER, 10)]
    assert shown(("a", 9), ("c", 1)) == [(OTHER, 10)]
    assert shown(("a", 2), ("c", 2)) == []
    assert shown() == []


def test_a_group_that_is_called_other_stays_in_it() -> None:
    assert shown(("a", 9), (OTHER, 8), ("c", 2)) == [("a", 9), (OTHER, 10)]


def test_who_may_be_in_several_groups_is_counted_once() -> None:
    months = [Group("2026-09", 3, {"n": 3}), Group("2026-10", 4, {"n": 4}), Group("2026-11", 6, {"n": 7})]
    found, suppressed = merge_small_groups(months, disjoint=False)
    assert (found, suppressed) == ([Group(OTHER, 6, {"n": 14})], 2)


def test_what_was_measured_is_joined_where_groups_are_merged() -> None:
    small = [Group("a", 2, {"n": 2, "hours": [1.0, 9.0]}), Group("b", 3, {"n": 1, "hours": [5.0]})]
    assert merge_small_groups(small)[0] == [Group(OTHER, 5, {"n": 3, "hours": [1.0, 9.0, 5.0]})]
    assert [percentile([1.0, 9.0, 5.0], share) for share in (0.0, 0.5, 0.9, 1.0)] == [1.0, 5.0, 8.2, 9.0]
    assert percentile([4.0], 0.9) == 4.0


@settings(max_examples=400)
@given(GROUPS)
def test_no_fewer_than_five_are_left_over_by_any_subtraction(groups: list[Group]) -> None:
    found, suppressed = merge_small_groups(groups)
    total = sum(group.people for group in groups)
    # What somebody can work out: every sum of some groups, and the total less it.
    for count in range(len(found) + 1):
        for some in combinations(found, count):
            known = sum(group.people for group in some)
            assert known == 0 or known >= SMALLEST
            if found:
                assert total - known == 0 or total - known >= SMALLEST
    names = [group.key for group in found]
    assert len(names) == len(set(names))
    # A group that is told by itself is a true one; which ones were merged is not told.
    assert all(group in groups for group in found if group.key != OTHER)
    assert suppressed == len(
        [group for group in groups if 0 < group.people < SMALLEST or (group.key == OTHER and group.people)]
    )


@settings(max_examples=400)
@given(GROUPS)
def test_totals_match_or_nothing_is_shown(groups: list[Group]) -> None:
    found, _ = merge_small_groups(groups)
    total = sum(group.people for group in groups)
    if total < SMALLEST:
        assert found == []
        return
    assert sum(group.people for group in found) == total
    counted = [group for group in groups if group.people]
    assert sum(group.figures["done"] for group in found) == sum(group.figures["done"] for group in counted)


@pytest.mark.parametrize(
    ("period", "first", "end"),
    [
        (None, (2025, 12), (2026, 12)),
        ("2026", (2026, 1), (2027, 1)),
        ("2026-Q4", (2026, 10), (2027, 1)),
        ("2026-02", (2026, 2), (2026, 3)),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(
    period: str | None, first: tuple[int, int], end: tuple[int, int]
) -> None:
    assert bounds(period, NOW) == (datetime(*first, 1, tzinfo=UTC), datetime(*end, 1, tzinfo=UTC))


@pytest.mark.parametrize("period", ["", "26", "2026-13", "2026-Q5", "0000", "9999"])
def test_another_period_is_refused(period: str) -> None:
    with pytest.raises(PeriodInvalid):
        bounds(period, NOW)


MINUTE = timedelta(minutes=1)


class Counting:
    """Counts that wait to be let go, and how many were begun."""

    def __init__(self) -> None:
        self.begun, self.go = 0, asyncio.Event()
        self.fault: Exception | None = None

    async def __call__(self) -> InsightOut[Any]:
        self.begun += 1
        await self.go.wait()
        if self.fault is not None:
            raise self.fault
        return InsightOut[Any](as_of=NOW, by="month", items=[], suppressed=0)


async def test_whoever_asks_for_the_same_at_once_shares_one_count() -> None:
    kept, count = KeptInsights(), Counting()
    asked = [asyncio.create_task(kept.of("a", count, now=NOW, fresh=MINUTE)) for _ in range(8)]
    other = asyncio.create_task(kept.of("b", count, now=NOW, fresh=MINUTE))
    await asyncio.sleep(0)
    asked[0].cancel()  # the first to ask goes away; the others still get their answer
    count.go.set()
    answers = await asyncio.gather(*asked[1:], other)
    assert (count.begun, len({id(one) for one in answers[:-1]})) == (2, 1)
    assert await kept.of("a", count, now=NOW + timedelta(seconds=59), fresh=MINUTE) is answers[0]
    assert count.begun == 2
    await kept.of("a", count, now=NOW + timedelta(seconds=61), fresh=MINUTE)
    assert count.begun == 3


async def test_a_failure_is_told_to_who_waited_and_not_kept() -> None:
    kept, count = KeptInsights(), Counting()
    count.fault = ConnectionError()
    asked = [asyncio.create_task(kept.of("a", count, now=NOW, fresh=MINUTE)) for _ in range(3)]
    await asyncio.sleep(0)
    count.go.set()
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in told] == [ConnectionError] * 3
    count.fault = None
    await kept.of("a", count, now=NOW, fresh=MINUTE)
    assert count.begun == 2
