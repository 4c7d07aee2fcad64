"""Ranks, pseudonyms, and boards that are too small."""

from collections import Counter
from datetime import date

from advocacy_api.rewarding.leaderboards.rules import Steps, is_shown, pseudonym
from hypothesis import given
from hypothesis import strategies as some


@given(points=some.lists(some.integers(1, 40), min_size=1, max_size=80))
def test_a_rank_is_one_plus_those_with_more(points: list[int]) -> None:
    counted = sorted(Counter(points).items(), reverse=True)
    steps = Steps([value for value, _ in counted], [people for _, people in counted])
    assert steps.everyone == len(points)
    for mine in [*points, 0, 41]:
        assert steps.rank_of(mine) == 1 + sum(other > mine for other in points)


@given(alias=some.integers(0, 2147483646))
def test_a_pseudonym_is_two_words_and_a_number(alias: int) -> None:
    colour, animal, number = pseudonym(alias, date(2026, 11, 1)).split()
    assert colour.isalpha()
    assert animal.isalpha()
    assert 0 <= int(number) < 1000


def test_no_board_of_fewer_than_five_is_shown() -> None:
    assert not is_shown(4)
    assert is_shown(5)


def test_a_pseudonym_is_another_in_another_month() -> None:
    months = [date(2026, month, 1) for month in range(1, 13)]
    assert len({pseudonym(7, month) for month in months}) == len(months)
