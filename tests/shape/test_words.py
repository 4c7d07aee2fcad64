"""No source uses a forbidden word, and each forbidden word is found where it stands."""

import pytest

from tests.shape import words

SEEDED = [
    ("def _her_language() -> None: ...", "def _own_language() -> None: ..."),
    ("class NurseryLost(Exception): ...", "class PreforkServerLost(Exception): ..."),
    ("import infra.local.forks", "import infra.local.prefork_client"),
    ("STANDINS = ()", "TEST_DOUBLES = ()"),
    ("async def _meet() -> None: ...", "async def _add_newcomer() -> None: ..."),
    ("row = as_body(found)", "row = share_out(found)"),
    ("from service_kit.events.feed import publish as tell", "from service_kit.events.feed import publish"),
    ('def f() -> None:\n    """What she read."""', 'def f() -> None:\n    """What they read."""'),
    ("# The one before steps back.", "# Clear is_current."),
    ('title = "Who are you?"', 'title = "Authentication needed"'),
    ('text = f"{name} and her team"', 'text = f"{name} and their team"'),
]


def test_no_source_uses_a_forbidden_word() -> None:
    read = words.sources()
    assert len(read) > 300
    faults = [f"{path.relative_to(words.ROOT)}:{each}" for path in read for each in words.faults_in(path.read_text())]
    assert faults == []


@pytest.mark.parametrize(("fault", "right"), SEEDED)
def test_a_forbidden_word_is_found_with_the_word_in_its_place(fault: str, right: str) -> None:
    [found] = words.faults_in(fault)
    assert found.instead in str(found)
    assert words.faults_in(right) == []


def test_every_forbidden_word_is_found() -> None:
    for word in words.NAMES:
        assert [each.word for each in words.faults_in(f"{word} = 1")] == [word]
    for word in words.PARTS_OF_NAMES:
        assert [each.word for each in words.faults_in(f"_{word}_x = 1")] == [f"_{word}_x"]
    for word in words.PROSE:
        assert [each.word for each in words.faults_in(f"# It is {word.upper()} here")] == [word.upper()]


def test_a_fault_names_its_own_line() -> None:
    text = '"""One\n\nand herself.\n"""\nname = 1\n# her\n'
    assert [each.line for each in words.faults_in(text)] == [3, 6]


def test_words_that_only_look_like_it_are_free() -> None:
    assert words.faults_in("others = where = there = sheet = header = 1  # whether others share here") == []
