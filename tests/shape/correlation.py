"""Which `exists` of a module says of whose rows it is asked, and which leaves that to where it stands."""

import ast
from collections.abc import Iterator

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def unnamed_exists_in_values(tree: ast.AST) -> Iterator[int]:
    """The lines where an `exists` without `.correlate(...)` is part of a scalar subquery, or a column of a select.

    There it stands two selects deep: SQLAlchemy adds the outer table to it once more, and it is asked of all rows of
    that table together. Names and functions of the same module are followed.
    """
    unnamed = _unnamed_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _method(node) == "scalar_subquery":
            yield from _lines(node.func, unnamed)
        elif isinstance(node.func, ast.Name) and node.func.id == "select" and not _asks_nothing_else(node):
            for column in node.args:
                yield from _lines(column, unnamed)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _asks_nothing_else(select: ast.Call) -> bool:
    """`select(exists().where(...))`: no row of another table to be asked of."""
    return len(select.args) == 1 and _is_exists(select.args[0])


def _unnamed_names(tree: ast.AST) -> frozenset[str]:
    """What the module calls conditions that hold such an `exists`, directly or by way of another name."""
    values: dict[str, list[ast.AST]] = {}
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            values.setdefault(node.name, []).extend(node.body)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
    found: frozenset[str] = frozenset()
    while more := {name for name, of in values.items() if any(any(_lines(one, found)) for one in of)} - found:
        found |= more
    return found


def _lines(node: ast.AST, unnamed: frozenset[str]) -> Iterator[int]:
    """Where a condition holds such an `exists`; what stands in FROM is left out, and a scalar subquery is looked at
    by itself.
    """
    if _is_exists(node):
        if not _chained(node, "correlate"):
            yield node.lineno
        return
    if isinstance(node, ast.Name) and node.id in unnamed:
        yield node.lineno
        return
    if _chained(node, "cte", "subquery", "alias", "lateral", "scalar_subquery"):
        return
    for child in ast.iter_child_nodes(node):
        yield from _lines(child, unnamed)


def _links(call: ast.AST) -> Iterator[ast.Call]:
    """The calls of a chain: `exists().where(a).correlate(b)` from the last to the first."""
    while isinstance(call, ast.Call):
        yield call
        call = call.func.value if isinstance(call.func, ast.Attribute) else ast.Constant(None)


def _chained(node: ast.AST, *methods: str) -> bool:
    return any(_method(link) in methods for link in _links(node))


def _is_exists(node: ast.AST) -> bool:
    """`exists()...` or `select(...).exists()`."""
    links = list(_links(node))
    return any(_method(link) == "exists" for link in links) or any(
        isinstance(link.func, ast.Name) and link.func.id == "exists" for link in links[-1:]
    )
