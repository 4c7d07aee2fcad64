"""Which words are offered."""

import json
from pathlib import Path

import pytest
from advocacy_api.sharing.shares.rules import BLANKS, spoken_text, with_disclosure
from hypothesis import given
from hypothesis import strategies as st

EXAMPLES = json.loads((Path(__file__).parent / "disclosure_examples.json").read_text("utf-8"))
"""What is right for the app and for this service: the test of its composer reads the same file."""


WORDS = [
    {"network": "x", "language": "nl", "text": "Trots"},
    {"network": "x", "language": "en", "text": "Proud"},
    {"network": "linkedin", "language": "fr", "text": "Fiers"},
]


@pytest.mark.parametrize(
    ("text", "network", "languages", "spoken"),
    [
        ("Mine", "x", ["en"], "Mine"),
        ("", "x", ["en", "nl"], "Proud"),
        ("", "x", ["nl-BE", "en"], "Trots"),
        ("", "x", ["de"], "Proud"),
        ("", "linkedin", ["en"], "Fiers"),
        ("", "email", ["en"], "Title"),
    ],
)
def test_their_own_words_come_first_then_the_approved_ones_then_the_title(
    text: str, network: str, languages: list[str], spoken: str
) -> None:
    assert spoken_text(text, WORDS, network, languages, title="Title", disclosure="") == spoken
    said = spoken_text(text, WORDS, network, languages, title="Title", disclosure="I work here.")
    assert said == f"{spoken}\n\nI work here."


def test_a_disclosure_that_they_gave_themselves_is_not_repeated() -> None:
    assert spoken_text("So! #kring", [], "x", [], title="Title", disclosure="#kring") == "So! #kring"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_where_a_disclosure_stands(example: dict[str, str]) -> None:
    assert with_disclosure(example["words"], example["disclosure"]) == example["whole"]


WORDS_AND_BLANKS = st.sampled_from(["#ad", "#AD", "#adventure", "I work", "here.", "é", "ß", " ", "\n", BLANKS])
TEXTS = st.lists(WORDS_AND_BLANKS, max_size=6).map("".join)


@given(TEXTS, TEXTS)
def test_words_that_got_their_disclosure_get_it_once(words: str, disclosure: str) -> None:
    whole = with_disclosure(words, disclosure)
    assert with_disclosure(whole, disclosure) == whole
    assert with_disclosure(whole, disclosure.upper()) == whole
    assert whole.startswith(words.rstrip(BLANKS))
    assert disclosure.strip(BLANKS) in whole or whole == words


def test_blank_words_of_ones_own_are_none() -> None:
    assert spoken_text(" \n", WORDS, "x", ["en"], title="Title", disclosure="#ad") == "Proud\n\n#ad"
