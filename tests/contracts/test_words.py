"""What services say to people: complete in every language, with the same parameters, and nothing that nobody says."""

import ast
import json
import re
import string
from functools import cache
from pathlib import Path

import pytest

from tests.contracts.test_refusal_words import name_of, refusals

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("training", "advocacy", "governance")
LANGUAGES = ("en", "fr", "nl")
Raised = tuple[str, str, frozenset[str] | None]
"""Code, case, and the parameters: None where they come as a whole (`**members`)."""
ALWAYS = {"headers", "retry_after", "pointer", "case"}


def package(service: str) -> Path:
    return ROOT / "services" / f"{service}-api" / "src" / f"{service}_api"


@cache
def catalogue(service: str, language: str) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads((package(service) / "words" / f"{language}.json").read_text())
    return read


def placeholders(text: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def raised(service: str) -> list[tuple[str, Raised]]:
    """Every refusal that a service makes without a sentence of its own, with where."""
    found: list[tuple[str, Raised]] = []
    for source in sorted(package(service).rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text())):
            if not isinstance(node, ast.Call) or name_of(node.func) not in refusals() or node.args:
                continue
            given = {word.arg: word.value for word in node.keywords}
            case = _constant(given["case"]) if "case" in given else ""
            if case is None:
                continue  # chosen at run time: the keys of its code are held by the rooms' own tests
            names = None if None in given else frozenset(name for name in given if name and name not in ALWAYS)
            found.append((f"{source.relative_to(ROOT)}:{node.lineno}", (name_of(node.func), case, names)))
    return found


def key_of(code: str, case: str) -> str:
    return f"{code}.{case}" if case else code


@pytest.mark.parametrize("service", SERVICES)
def test_every_language_says_the_same_things(service: str) -> None:
    english = catalogue(service, "en")
    for language in LANGUAGES:
        said = catalogue(service, language)
        assert {name: set(texts) for name, texts in said.items()} == {
            name: set(texts) for name, texts in english.items()
        }
        for section, texts in said.items():
            assert list(texts) == sorted(texts), f"sort {section} of {language}.json"
            for key, text in texts.items():
                assert placeholders(text) == placeholders(english[section][key]), f"{language}: {section}.{key}"
                assert text.strip() == text != ""


@pytest.mark.parametrize("service", SERVICES)
def test_every_refusal_has_its_sentence(service: str) -> None:
    english = catalogue(service, "en")["refusals"]
    silent = [
        f"{where}: {key_of(code, case)}"
        for where, (code, case, _) in raised(service)
        if key_of(code, case) not in english and not (code == "Missing" and not case)
    ]
    assert not silent, f"write them in {service}_api/words: {silent}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_sentence_gets_its_parameters(service: str) -> None:
    english = catalogue(service, "en")["refusals"]
    lacking = [
        f"{where}: {key_of(code, case)} {sorted(lacks)}"
        for where, (code, case, names) in raised(service)
        if names is not None and (lacks := placeholders(english.get(key_of(code, case), "")) - names)
    ]
    assert not lacking
