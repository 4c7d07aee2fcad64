"""The inventory in the kit's docstring is complete and true."""

import ast
import re
from pathlib import Path

import pytest
import service_kit

KIT = Path(str(service_kit.__file__)).parent
MODULES = sorted(
    ".".join(path.relative_to(KIT).with_suffix("").parts)
    for path in KIT.rglob("*.py")
    if path.stem not in {"__init__", "__main__"} and "migrations" not in path.parts
)
ALIAS = re.compile(r"^[A-Z][A-Za-z]*[a-z][A-Za-z]*$")


def public_names(module: str) -> set[str]:
    """Classes, functions and type aliases of a module; its endpoints are in the contract instead."""
    names = set()
    for node in ast.parse((KIT / f"{module.replace('.', '/')}.py").read_text()).body:
        if isinstance(node, ast.ClassDef) or (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _serves_or_is_fixture(node)
        ):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name) and ALIAS.match(target.id)}
    return {name for name in names if not name.startswith(("_", "pytest_"))}


def _serves_or_is_fixture(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(decorator).startswith(("router.", "pytest")) for decorator in node.decorator_list)


def inventory() -> dict[str, set[str]]:
    """Each module in the docstring with the names it lists."""
    entries = re.findall(r"^([\w.]+): [^\n]+\n((?:    [^\n]+\n)*)", (service_kit.__doc__ or "") + "\n", re.MULTILINE)
    return {module: set(re.findall(r"\w+", names)) for module, names in entries}


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_stands_in_the_inventory(module: str) -> None:
    assert inventory().get(module) == public_names(module)


def test_the_inventory_lists_nothing_that_is_gone() -> None:
    assert sorted(inventory()) == MODULES
