"""Which environment variables the local stack reads, found in its code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from infra.local.settings import SERVICES

READERS = {"_number": "{}", "_limit": "GATEWAY_{}"}
"""Functions of the stack that read a variable, and how its name is made of the word they are given."""


def read_in(folder: Path) -> set[str]:
    """Every variable that the Python and the JavaScript below a folder read by a name known before they run."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        found.update(_in_python(ast.parse(path.read_text(encoding="utf-8"))))
    for path in folder.glob("idp/*.mjs"):
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r"(?:process\.env\.|required\(')([A-Z][A-Z0-9_]*)", text))
    return found


def _in_python(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[name, *_]) if _is_environment(value):
                yield from _names(name)
            case ast.Subscript(value=value, slice=name) if _is_environment(value):
                yield from _names(name)
            case ast.Compare(left=name, ops=[ast.In() | ast.NotIn()], comparators=[value]) if _is_environment(value):
                yield from _names(name)
            case ast.Call(func=ast.Name(id=reader), args=[ast.Constant(value=word), *_]) if reader in READERS:
                yield READERS[reader].format(word)


def _is_environment(node: ast.expr) -> bool:
    return ast.unparse(node) == "os.environ"


def _names(node: ast.expr) -> Iterator[str]:
    """A name as it stands; one for each service when a service's name is part of it."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr) and "GATEWAY_" not in ast.unparse(node):
        ending = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        api = "API" if ending.startswith("_CLIENT") else ""
        yield from ("_".join(filter(None, (service.upper(), api))) + ending for service in SERVICES)
