"""The arithmetic of goals, and what the report says of it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.bench import goals, paths
from tests.bench.load import Outcome, Request
from tests.bench.online import Online, Rounds
from tests.bench.report import Figure, Found, Spent, failed, median_parts, misses, spent_by, write
from tests.bench.work import Round


def rounds(found: Rounds, name: str, *speeds: float, p50: float = 1.0) -> None:
    for speed in speeds:

        async def measured(speed: float = speed) -> Round:
            return Round(Outcome(speed, p50, p50, {200: 1}), {})

        asyncio.run(found.add(name, measured))


@pytest.mark.parametrize(("reached", "verdict"), [(0.35, "met"), (0.34, "**missed**")])
def test_a_path_is_met_from_its_part_of_the_limit_on(reached: float, verdict: str) -> None:
    found = goals.of_limit("my day, training", "9/s", reached, goals.R)
    assert (found.goal, found.verdict) == ("at least 0.35 R", verdict)
    assert found.moodle == f"{reached / 0.0094:,.0f} x"


@pytest.mark.parametrize(("reached", "verdict"), [(3.0, "met"), (3.1, "**missed**"), (0.0, "met")])
def test_a_time_is_met_up_to_its_goal(reached: float, verdict: str) -> None:
    assert goals.at_most("a lapse", "", reached, "s", 3).verdict == verdict


def test_a_path_without_a_goal_stands_beside_its_limit_alone() -> None:
    assert goals.of_limit("content", "9/s", 0.2, goals.R) == Figure("content", "9/s", "0.20 R")
    assert goals.letter_of("content", write=False) == goals.R
    assert goals.letter_of("content", write=True) == goals.W


def test_a_file_is_compared_on_a_machine_as_fast_and_for_as_many_rows() -> None:
    receipts = goals.EXPORTS["export of receipts"]
    assert receipts.of_moodle(2.2, 10_000, goals.MOODLE_R) == pytest.approx(1)
    assert receipts.of_moodle(2.2, 10_000, goals.MOODLE_R / 2) == pytest.approx(0.5)
    assert receipts.of_moodle(2.2, 20_000, goals.MOODLE_R) == pytest.approx(0.5)


def a_side() -> dict[str, Any]:
    names = ("readers", "writers", "people", "codes", "modules", "catalogue_tags", "rewards", "begun", "asked")
    side: dict[str, Any] = {
        **{name: ["x"] for name in names},
        "origin": "http://h",
        "lms": "t",
        "partner": "t",
        "requirement": "r",
        "hr": "t",
        "leader": "t",
        "content": "c",
        "to_decide": [],
    }
    side |= {"begun": [("t", "e", "i")], "asked": [("t", "a")]}
    return side


def test_every_goal_is_of_a_path_that_is_measured() -> None:
    asked = paths.measured(a_side())
    assert set(goals.PATHS) | set(goals.SERVICE_MS) <= set(asked)
    assert set(goals.MOODLE) <= {*asked, "people import, all new", "people import, the same file again"}
    assert asked["whole day"].services == {"training", "governance", "advocacy"}
    assert asked["redirect"].services == {"advocacy"}
    alone = paths.alone(a_side())
    assert set(goals.ALONE) == set(alone)
    many = paths.many(a_side())
    assert {*goals.MANY, *(single for single, _ in goals.MANY.values())} == set(many)
    assert many["look-up of 1,000"].services == many["look-up by number"].services == {"training"}
    assert {*goals.BESIDE, *(other for other, _ in goals.BESIDE.values())} <= set(asked)
    assert alone["lines of a requirement"].services == {"training"}


def test_reads_follow_their_limit_and_writes_theirs() -> None:
    order = Online(a_side(), None, "http://b", "http://r").order()
    assert order.index("one row") + 1 == order.index("redirect")
    assert order.index("one insert") + 1 == order.index("completion by an LMS")
    assert order.index("lines of a requirement alone") < order.index("one row alone")
    assert order.index("look-up by number alone") + 1 == order.index("look-up of 1,000 alone")
    assert order.index("search of people") < order.index("one insert")


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    found = Rounds()
    rounds(found, "path", 50, 10, 30)
    rounds(found, "limit", 100, 40, 50)
    assert found.ratio("path", "limit") == 0.5
    small = Rounds()
    rounds(small, "path", 1, 1, 1, p50=0.5)
    assert found.slower("path", "path", small) == 2


async def test_a_path_that_fails_is_not_asked_again_and_loses_no_other() -> None:
    found, asked = Rounds(), []

    async def refused() -> Round:
        asked.append(1)
        return Round(Outcome(1, 1, 1, {200: 1, 503: 2}), {})

    async def broken() -> Round:
        raise ConnectionResetError("gone")

    for _ in range(2):
        await found.add("refused", refused)
        await found.add("broken", broken)
    assert len(asked) == 1
    assert set(found.failed) == {"refused", "broken"}
    with pytest.raises(RuntimeError, match="503"):
        found.of("refused")


def test_work_is_told_by_part() -> None:
    parts = median_parts([{"a-api": 1.0, "gateway": 4.0}, {"a-api": 3.0, "gateway": 4.0, "a-worker": 2.0}])
    assert parts == {"a-api": 2.0, "a-worker": 1.0, "gateway": 4.0}
    spent = spent_by({**parts, "postgresql": 0.5, "b-api": 0.25}, ["a"])
    assert spent == Spent(service=2.0, postgresql=0.5, gateway=4.0, others=1.25)
    assert spent.all == 7.75
    assert spent_by(parts, ["a"], ("api", "worker")).service == 3.0
    assert spent.said("ms").startswith("gateway 4.00 ms, service 2.00 ms")


def test_the_page_says_what_was_missed_where_the_time_goes_and_what_failed(tmp_path: Path) -> None:
    missed = goals.of_limit("share", "9/s", 0.2, goals.W, where="service 9.00 ms")
    found = Found([goals.of_limit("enrol", "9/s", 0.3, goals.W), missed, failed("redeem", RuntimeError("a|b\nc"))])
    found.processor = [goals.at_most("processor: badges", "", 0.4, "ms", 0.8)]
    found.spent = {"badges": Spent(0.4, 0.1, 0.2, 0.3)}
    found.growth = [goals.at_most("growth: share", "2.00 and 4.00 ms", 2, "x", 1.3)]
    page = tmp_path / "benchmarks.md"
    write(page, found, small=10, people=20, entries=1_000_000, rounds=5)
    text = page.read_text()
    assert "| share | 0.20 W | at least 0.25 W | 0.80 | service 9.00 ms |" in text
    assert "| growth: share | 2.00 x | at most 1.3 x | 0.65 |" in text
    assert "| redeem | failed: a/b c |" in text
    assert "Failed, and not measured: redeem." in text
    assert "| badges | 1.00 | 0.40 | 0.10 | 0.20 | 0.30 | at most 0.8 ms | met |" in text
    assert "| share | 2.00 and 4.00 ms | 2.00 x | at most 1.3 x | **missed** |" in text
    assert found.failures == ["redeem"]
    assert misses([found.figures[0]]) == "None."


def test_a_request_knows_its_service() -> None:
    path = paths.Path((Request.of("GET", "http://h/api/governance/v1/guidelines"),))
    assert path.services == {"governance"}
