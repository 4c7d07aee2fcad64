"""Each house rule as a function from one source file to the faults it finds."""

import ast
import graphlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from service_kit.observe.logs import FIELDS

MAX_LINES = 400
SERVICES = ("training_api", "advocacy_api", "governance_api")
READING = frozenset({"select", "union", "union_all", "exists"})
WRITING = frozenset({"insert", "update", "delete"})
DATABASE_PACKAGES = ("sqlalchemy", "sqlmodel", "psycopg")
IMPURE = (*DATABASE_PACKAGES, "fastapi", "starlette", "httpx", "procrastinate", "uvicorn")
SQL_FILES = ("queries", "tables")
SQL_TEXT = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WITH \w+ AS|COPY) ")
FORBIDDEN_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "manager", "managers", "data", "process", "handle", "handler",
     "handlers", "misc", "lib", "core", "base", "shared", "services", "models"}
)  # fmt: skip
# The business's own words that mean nothing else in a program (`case`, `channel` and `share` do).
DOMAIN_WORDS = frozenset(
    {"certificate", "certificates", "certification", "transcript", "enrolment", "prerequisite", "ambassador",
     "ambassadors", "redemption", "leaderboard", "badge", "reward", "guideline", "guidelines", "clause", "signoff",
     "acknowledgement", "acknowledgements", "clearance", "playbook", "callout", "ledger"}
)  # fmt: skip
DATABASE_WING = PurePosixPath("libs/service-kit/src/service_kit/data")  # the one wing whose name says so little
# What somebody typed, and what names a person: no detail of the append-only audit record, whose texts stand beside it.
TYPED_WORDS = frozenset(
    {"alternative_text", "body", "comment", "description", "disclosure", "evidence", "legal_basis", "mapping", "note",
     "reason", "tax_note", "text", "title", "email", "employee_number", "family_name", "given_name", "name",
     "user_name"}
)  # fmt: skip
# What the kit alone writes: by these words in a statement, or by these names of the kit in code.
KIT_WRITES = re.compile(
    r"\b(?:INTO|UPDATE(?:\s+ONLY)?|DELETE\s+FROM|MERGE\s+INTO|COPY|TRUNCATE(?:\s+TABLE)?)\s+"
    r"(?:public\.)?\"?(?P<table>outbox|audit_entries|audit_texts)\b",
    re.IGNORECASE,
)
KIT_ROWS = {"OutboxRow": "outbox", "AuditEntry": "audit_entries", "AuditText": "audit_texts"}
KIT_TABLES = {"outbox": "outbox", "entries": "audit_entries", "texts": "audit_texts"}
EXCUSE = re.compile(r"#\s*(type: ignore(\[[\w, -]+\])?|noqa(: [A-Z0-9, ]+)?)(?P<rest>.*)$")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the repository's root, and its text."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @property
    def service(self) -> str | None:
        """The package of the service it belongs to, or None for the kit."""
        return next((part for part in self.path.parts if part in SERVICES), None)

    @property
    def in_migrations(self) -> bool:
        """Whether it is a migration."""
        return "migrations" in self.path.parts

    def imports(self) -> Iterator[tuple[int, str, str]]:
        """Every import: line, module, and the name taken from it (empty for the module itself)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, node.module or "", alias.name) for alias in node.names)


Rule = Callable[[Source], Iterator[str]]


def _room(source: Source, service: str, depth: int) -> str:
    """The folder a file stands in, at most so deep below its service; empty for the files of the service's root."""
    return "/".join(source.path.parts[source.path.parts.index(service) + 1 : -1][:depth])


def circle_of_folders(sources: Iterable[Source], service: str, *, depth: int) -> list[str]:
    """The folders of a service that import each other in a circle, in that order; empty when arrows only run down.

    `depth` 1 looks at areas, 2 at rooms. `main.py` and the other files of the service's root stand above and are left
    out: there an upper room is registered with a lower one.
    """
    own = [(_room(source, service, depth), source) for source in sources if source.service == service]
    rooms = {room for room, _ in own if room}
    arrows: dict[str, set[str]] = {room: set() for room in rooms}
    for room, source in own:
        for _line, module, name in source.imports() if room and not source.in_migrations else ():
            package, *steps = f"{module}.{name}".split(".")
            named = {"/".join(steps[:count]) for count in range(1, depth + 1)} if package == service else set()
            arrows[room] |= (named & rooms) - {room}
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as circle:
        return list(circle.args[1])
    return []


def _within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def sql_stands_in_queries(source: Source) -> Iterator[str]:
    """Reading is built in queries.py (constraints in tables.py); actions.py may write sets of rows, nobody else."""
    if source.service is None or source.in_migrations or source.path.stem in SQL_FILES:
        return
    barred = READING if source.path.stem == "actions" else READING | WRITING
    for line, module, name in source.imports():
        if _within(module, DATABASE_PACKAGES) and name in barred:
            yield f"{line}: {name} belongs in queries.py"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_TEXT.match(node.value):
            yield f"{node.lineno}: SQL belongs in queries.py"


