"""Which words are offered, where a disclosure stands, and how long a text is."""

import json
from pathlib import Path
from typing import Any

import pytest
from advocacy_api.sharing.texts.rules import (
    BLANKS,
    Position,
    TextTooLong,
    final_text,
    language_of,
    length_of,
    refuse_unless_it_fits,
    with_disclosure,
    words_of,
)
from hypothesis import given
from hypothesis import strategies as st

# What is right for the app and for this service: the test of its composer reads the same files.
HERE = Path(__file__).parent
DISCLOSED = json.loads((HERE / "disclosure_examples.json").read_text("utf-8"))
MEASURED = json.loads((HERE / "length_examples.json").read_text("utf-8"))

WORDS = [
    {"network": "x", "language": "nl", "text": "Trots"},
    {"network": "x", "language": "en", "text": "Proud"},
    {"network": "linkedin", "language": "fr", "text": "Fiers"},
]


@pytest.mark.parametrize(
    ("text", "network", "languages", "words", "language"),
    [
        ("Mine", "x", ["en"], "Mine", "en"),
        ("Mine", "x", ["fr", "nl"], "Mine", "fr"),
        (" Trots ", "x", ["en"], " Trots ", "nl"),
        ("", "x", ["en", "nl"], "Proud", "en"),
        ("", "x", ["nl-BE", "en"], "Trots", "nl"),
        ("", "x", ["de"], "Proud", "en"),
        ("", "linkedin", ["en"], "Fiers", "fr"),
        ("", "email", ["en"], "Title", "en"),
        (" \n", "x", ["en"], "Proud", "en"),
    ],
)
def test_their_own_words_come_first_then_the_approved_ones_then_the_title(
    text: str, network: str, languages: list[str], words: str, language: str
) -> None:
    assert words_of(text, WORDS, network, languages, title="Title") == words
    assert language_of(text, WORDS, network, languages) == language


@pytest.mark.parametrize("example", DISCLOSED, ids=lambda example: example["name"])
def test_where_a_disclosure_stands(example: dict[str, Any]) -> None:
    placed = with_disclosure(example["words"], example["disclosure"], example.get("network"))
    assert placed.whole == example["whole"]
    if "position" in example:
        assert (placed.position, placed.moved) == (example["position"], example["moved"])


@pytest.mark.parametrize("example", MEASURED, ids=lambda example: example["name"])
def test_a_text_is_as_long_as_its_network_says(example: dict[str, Any]) -> None:
    assert length_of(example["text"], example["network"]) == example["length"]


WORDS_AND_BLANKS = st.sampled_from(["#ad", "#AD", "#adventure", "I work", "here.", "é", "ß", " ", "\n", BLANKS])
TEXTS = st.lists(WORDS_AND_BLANKS, max_size=6).map("".join)
NETWORKS = st.sampled_from([None, "linkedin", "x", "bluesky"])


@given(TEXTS, TEXTS, NETWORKS)
def test_words_that_got_their_disclosure_get_it_once(words: str, disclosure: str, network: str | None) -> None:
    placed = with_disclosure(words, disclosure, network)
    whole = placed.whole
    assert with_disclosure(whole, disclosure, network).whole == whole
    assert with_disclosure(whole, disclosure.upper(), network).whole == whole
    assert placed.moved or whole.startswith(words.rstrip(BLANKS))
    assert disclosure.strip(BLANKS) in whole or whole == words


def test_a_link_stands_behind_the_words_and_only_once() -> None:
    link = "https://kring.example/s/AbCdEfGhIj"
    assert final_text("Proud.", link, "x") == f"Proud. {link}"
    assert final_text("Proud.", link, "linkedin") == f"Proud.\n\n{link}"
    assert final_text(f"See {link} now", link, "linkedin") == f"See {link} now"
    assert final_text("", link, "whatsapp") == link


def test_what_is_too_long_is_refused_with_both_numbers() -> None:
    refuse_unless_it_fits("a" * 280, "x")
    refuse_unless_it_fits("a" * 9000, "email")
    with pytest.raises(TextTooLong) as refused:
        refuse_unless_it_fits("a" * 281, "x")
    assert (refused.value.members["length"], refused.value.members["limit"]) == (281, 280)
    assert Position.START == "start"
