"""The piece of a text that is shown of what was found."""

from typing import Any

import pytest
from service_kit.domain.search import Findable, excerpt
from sqlalchemy import column, select

LONG = "Before anything else, look around you. " * 8
TEXTS = [{"en": f"{LONG}Then **lift** with a straight back. {LONG}", "nl": f"{LONG}Til met een rechte rug."}, None]


@pytest.mark.parametrize(
    ("q", "language", "shown"),
    [
        ("lift", "en", "lift with a straight back"),
        ("strai lift", "en", "lift with a straight back"),
        ("TÍL", "nl", "Til met een rechte rug."),
        ("lift", "nl", "lift with a straight back"),  # in another language than the reader's
    ],
)
def test_an_excerpt_stands_around_the_first_word(q: str, language: str, shown: str) -> None:
    found = excerpt(TEXTS, q, language)
    assert found is not None
    assert shown in found
    assert found.startswith("…")
    assert "*" not in found
    assert len(found) < 200


def test_without_the_words_it_is_the_beginning_and_without_text_it_is_nothing() -> None:
    found = excerpt(TEXTS, "gloves", "en")
    assert found is not None
    assert found.startswith("Before anything else")
    assert found.endswith("…")
    assert excerpt(["Buyer · Sales"], "anna", "en") == "Buyer · Sales"
    for nothing in ([], [None], [""], [{}]):
        assert excerpt(nothing, "anna", "en") is None


@pytest.mark.parametrize(
    "text", ["", " ", "****", "[x](y)", "[[", "](", "x" * 100_000, "a " * 60_000, "](" * 25_000, "`é`"]
)
def test_no_text_breaks_it(text: str) -> None:
    found = excerpt([text, {"en": text}], "é x", "en")
    assert found is None or len(found) <= 400


def test_what_stands_far_behind_is_not_looked_for() -> None:
    texts = [{"en": f"Look around. {number} " * 100, "nl": f"Kijk rond. {number} " * 100} for number in range(20)]
    shown = excerpt([*texts, {"en": "Gloves."}], "gloves", "en")
    assert shown is not None
    assert shown.startswith("Look around.")
    assert excerpt([*texts[:2], {"en": "Gloves."}], "gloves", "en") == "Gloves."


def test_a_kind_of_which_nothing_is_searched_is_a_mistake() -> None:
    rows: Any = select(column("id"))
    with pytest.raises(ValueError, match="thing"):
        Findable("thing", rows, order=())
