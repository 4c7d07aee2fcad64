"""Every code that a person can be refused with has its words in the app, in all its languages."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "frontend" / "src" / "shared"
SOURCES = sorted([*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")])
ERRORS = ROOT / "libs" / "service-kit" / "src" / "service_kit" / "web" / "errors.py"
GATEWAY = ROOT / "infra" / "gateway" / "problems.yaml"
# Names that no answer carries: the base of all, and the one that says another service's code as it came.
NO_CODES = {"Refusal", "SignInRefused"}


@cache
def nodes() -> list[ast.AST]:
    return [node for source in SOURCES for node in ast.walk(ast.parse(source.read_text()))]


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def refusals() -> set[str]:
    """The classes that are refusals, directly or by way of another: their names are the codes."""
    classes = {(node.name, frozenset(map(name_of, node.bases))) for node in nodes() if isinstance(node, ast.ClassDef)}
    found = {"Refusal"}
    while more := {name for name, bases in classes if bases & found} - found:
        found |= more
    return found - NO_CODES


def of_bodies() -> set[str]:
    """Codes that a body's own rule names: CamelCase kinds of a PydanticCustomError."""
    calls = [node for node in nodes() if isinstance(node, ast.Call) and name_of(node.func) == "PydanticCustomError"]
    kinds = {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}
    return {kind for kind in kinds if kind[:1].isupper()}


def of_http() -> set[str]:
    """Codes without a class, each beside its status in the one place that makes problems of them."""
    return set(re.findall(r'(?:\b\d{3}[:,]|status_code,) "([A-Z]\w+)"', ERRORS.read_text()))


def of_the_gateway() -> set[str]:
    return set(re.findall(r"\bcode: (\w+)", GATEWAY.read_text()))


def words(language: str) -> dict[str, Any]:
    everywhere: dict[str, Any] = json.loads((APP / "i18n" / "locales" / f"{language}.json").read_text())["problem"]
    refused: dict[str, Any] = json.loads((APP / "refusals" / "locales" / f"{language}.json").read_text())
    return everywhere | refused


def test_the_codes_are_found_where_they_are_made() -> None:
    assert {"MoveNotAllowed", "StorageFull", "PersonInactive", "OwnWork", "ManagerCycle"} <= refusals()
    assert "AudienceEmpty" in of_bodies()
    assert {"Unreadable", "MethodNotAllowed", "WrongMediaType", "Refused", "Fault"} <= of_http()
    assert {"TooSlow", "TooManyRequests", "HeadersTooLarge"} <= of_the_gateway()


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_every_code_has_its_words(language: str) -> None:
    known = words(language)
    codes = refusals() | of_bodies() | of_http() | of_the_gateway()
    silent = sorted(code for code in codes if not all(known.get(code, {}).get(part) for part in ("title", "text")))
    assert not silent, f"write a title and a text in frontend/src/shared/refusals/locales/{language}.json: {silent}"


def test_the_app_knows_which_words_stand_where() -> None:
    """A code that reads the same everywhere is listed in the app; without that its words would never be found."""
    source = (APP / "ui" / "problem-text.ts").read_text()
    listed = set(re.findall(r'"([A-Z]\w+)"', source.split("EVERYWHERE = new Set([")[1].split("])")[0]))
    for language in ("en", "fr", "nl"):
        everywhere = json.loads((APP / "i18n" / "locales" / f"{language}.json").read_text())["problem"]
        assert listed == {code for code, said in everywhere.items() if isinstance(said, dict) and code[0].isupper()}