def rules_are_pure(source: Source) -> Iterator[str]:
    """rules.py imports no web, no database, no client."""
    if source.path.stem != "rules" or source.service is None:
        return
    for line, module, name in source.imports():
        if _within(module, IMPURE) or (module == "service_kit.data.database" and name != "new_id"):
            yield f"{line}: rules.py imports {module}"


def only_the_kit_commits(source: Source) -> Iterator[str]:
    """The edge owns the transaction."""
    if source.service is None or source.in_migrations:
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in {"commit", "rollback", "begin"}:
            yield f"{node.lineno}: {node.func.attr}() outside the kit"


def no_sibling_is_imported(source: Source) -> Iterator[str]:
    """A service knows its siblings by their contracts; the kit knows no service."""
    others = tuple(name for name in SERVICES if name != source.service)
    for line, module, _name in source.imports():
        if _within(module, others):
            yield f"{line}: imports {module}"


def the_kit_knows_no_domain(source: Source) -> Iterator[str]:
    """No word of the business in a name of the kit."""
    if source.service is not None:
        return
    names: list[tuple[int, str]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append((node.lineno, node.name))
        elif isinstance(node, ast.Name):
            names.append((node.lineno, node.id))
        elif isinstance(node, ast.arg):
            names.append((node.lineno, node.arg))
        elif isinstance(node, ast.Attribute):
            names.append((node.lineno, node.attr))
    for line, name in names:
        words = set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))
        if found := words & DOMAIN_WORDS:
            yield f"{line}: {name} speaks of {', '.join(found)}"


def imports_stand_on_top(source: Source) -> Iterator[str]:
    """No import inside a function."""
    for outer in ast.walk(source.tree):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(outer):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{node.lineno}: import inside {outer.name}"


def exceptions_are_named(source: Source) -> Iterator[str]:
    """No broad except, unless its line says why."""
    lines = source.text.splitlines()
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        broad = any(kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
                    for kind in caught)  # fmt: skip
        reason = lines[node.lineno - 1].partition("#")[2]
        if broad and len(reason.strip()) < 8:
            yield f"{node.lineno}: broad except"


def files_are_named_for_what_they_hold(source: Source) -> Iterator[str]:
    """No utils, no helpers, no common."""
    for part in (source.path.stem, source.path.parent.name):
        if part in FORBIDDEN_NAMES and source.path.parent != DATABASE_WING:
            yield f"1: {part} says nothing"


def files_are_short(source: Source) -> Iterator[str]:
    """A file that grows holds two things."""
    lines = source.text.count("\n")
    if lines >= MAX_LINES and not source.in_migrations:
        yield f"{lines}: more than {MAX_LINES} lines"


def tables_keep_their_annotations(source: Source) -> Iterator[str]:
    """SQLModel reads annotations as they are."""
    if source.path.stem == "tables":
        for line, module, name in source.imports():
            if (module, name) == ("__future__", "annotations"):
                yield f"{line}: tables.py with postponed annotations"


