"""House rules on what is said to people: the addresses of the app and the sentences stand in catalogues."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.shape.rules import Rule, Source

FEATURES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "features"
DECLARED = re.compile(r'\bpath: "(/[^"]*)"')
ANYTHING = "\0"
ROUTERS = frozenset({"capability_router", "declare_moves", "get", "post", "put", "patch", "delete", "head"})
LANGUAGES = frozenset({"en", "nl", "fr"})


@cache
def app_routes() -> frozenset[tuple[str, ...]]:
    """Every page of every feature as the parts of its path; `$id` is a parameter."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FEATURES.glob("*/routes.ts"))]
    return frozenset(tuple(path.strip("/").split("/")) for text in texts for path in DECLARED.findall(text))


def is_app_address(path: str) -> bool:
    """Whether a page of the app stands at this path. Its `{name}` fill parameters; a query does not matter."""
    parts = tuple(re.sub(r"\{\w*\}", ANYTHING, path.partition("?")[0]).strip("/").split("/"))
    return path.startswith("/") and any(_fits(parts, route) for route in app_routes())


def _fits(parts: tuple[str, ...], route: tuple[str, ...]) -> bool:
    return len(parts) == len(route) and all(
        bool(part) if place.startswith("$") else part == place for part, place in zip(parts, route, strict=True)
    )


def text_of(node: ast.expr) -> str:
    """The text of a constant or of an f-string, with `{}` for what is filled in; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def addresses_stand_in_the_list(source: Source) -> Iterator[str]:
    """A place in the app is named in `words/addresses.json`; paths of the API stand where routes are declared."""
    if source.service is None or source.in_migrations:
        return
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    declared = {id(text) for call in calls if _called(call) in ROUTERS for text in (*call.args, *_values(call))}
    pieces = {id(part) for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in declared | pieces:
            text = text_of(node)
            yield from [f"{node.lineno}: {text} belongs in words/addresses.json"] if is_app_address(text) else []


def sentences_stand_in_the_catalogues(source: Source) -> Iterator[str]:
    """What is said to people in their languages stands in `words/`, not in code; examples of a contract may."""
    if source.service is None or source.in_migrations:
        return
    examples = {
        id(inner)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call | ast.keyword) and _is_of_the_contract(node)
        for inner in ast.walk(node)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Dict) and id(node) not in examples:
            named = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if len(LANGUAGES & named) > 1:
                yield f"{node.lineno}: these texts belong in words/"


def _is_of_the_contract(node: ast.Call | ast.keyword) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in {"examples", "json_schema_extra", "openapi_examples"}
    return _called(node) == "ConfigDict"


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _values(call: ast.Call) -> Iterator[ast.expr]:
    return (word.value for word in call.keywords)


RULES: tuple[Rule, ...] = (addresses_stand_in_the_list, sentences_stand_in_the_catalogues)
