"""Every lock that a service takes stands in its order; the order itself is watched while its tests run."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_kit.data.lock_texts import UNNAMED, taken_by
from service_kit.data.locks import KIT_LOCKS, LAST_LOCKS, alone, together
from service_kit.service import Service, load

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("training_api", "advocacy_api", "governance_api")
LOCKING = ("with_for_update", "FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE", "FOR KEY SHARE", "pg_advisory")
# Tables by the class that a statement is built of; of the kit's classes people alone.
KIT_TABLES = {"Person": "people"}


def sources(package: str) -> Iterator[tuple[Path, ast.Module]]:
    folder = ROOT / "services" / f"{package.removesuffix('_api')}-api" / "src" / package
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts and path.name != "locks.py":
            yield path, ast.parse(path.read_text())


def tables_of(package: str) -> dict[str, str]:
    """The table of each class, and of each name that a room gives to a table."""
    found, named = dict(KIT_TABLES), {}
    for _path, tree in sources(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for line in node.body:
                    if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "__tablename__":
                        found[node.name] = str(ast.literal_eval(line.value))
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Attribute):
                of = ast.unparse(node.value).removesuffix(".__table__").rpartition(".")[2]
                named[ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])] = of
    for _ in range(2):  # a name may be another room's name of a table
        found |= {name: found[of] for name, of in named.items() if of in found and name not in found}
    return found


def declared(service: Service) -> set[str]:
    return {one.name for one in (*KIT_LOCKS, *service.locks, *LAST_LOCKS)}


def undeclared(package: str, known: set[str]) -> list[str]:
    """Where something is locked that stands in no order: in a text, or by a statement of these classes."""
    tables, faults = tables_of(package), []
    for path, tree in sources(package):
        for node in tree.body:
            source = ast.unparse(node)
            if not any(word in source for word in LOCKING):
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            taken = {one.name for text in _texts(node) for one in taken_by(text)}
            if "with_for_update" in source:
                classes = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and inner.id in tables}
                taken |= {tables[name] for name in classes} & known or {f"{where}: a table without a place"}
            faults += [f"{where}: {name}" for name in sorted(taken - known) if name != UNNAMED or "{" not in source]
    return faults


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


@pytest.mark.parametrize("package", SERVICES)
def test_every_lock_in_the_code_stands_in_the_order(package: str) -> None:
    assert undeclared(package, declared(load(package))) == []


def test_a_lock_that_stands_in_no_order_is_found() -> None:
    everything = declared(load("training_api"))
    for name in ("people", "modules", "certification_schemes", "assignments"):
        assert undeclared("training_api", everything - {name}), name


@pytest.mark.parametrize("package", SERVICES)
def test_the_order_names_tables_that_there_are_and_says_what_each_lock_is_for(package: str) -> None:
    service = load(package)
    tables = set(service.metadata.tables) | set(KIT_TABLES.values()) | {one.name for one in KIT_LOCKS}
    for one in service.locks:
        assert one.guards
        assert one.taken_by
        assert one.name in tables if one.rows else one.name.startswith(f"{service.name}.")


@pytest.mark.parametrize("package", SERVICES)
def test_the_statements_of_a_declared_lock_are_recognised(package: str) -> None:
    for one in load(package).locks:
        if not one.rows:
            assert [taken.name for taken in taken_by(alone(one).text)] == [one.name]
            assert [taken.shared for taken in taken_by(together(one).text)] == [True]
