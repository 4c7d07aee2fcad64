"""Scores and moments as other systems write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_api.learning.completions import rules

BRUSSELS = ZoneInfo("Europe/Brussels")
SCORES = st.decimals(min_value=0, max_value=100, places=4)


def read(told: str) -> datetime:
    return rules.in_zone(rules.moment_of(told), BRUSSELS)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (80, 80),
        (87.5, 87.5),
        ("87.5", 87.5),
        ("87,5", 87.5),
        (" 87,50 ", 87.5),
        ("0", 0),
        (0.005, 0.01),
        (87.554999, 87.55),
        (1.005, 1.01),
        ("2.675", 2.68),
        (99.995, 100),
        ({"raw": 17, "min": 0, "max": 20}, 85),
        ({"raw": "-1", "min": -3, "max": 3}, 33.33),
        ({"raw": 2, "min": 0, "max": 3}, 66.67),
        ({"scaled": 0.875}, 87.5),
        ({"scaled": "0,33335"}, 33.34),
        ({"scaled": 1}, 100),
    ],
)
def test_a_score_is_kept_to_two_decimals_half_up(told: Any, kept: float) -> None:
    assert rules.score_of(told) == kept


@pytest.mark.parametrize(
    "told",
    [
        *("1.234,5", "1,234.5", "NaN", "", "8 7", "1e1", "٨٧", "87.", "0x10", "Infinity"),
        *(104, -1, "-0.001", "100.001", float("nan"), float("inf"), True, None, [], 10**400),
        *({}, {"raw": 5}, {"raw": 5, "max": 10}, {"raw": 5, "min": 0, "max": 0}, {"raw": 11, "min": 0, "max": 10}),
        *(
            {"scaled": 1.01},
            {"scaled": -0.2},
            {"scaled": None},
            {"scaled": 1, "raw": 3},
            {"raw": 5, "min": 9, "max": 1},
        ),
    ],
)
def test_what_is_no_score_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        rules.score_of(told)


@given(SCORES)
def test_every_spelling_of_a_score_is_the_same_score(score: Decimal) -> None:
    kept = float(score.quantize(Decimal("0.01"), ROUND_HALF_UP))
    spellings: list[Any] = [
        *(float(score), f"{score:f}", f"{score:f}".replace(".", ",")),
        *({"raw": f"{score:f}", "min": 0, "max": 100}, {"scaled": f"{score / 100:f}"}),
    ]
    assert {rules.score_of(told) for told in spellings} == {kept}


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00:00Z"),
        ("2026-07-01t12:00:00.5+02:00", "2026-07-01T10:00:00.5Z"),
        ("2026-07-01 12:00:00", "2026-07-01T10:00:00Z"),
        ("2026-12-01T12:00:00", "2026-12-01T11:00:00Z"),
        ("2026-07-01", "2026-06-30T22:00:00Z"),
        ("2026-12-01", "2026-11-30T23:00:00Z"),
        # The clocks go back on 25 October: the day starts in summer time, and 02:30 comes twice.
        ("2026-10-25", "2026-10-24T22:00:00Z"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
        ("2026-10-26", "2026-10-25T23:00:00Z"),
        # They go forward on 29 March: 02:30 does not come, and is read by the clock from before.
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
        ("2026-03-30", "2026-03-29T22:00:00Z"),
    ],
)
def test_a_moment_is_read_in_its_zone_or_the_organisations(told: str, meant: str) -> None:
    assert read(told) == datetime.fromisoformat(meant)
    assert read(told).tzinfo is UTC


@pytest.mark.parametrize(
    "told",
    [
        *("01/02/2026", "yesterday", "", "2026-13-01", "2026-02-30", "20260101", "2026-W01-1", "1767225600"),
        *("2026-01-01T24:00:00", "2026-01-01T10:00:00+25:00", "2026-01-01T10", 1767225600, None, True),
        *("0001-01-01T00:00:00+05:00", "2026-1-1", "٢٠٢٦-01-01", "2026-01-01T10:00:00 Europe/Brussels"),
    ],
)
def test_what_is_no_moment_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        rules.moment_of(told)


def test_a_moment_that_its_zone_moves_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="years 1 to 9999"):
        read("0001-01-01")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_a_day_stays_that_day_in_the_organisations_zone(day: Any) -> None:
    start = read(day.isoformat())
    assert start.astimezone(BRUSSELS).date() == day
    assert (start - timedelta(seconds=1)).astimezone(BRUSSELS).date() < day
