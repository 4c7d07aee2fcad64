"""The glossary defines each term once, the terms are used, and no forbidden word is without its replacement."""

import re
import subprocess

from tests.documentation.pages import ROOT
from tests.shape import words

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TERMS = re.findall(r"^\| \*\*([^*]+)\*\* \|", PAGE, re.MULTILINE)
FORBIDDEN = {**words.PARTS_OF_NAMES, **words.NAMES, **words.PROSE}


def _rows_of(text: str) -> dict[str, str]:
    """Each forbidden word of the last table, with what to write."""
    table = text.split("## Words that are not used")[1]
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", table, re.MULTILINE)
    return {word: instead for listed, instead in rows for word in re.findall(r"`([^`]+)`", listed)}


def _used() -> str:
    """The sources and pages in which a term may be used, in lower case, with spaces for `-` and `_`."""
    listed = subprocess.run(
        ["git", "ls-files", "services/*.py", "libs/*.py", "infra/*.py", "tests/*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in listed.stdout.split() if (ROOT / name).exists()]
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/architecture.md")]
    return re.sub(r"[-_]", " ", "\n".join([*texts, *pages]).lower())


def test_every_term_is_defined_once() -> None:
    assert len(TERMS) > 60
    assert sorted({term for term in TERMS if TERMS.count(term) > 1}) == []


def test_every_term_is_used() -> None:
    used = _used()
    unused = [term for term in TERMS if not re.search(rf"\b{re.sub('-', ' ', term)}(s|es)?\b", used)]
    assert unused == []


def test_every_forbidden_word_names_its_replacement() -> None:
    rows = _rows_of(PAGE)
    assert {word: rows.get(word) for word in FORBIDDEN} == FORBIDDEN


def test_no_term_is_forbidden() -> None:
    assert sorted(set(TERMS) & FORBIDDEN.keys()) == []


def test_a_word_without_a_replacement_is_found() -> None:
    seeded = PAGE.replace("`nursery`", "`kindergarten`")
    assert _rows_of(seeded) != _rows_of(PAGE)
    assert "nursery" not in _rows_of(seeded)