def excuses_have_reasons(source: Source) -> Iterator[str]:
    """`type: ignore` and `noqa` say why, on the same line."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if (excuse := EXCUSE.search(line)) and len(excuse["rest"].strip(" #-")) < 8:
            yield f"{number}: no reason beside {excuse[1]}"


def modules_open_with_their_promise(source: Source) -> Iterator[str]:
    """The first line of a module says what it is for."""
    if source.tree.body and not source.in_migrations and not ast.get_docstring(source.tree):
        yield "1: no docstring"


def routes_are_in_the_contract(source: Source) -> Iterator[str]:
    """A service hides no route: the contract is where guards are checked."""
    if source.service is None:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "include_in_schema":
            yield f"{node.value.lineno}: a hidden route"


def typed_words_stand_beside_the_record(source: Source) -> Iterator[str]:
    """`audit.record` gets words that somebody typed as `texts`; its details name each field, and none of those."""
    if source.service is None:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_each"):
            for expression in (keyword.value for keyword in node.keywords if keyword.arg in {"details", None}):
                yield from (f"{node.lineno}: {fault}" for fault in _typed_words_in(expression, frozenset()))
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                given = function.args
                every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
                parameters = frozenset(parameter.arg for parameter in every if parameter)
                for expression in _details_of(node, function):
                    yield from (f"{node.lineno}: {fault}" for fault in _typed_words_in(expression, parameters))


def _details_of(call: ast.Call, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """What a call records as details; for a name, everything that the function assigns to it."""
    given = [*call.args[4:5], *(keyword.value for keyword in call.keywords if keyword.arg in {"details", None})]
    for expression in given:
        yield expression
        names = {node.id for node in _told(expression) if isinstance(node, ast.Name)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if names & {
                    inner.id for target in targets for inner in ast.walk(target) if isinstance(inner, ast.Name)
                }:
                    yield node.value


def _told(expression: ast.AST) -> Iterator[ast.AST]:
    """The nodes whose values are told: one column of a row, not the row; of what is sorted or counted, none."""
    yield expression
    if isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
        return
    if isinstance(expression, ast.Call) and ast.unparse(expression.func) in {"sorted", "len"}:
        return
    for inner in ast.iter_child_nodes(expression):
        yield from _told(inner)


def _typed_words_in(expression: ast.expr, parameters: frozenset[str]) -> Iterator[str]:
    spread = [value for node in _told(expression) if isinstance(node, ast.Dict)
              for key, value in zip(node.keys, node.values, strict=True) if key is None]  # fmt: skip
    if any(isinstance(node, ast.Name) and node.id in parameters for node in (expression, *spread)):
        yield "details of the audit record that come from elsewhere; name each of them here"
    for node in _told(expression):
        if isinstance(node, ast.Constant) and node.value in TYPED_WORDS:
            yield f"{node.value!r} among the details of the audit record; give it as texts"
        elif isinstance(node, ast.Attribute) and node.attr in TYPED_WORDS:
            yield f".{node.attr} among the details of the audit record; give it as texts"
        elif isinstance(node, ast.Name) and node.id in TYPED_WORDS - {"body", "name"}:
            yield f"{node.id} among the details of the audit record; give it as texts"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("model_dump", "vars", "asdict")):
            yield "a whole body among the details of the audit record; name its fields"


def the_kit_alone_publishes_and_records(source: Source) -> Iterator[str]:
    """Services publish and record by the kit: nothing else writes to the outbox or the audit record."""
    if source.service is None:
        return
    for line, module, name in source.imports():
        if _within(module, ("service_kit",)) and name in (*KIT_ROWS, "outbox"):
            yield f"{line}: {name} is how the kit writes to {KIT_ROWS.get(name, name)}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in KIT_ROWS:
            yield f"{node.lineno}: {node.attr} is how the kit writes to {KIT_ROWS[node.attr]}"
        elif isinstance(node, ast.Attribute) and ast.unparse(node).endswith("feed.outbox"):
            yield f"{node.lineno}: the kit alone reads and writes outbox"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITING:
            for given in (*node.args[:1], node.func):
                written = given.value if given is node.func and isinstance(given, ast.Attribute) else given
                table = KIT_TABLES.get(ast.unparse(written).rpartition(".")[2])
                if table and _is_of_the_kit(written, source):
                    yield f"{node.lineno}: {ast.unparse(node.func)}() on {table} outside the kit"
        elif isinstance(node, ast.Constant | ast.JoinedStr) and (found := KIT_WRITES.search(_words_of(node))):
            yield f"{node.lineno}: a statement that writes to {found['table']} outside the kit"


def _is_of_the_kit(table: ast.expr, source: Source) -> bool:
    """Whether `audit.entries`, `feed.outbox` or a bare `entries` comes from the kit."""
    owner = ast.unparse(table).split(".")[0]
    return any(name == owner and _within(module, ("service_kit",)) for _line, module, name in source.imports())


def _words_of(node: ast.Constant | ast.JoinedStr) -> str:
    """A string as far as it is written down; `?` stands for what a f-string fills in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "?" for part in node.values)


def log_fields_are_listed(source: Source) -> Iterator[str]:
    """A line of the log has the fields of `service_kit.observe.logs.FIELDS`; any other would be left out."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "log":
            names = {word.arg for word in node.keywords if word.arg} - {"exc_info"}
            if unlisted := sorted(names - FIELDS.keys()):
                yield f"{node.lineno}: {', '.join(unlisted)} would not be logged"


def tasks_are_started_in_one_way(source: Source) -> Iterator[str]:
    """A bare task dies of its first fault and nobody hears of it: the kit's `background` starts them all."""
    if source.path.stem == "background":
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        of_asyncio = isinstance(owner, ast.Name) and owner.id in {"asyncio", "loop"}
        if of_asyncio and node.func.attr in {"create_task", "ensure_future"}:
            yield f"{node.lineno}: {node.func.attr}() outside service_kit.work.background"


RULES: tuple[Rule, ...] = (
    tasks_are_started_in_one_way,
    sql_stands_in_queries,
    rules_are_pure,
    only_the_kit_commits,
    no_sibling_is_imported,
    the_kit_knows_no_domain,
    imports_stand_on_top,
    exceptions_are_named,
    files_are_named_for_what_they_hold,
    files_are_short,
    tables_keep_their_annotations,
    excuses_have_reasons,
    modules_open_with_their_promise,
    routes_are_in_the_contract,
    typed_words_stand_beside_the_record,
    the_kit_alone_publishes_and_records,
    log_fields_are_listed,
)
