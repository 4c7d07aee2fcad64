"""The one dialect of the three services: which files a room has, how an endpoint is written, where words stand."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.shape.correlation import unnamed_exists_in_values
from tests.shape.rules import Rule, Source

ROOT = Path(__file__).resolve().parents[2]
KINDS = frozenset({"__init__", "endpoints", "actions", "rules", "queries", "tables", "schemas", "jobs"})
"""The seven kinds of file of a room, and the line that says what the room is."""
AT_THE_TOP = frozenset(
    {"__init__", "main", "settings", "database", "permissions", "events", "followers", "locks", "snapshots"}
)
MIGRATION = re.compile(r"\d{4}_\d{2}_\d{2}_[a-z0-9_]+")
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
# What a parameter of an endpoint is, by its type: the order in which they stand.
ORDER = ("of the address or the body", "what was seen", "actor", "another dependency", "session", "now", "the exchange")
ADDRESS, SEEN, ACTOR, OTHER, SESSION, NOW, EXCHANGE = range(len(ORDER))
EXECUTED_BY_SESSIONS = frozenset({"execute", "exec", "get", "get_one", "refresh", "scalar", "scalars", "stream"})
SESSIONS = frozenset({"WriteSession", "ReadSession", "HotConnection", "PrimaryConnection"})


def _inside(source: Source) -> tuple[str, ...]:
    """The folders below the service's package, and the file's name without its ending."""
    parts = source.path.with_suffix("").parts
    return parts[parts.index("src") + 2 :] if source.service else ()


def rooms_hold_seven_kinds_of_file(source: Source) -> Iterator[str]:
    """A room holds endpoints, actions, rules, queries, tables, schemas and jobs; what is more becomes a second room."""
    inside = _inside(source)
    if not inside or inside[0] in {"migrations", "siblings"}:
        return
    known = AT_THE_TOP if len(inside) == 1 else KINDS
    if inside[-1] not in known:
        yield f"1: {inside[-1]}.py is none of the kinds of file"


def migrations_are_named_by_their_day(source: Source) -> Iterator[str]:
    """A migration is named YYYY_MM_DD_what."""
    inside = _inside(source)
    if inside[:2] == ("migrations", "versions") and not MIGRATION.fullmatch(inside[-1]) and inside[-1] != "__init__":
        yield f"1: {inside[-1]} is no YYYY_MM_DD_what"


@cache
def refusals() -> frozenset[str]:
    """The classes of kit and services that are refusals, directly or by way of another."""
    files = [*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]
    classes = [
        (node.name, {_name(base) for base in node.bases})
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    found = {"Refusal"}
    while more := {name for name, bases in classes if bases & found} - found:
        found |= more
    return frozenset(found)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def refusals_stand_in_rules(source: Source) -> Iterator[str]:
    """A room's refusals are classes in its rules.py."""
    inside = _inside(source)
    if not inside or inside[-1] == "rules" or inside[0] == "siblings":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and refusals() & {_name(base) for base in node.bases}:
            yield f"{node.lineno}: {node.name} outside rules.py"


def refusals_bring_no_sentence(source: Source) -> Iterator[str]:
    """A refusal of a service brings a code and parameters; its sentence stands in the catalogues."""
    if source.service is None:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _name(node.func) in refusals() and (node.args or _keyword(node, "detail")):
            yield f"{node.lineno}: {_name(node.func)} with a sentence"
        if isinstance(node, ast.Call) and _name(node.func) == "ValueError" and source.path.stem == "schemas":
            yield f"{node.lineno}: a validator with a sentence: raise unfit(...)"


def _keyword(call: ast.Call, name: str) -> bool:
    return any(word.arg == name for word in call.keywords)


def statements_are_made_once(source: Source) -> Iterator[str]:
    """A statement is made when its module is loaded, not each time that it runs: making it is what costs."""
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            made = isinstance(node, ast.Call) and _name(node.func) in {"Statement", "ReaderStatement"}
            run_at_once = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call)
            if made and isinstance(function, ast.AsyncFunctionDef):
                yield f"{node.lineno}: a statement is made by {function.name}"
            elif run_at_once and _name(node.value.func) in {"Statement", "ReaderStatement"}:
                yield f"{node.lineno}: a statement is made and run by {function.name}"


def what_is_asked_of_a_row_names_its_table(source: Source) -> Iterator[str]:
    """An `exists()` in a scalar subquery or a column correlates by name, or it is asked of all rows together."""
    for line in unnamed_exists_in_values(source.tree):
        yield f"{line}: an exists() without .correlate(...)"


def rooms_ask_by_statements(source: Source) -> Iterator[str]:
    """A room asks by `run` and `pipeline`: on a session in its transaction, on a `HotConnection` to read."""
    inside = _inside(source)
    if len(inside) < 2 or inside[0] in {"migrations", "siblings"}:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and _name(node.value) == "session" and node.attr in EXECUTED_BY_SESSIONS:
            yield f"{node.lineno}: session.{node.attr}"
        elif isinstance(node, ast.Name) and node.id == "ReadSession":
            yield f"{node.lineno}: ReadSession"


def endpoints_take_their_parameters_in_one_order(source: Source) -> Iterator[str]:
    """Address and body, what was seen, the actor, another service, the session, the moment, request and response."""
    if source.service is None or source.path.stem != "endpoints":
        return
    guards = _guards(source)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) or not any(map(_is_route, node.decorator_list)):
            continue
        needed = node.args.args[: len(node.args.args) - len(node.args.defaults)]
        for group in (needed, node.args.args[len(needed) :]):
            kinds = [(_kind(one, guards), one.arg) for one in group]
            for (before, first), (after, second) in pairwise(kinds):
                if before > after:
                    yield f"{node.lineno}: {node.name} takes {first} ({ORDER[before]}) before {second} ({ORDER[after]})"


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr in METHODS
    )


def _guards(source: Source) -> set[str]:
    """The module's own names for an actor with a permission: `Reader = Annotated[Actor, Needs(...)]`."""
    return {
        target.id
        for node in source.tree.body
        if isinstance(node, ast.Assign) and "Needs(" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _kind(argument: ast.arg, guards: set[str]) -> int:
    written = ast.unparse(argument.annotation) if argument.annotation else ""
    names = set(re.findall(r"\w+", written))
    if written in guards or "Needs" in names:
        return ACTOR
    if names & {"IfSeen", "IfMatch"}:
        return SEEN
    if names & SESSIONS:
        return SESSION
    if written == "Now":
        return NOW
    if names & {"Request", "Response", "BackgroundTasks"}:
        return EXCHANGE
    return OTHER if _is_a_dependency(written) and argument.arg != "wanted" else ADDRESS


def _is_a_dependency(written: str) -> bool:
    """Whether it is resolved by a function of ours that reads no parameter of the address."""
    return written in dependencies() or "Depends(" in written or "asked_first(" in written


@cache
def dependencies() -> frozenset[str]:
    """The names of kit and services for what a dependency brings: `PublicOrigin = Annotated[str, Depends(...)]`."""
    files = [*ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("services/*/src/**/*.py")]
    found = {
        target.id
        for file in files
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.Assign) and "Depends(" in ast.unparse(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(found - {"PageQuery"})


DIALECT: Sequence[Rule] = (
    rooms_hold_seven_kinds_of_file,
    migrations_are_named_by_their_day,
    refusals_stand_in_rules,
    refusals_bring_no_sentence,
    statements_are_made_once,
    what_is_asked_of_a_row_names_its_table,
    rooms_ask_by_statements,
    endpoints_take_their_parameters_in_one_order,
)
