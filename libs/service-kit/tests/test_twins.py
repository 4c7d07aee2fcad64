"""The harness of rule twins finds what differs, and refuses to prove nothing."""

from collections.abc import Sequence

import pytest
from service_kit.domain.twins import Example, compare

EXAMPLES = [Example("two", 2, ["even"]), Example("six", 6, ["even", "threefold"]), Example("one", 1, [])]


def reasons(number: int) -> list[str]:
    return [name for divisor, name in ((2, "even"), (3, "threefold")) if number % divisor == 0]


async def alike(numbers: Sequence[int]) -> list[list[str]]:
    return [reasons(number) for number in numbers]


async def test_two_forms_that_agree_are_counted() -> None:
    assert await compare(reasons, alike, examples=EXAMPLES, generated=range(100)) == 103


async def test_another_order_of_the_same_reasons_is_a_difference() -> None:
    async def reversed_(numbers: Sequence[int]) -> list[list[str]]:
        return [reasons(number)[::-1] for number in numbers]

    with pytest.raises(AssertionError, match="six"):
        await compare(reasons, reversed_, examples=EXAMPLES)
    with pytest.raises(AssertionError, match=r"1 of 4 cases differ:\n12"):
        await compare(reasons, reversed_, examples=EXAMPLES[:1] + EXAMPLES[2:], generated=[12, 5])


async def test_two_forms_that_are_wrong_together_are_found_by_the_examples() -> None:
    def none(number: int) -> list[str]:
        return []

    async def none_either(numbers: Sequence[int]) -> list[list[str]]:
        return [[] for _ in numbers]

    with pytest.raises(AssertionError, match="two: right is"):
        await compare(none, none_either, examples=EXAMPLES)


async def test_a_form_that_leaves_out_a_case_is_found() -> None:
    async def short(numbers: Sequence[int]) -> list[list[str]]:
        return (await alike(numbers))[:-1]

    with pytest.raises(AssertionError, match="3 cases, 2 answers"):
        await compare(reasons, short, examples=EXAMPLES)


async def test_examples_that_all_say_the_same_prove_nothing() -> None:
    with pytest.raises(ValueError, match="two different answers"):
        await compare(reasons, alike, examples=EXAMPLES[:1])
