"""The house rules hold in every file, and each of them bites."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import pytest
from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from service_kit.data.database import ReadSession, WriteSession, write_session
from service_kit.domain.file_endpoints import LINKED
from service_kit.events.siblings import Asked, Sibling, SiblingNamed, asked_first, sibling
from service_kit.identity.auth import Actor, Grants, Needs
from service_kit.service import Service, load
from service_kit.settings import ServiceSettings
from service_kit.web import openapi
from service_kit.web.app import build_app
from service_kit.web.routes import capability_router
from sqlalchemy import MetaData

from tests.shape import rules, texts
from tests.shape.rules import MAX_LINES, SERVICES, Rule, Source

RULES = (*rules.RULES, *texts.RULES)

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "services/training-api/src/training_api/things"
KIT = "libs/service-kit/src/service_kit"


def sources() -> list[Source]:
    found = [path for folder in ("services", "libs") for path in sorted((ROOT / folder).glob("*/src/**/*.py"))]
    return [Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text()) for path in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule: Rule) -> None:
    faults = [f"{source.path}:{fault}" for source in sources() for fault in rule(source)]
    assert not faults, f"{rule.__doc__}\n" + "\n".join(faults)


@pytest.mark.parametrize("depth", [1, 2], ids=["areas", "rooms"])
@pytest.mark.parametrize("service", SERVICES)
def test_the_folders_of_a_service_import_each_other_in_no_circle(service: str, depth: int) -> None:
    assert rules.circle_of_folders(sources(), service, depth=depth) == []


def test_a_circle_of_folders_is_found_and_named() -> None:
    package = "services/training-api/src/training_api"
    down = Source(PurePosixPath(f"{package}/upper/one/actions.py"), "from training_api.lower.two import rules")
    same = Source(PurePosixPath(f"{package}/upper/one/rules.py"), "from training_api.upper.one.tables import Row")
    back = Source(PurePosixPath(f"{package}/lower/two/rules.py"), "from training_api.upper.one.actions import act")
    assert rules.circle_of_folders([down, same], "training_api", depth=2) == []
    for depth in (1, 2):
        circle = rules.circle_of_folders([down, same, back], "training_api", depth=depth)
        assert {name.split("/")[0] for name in circle} == {"upper", "lower"}


# fmt: off
SEEDED: list[tuple[Rule, str, str, str]] = [
    # the rule, where, a fault, and what is right in its place
    (rules.sql_stands_in_queries, f"{SERVICE}/actions.py", "from sqlmodel import select",
     "from sqlalchemy import update"),
    (rules.sql_stands_in_queries, f"{SERVICE}/endpoints.py", "from sqlalchemy import update", "import math"),
    (rules.sql_stands_in_queries, f"{SERVICE}/endpoints.py", "sql = 'SELECT id FROM x'", "word = 'SELECTED'"),
    (rules.rules_are_pure, f"{SERVICE}/rules.py", "from fastapi import Request", "from datetime import datetime"),
    (rules.rules_are_pure, f"{SERVICE}/rules.py", "from service_kit.data.database import WriteSession",
     "from service_kit.data.database import new_id"),
    (rules.rules_are_pure, f"{SERVICE}/rules.py", "import httpx", "from enum import StrEnum"),
    (rules.rules_are_pure, f"{SERVICE}/rules.py", "from sqlalchemy.orm import Session", "import math"),
    (rules.only_the_kit_commits, f"{SERVICE}/actions.py", "await_ = session.commit()", "await_ = session.flush()"),
    (rules.no_sibling_is_imported, f"{SERVICE}/a.py", "import advocacy_api.events", "import training_api.events"),
    (rules.no_sibling_is_imported, f"{KIT}/feed.py", "from training_api import events",
     "from service_kit.events import feed"),
    (rules.the_kit_knows_no_domain, f"{KIT}/feed.py", "def issue_certificate(): ...", "def issue(): ..."),
    (rules.the_kit_knows_no_domain, f"{KIT}/feed.py", "class GuidelinePublished: ...", "class Published: ..."),
    (rules.tasks_are_started_in_one_way, f"{KIT}/feed.py", "import asyncio\ntask = asyncio.create_task(work())",
     "from service_kit.work.background import start_shared\ntask = start_shared('work', work())"),
    (rules.imports_stand_on_top, f"{SERVICE}/actions.py", "def f():\n    import math", "import math"),
    (rules.exceptions_are_named, f"{SERVICE}/a.py", "try: ...\nexcept Exception: ...",
     "try: ...\nexcept Exception: ...  # a handler may fail in any way"),
    (rules.exceptions_are_named, f"{SERVICE}/b.py", "try: ...\nexcept: ...", "try: ...\nexcept (OSError): ..."),
    (rules.files_are_named_for_what_they_hold, f"{SERVICE}/utils.py", "", ""),
    (rules.files_are_named_for_what_they_hold, f"{SERVICE}/helpers/x.py", "", ""),
    (rules.files_are_short, f"{SERVICE}/actions.py", "x = 1\n" * MAX_LINES, "x = 1\n"),
    (rules.tables_keep_their_annotations, f"{SERVICE}/tables.py", "from __future__ import annotations", "import math"),
    (rules.excuses_have_reasons, f"{SERVICE}/a.py", "x = 1  # type: ignore[misc]",
     "x = 1  # type: ignore[misc]  # the library hides it"),
    (rules.excuses_have_reasons, f"{SERVICE}/a.py", "x = 1  # noqa: S608", "x = 1  # noqa: S608 - names of our own"),
    (rules.modules_open_with_their_promise, f"{SERVICE}/a.py", "x = 1", '"""The one."""\nx = 1'),
    (rules.routes_are_in_the_contract, f"{SERVICE}/endpoints.py", "f(include_in_schema=False)", "f()"),
    *((rules.typed_words_stand_beside_the_record, f"{SERVICE}/actions.py", fault, right) for fault, right in (
        ("def f(reason):\n    audit.record(s, a, 'x.y', i, {'reason': reason})",
         "def f(reason):\n    audit.record(s, a, 'x.y', i, {'move': move}, texts={'reason': reason})"),
        ("def f(body):\n    audit.record(s, a, action='x.y', subject=i, details={'said': body.comment})",
         "def f(body):\n    audit.record(s, a, action='x.y', subject=i, details={'until': body.until})"),
        ("def f(body):\n    told = {'n': 1, **body.model_dump()}\n    audit.record(s, a, 'x.y', i, told)",
         "def f(body):\n    told = body.model_dump()\n    audit.record(s, a, 'x.y', i, {'fields': sorted(told)})"),
        ("def f(**more):\n    audit.record(s, a, 'x.y', i, {'n': 1, **more})",
         "def f(n):\n    audit.record(s, a, 'x.y', i, {'n': n})"),
        ("def f(note):\n    said = {'why': note}\n    audit.record(s, a, 'x.y', i, said)",
         "def f(note):\n    said = {'length': len(note)}\n    audit.record(s, a, 'x.y', i, said)"),
    )),
    (rules.typed_words_stand_beside_the_record, f"{SERVICE}/queries.py",
     "X = audit.record_each(r, action='x.y', subject=r.c.id, details={'reason': r.c.reason})",
     "X = audit.record_each(r, action='x.y', subject=r.c.id, details={'person_id': r.c.person})"),
    *((rules.the_kit_alone_publishes_and_records, f"{SERVICE}/queries.py", fault, right) for fault, right in (
        ("x = text('INSERT INTO outbox (type) VALUES (1)')", "x = publish_each(select(x))"),
        ("x = text(f'WITH a AS ({b})\\n insert  into\\n outbox (type) SELECT 1')",
         "x = text('SELECT 1 FROM outbox')"),
        ("x = text('INSERT INTO audit_entries (at) VALUES (1)')",
         "x = text('INSERT INTO audit_entries_seen VALUES (1)')"),
        ("x = text('UPDATE audit_texts SET text = NULL')", "x = text('SELECT text FROM audit_texts')"),
        ("x = text('DELETE FROM audit_texts')", "x = text('DELETE FROM texts')"),
        ("from service_kit.events.feed import OutboxRow", "from service_kit.events.feed import publish_many"),
        ("from service_kit.events.feed import outbox", "from service_kit.events.feed import publish_each"),
        ("from service_kit.events import feed\nx = insert(feed.outbox)", "x = insert(things.outbox)"),
        ("from service_kit.record.audit import AuditEntry", "from service_kit.record.audit import Acting"),
        ("from service_kit.record import audit\nx = audit.AuditEntry()",
         "from service_kit.record import audit\naudit.record(s, a, 'x.y', i)"),
        ("from service_kit.record import audit\nx = insert(audit.entries)",
         "from service_kit.record import audit\nx = select(audit.entries)"),
        ("from service_kit.record import audit_texts\nx = audit_texts.texts.update()",
         "from service_kit.record import audit_texts\nx = kept_texts.texts.update()"),
    )),
    *((texts.addresses_stand_in_the_list, f"{SERVICE}/schemas.py", fault, right) for fault, right in (
        ("href = '/learn/certificates'", "href = address('training_api', 'certificates')"),
        ("href = f'/learn/modules/{row.id}'", "href = f'/learning/modules/{row.id}'"),
        ("href = f'/manage/people?{words}'", "router = capability_router('/guidelines', 'Guidelines')"),
    )),
    (texts.sentences_stand_in_the_catalogues, f"{SERVICE}/rules.py", "X = {'en': 'Yes', 'nl': 'Ja'}",
     "C = ConfigDict(json_schema_extra={'examples': [{'en': 'Yes', 'nl': 'Ja'}]})"),
    (rules.log_fields_are_listed, f"{KIT}/a.py", "log.info('x', email=1)", "log.info('x', source=1, exc_info=None)"),
]
# fmt: on


@pytest.mark.parametrize(("rule", "path", "fault", "right"), SEEDED)
def test_each_rule_bites(rule: Rule, path: str, fault: str, right: str) -> None:
    assert list(rule(Source(PurePosixPath(path), fault)))
    allowed = path if fault else f"{SERVICE}/actions.py"
    assert not list(rule(Source(PurePosixPath(allowed), right)))


def test_every_rule_is_seeded_with_a_fault() -> None:
    assert {rule for rule, *_rest in SEEDED} == set(RULES)


def unguarded(service: Service) -> list[str]:
    """Operations that ask for no token and are not on the service's public list."""
    settings = service.settings(database_url="postgresql://nobody@localhost/none", oidc_issuer="https://issuer.invalid")
    contract = openapi.build(build_app(service, settings))
    return [
        f"{method.upper()} {path}"
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if not operation["security"] and path not in service.public_paths
    ]


def typed_in(schema: Any, schemas: dict[str, Any], seen: set[str]) -> Iterator[str]:
    """The fields of a body that take any words: strings of no format and no pattern, 200 characters or more."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return
        seen.add(name)
        schema = schemas[name]
    for name, field in schema.get("properties", {}).items():
        for one in field.get("anyOf", [field]):
            if _is_free(one) or _is_free(one.get("additionalProperties")):
                yield name
            yield from typed_in(one, schemas, seen)
    for part in (schema.get("items"), *schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from typed_in(part, schemas, seen) if isinstance(part, dict) else ()


def _is_free(schema: Any) -> bool:
    if not isinstance(schema, dict) or schema.get("type") != "string":
        return False
    return not {"format", "pattern", "enum", "const"} & schema.keys() and schema.get("maxLength", 10_000) >= 200


# Ids and codes of other systems: long, without a form that we know, and still no words.
CODES = {"client", "external_id", "module_code", "employee_number", "key", "kind"}


@pytest.mark.parametrize("package", SERVICES)
def test_every_field_that_takes_words_is_known_as_one(package: str) -> None:
    contract = json.loads((ROOT / "services" / package.replace("_", "-") / "openapi.json").read_text())
    schemas, typed = contract["components"]["schemas"], set[str]()
    for operations in contract["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                typed.update(typed_in(content["schema"], schemas, set()))
    assert typed
    assert typed - CODES <= rules.TYPED_WORDS, "add them to TYPED_WORDS, so that none lands in the audit record"


@pytest.mark.parametrize("package", SERVICES)
def test_every_route_is_guarded_or_public(package: str) -> None:
    service = load(package)
    assert unguarded(service) == []
    settings = service.settings(database_url="postgresql://nobody@localhost/none", oidc_issuer="https://issuer.invalid")
    served = openapi.build(build_app(service, settings))["paths"]
    assert set(service.public_paths) <= set(served), "a public path that nothing serves"


def test_an_unguarded_route_is_found() -> None:
    router = capability_router("", "Seeded")

    @router.get("/open")
    async def read_open() -> dict[str, Any]:
        return {}

    @router.get("/guarded")
    async def read_guarded(actor: Annotated[Actor, Needs("x")]) -> dict[str, Any]:
        return {}

    service = Service(
        "seeded", "seeded", ServiceSettings, MetaData(), Grants({}), routers=[router], public_paths=[LINKED]
    )
    assert unguarded(service) == ["GET /v1/open"]


def asks_in_a_transaction(routes: Iterable[Any]) -> list[str]:
    """Endpoints that open a transaction by themselves and ask another service as one of their parameters.

    Only the order of the parameters would say which comes first. `asked_first` opens the transaction after the answer;
    what stands in the route's own `dependencies` is answered before any parameter.
    """
    found = []
    for route in routes:
        if not isinstance(route, APIRoute):
            continue
        before = {one.dependency for one in route.dependencies}
        parameters = [one for one in route.dependant.dependencies if one.call not in before]
        writes = any(one.call is write_session for one in parameters)
        if writes and any(isinstance(call, SiblingNamed) for one in parameters for call in _calls(one)):
            found.append(f"{'/'.join(sorted(route.methods))} {route.path}")
    return found


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


@pytest.mark.parametrize("package", SERVICES)
def test_no_transaction_waits_for_another_service(package: str) -> None:
    assert asks_in_a_transaction(route for router in load(package).routers for route in router.routes) == []


async def _told(other: Annotated[Sibling, Depends(sibling("other"))]) -> str:
    return other.name


Answered = Annotated[str, Depends(_told)]


def test_an_endpoint_that_asks_in_a_transaction_is_found_whatever_the_order_of_its_parameters() -> None:
    router = capability_router("", "Seeded")

    @router.post("/asks-first")
    async def asks_first(told: Answered, session: WriteSession) -> None: ...

    @router.post("/asks-last")
    async def asks_last(session: WriteSession, told: Answered) -> None: ...

    @router.post("/held-by-type")
    async def held_by_type(asked: Annotated[Asked[str], asked_first(_told)]) -> None: ...

    @router.post("/before-all", dependencies=[Depends(_told)])
    async def before_all(session: WriteSession) -> None: ...

    @router.get("/reads")
    async def reads(told: Answered, session: ReadSession) -> None: ...

    assert asks_in_a_transaction(router.routes) == ["POST /v1/asks-first", "POST /v1/asks-last"]


# What a POST below a thing is that is no move of it, or says in another way what was seen.
NO_MOVES = {
    "dry-run": "reads", "link": "reads",
    "exemptions": "creates", "versions": "creates", "clauses": "creates",
    "reorder": "names every clause",
    "progress": "only grows", "copied": "only its owner says so", "posted": "only its owner says so",
    "reverse": "happens once",
    "moves": "of many, each as it is when its turn comes",
    "answer": "names the receipt it replaces",
    "repair": "a second person decides on the dry run of the first",
    "decisions /v1/feeds/{source}/losses": "decides on what waits undecided, once",
    "suspend /v1/speaking-rights/{person}": "creates a suspension",
    "reinstate /v1/speaking-rights/{person}": "names the suspension",
}  # fmt: skip


@pytest.mark.parametrize("package", SERVICES)
def test_every_move_may_say_what_was_seen(package: str) -> None:
    contract = json.loads((ROOT / "services" / package.replace("_", "-") / "openapi.json").read_text())
    silent = []
    for path, operations in contract["paths"].items():
        thing, _, move = path.rpartition("/")
        named = {parameter["name"] for parameter in operations.get("post", {}).get("parameters", [])}
        is_move = "post" in operations and "}" in thing and not {move, f"{move} {thing}"} & NO_MOVES.keys()
        if is_move and "If-Match" not in named:
            silent.append(path)
    assert silent == [], "a decision belongs to what was seen: take IfSeen, and check it once the row is locked"
