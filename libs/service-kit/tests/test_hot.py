"""Hot reads: the kit answers what fits, the ordinary way answers the rest, and nobody can tell them apart.

The first test names what is relied on inside FastAPI and Starlette: it fails first when that changes.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields, replace
from enum import StrEnum
from typing import Annotated, Any

import psycopg
import pytest
from fastapi import APIRouter, BackgroundTasks, Cookie, Depends, FastAPI, Header, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import AliasChoices, BaseModel
from service_kit.data.database import HotConnection, ReadSession
from service_kit.identity.auth import Actor, Needs
from service_kit.service import Service
from service_kit.testing.doubles import Issuer, RolledBackDatabase, SiblingAnswers
from service_kit.testing.hot_reads import Asked, HotReadAsked, ask, compare, in_both_forms
from service_kit.testing.plugin import People, TestClock, settings_for
from service_kit.testing.plugin import _arm as arm
from service_kit.web.app import build_app
from service_kit.web.concurrency import answer_unchanged, tag
from service_kit.web.errors import Missing
from service_kit.web.hot import hot
from service_kit.web.routes import CapabilityRoute, OpenRoute, capability_router, operation_name
from service_kit.web.routing import Routes, hot_addresses
from service_kit.web.schemas import BodyOut, Instant
from service_kit.web.signatures import NotHot
from service_kit.work.clock import Now
from sqlalchemy import text
from starlette.responses import StreamingResponse
from starlette.routing import Router
from structlog.testing import capture_logs

router = capability_router("/hot", "Hot")
open_router = APIRouter(route_class=OpenRoute, tags=["Hot"], generate_unique_id_function=operation_name)
Reader = Annotated[Actor, Needs("notes.read")]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class ThingOut(BodyOut):
    """A thing."""

    who: str
    n: int
    at: Instant
    given: list[str | int | None]


async def _size(
    request: Request,
    response: Response,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
    mark: Annotated[str | None, Query(max_length=10)] = None,
) -> int:
    if mark == "missing":
        raise Missing
    response.headers["X-Path"] = request.url.path
    return size


@router.get("", response_model=ThingOut)
@hot
async def read_thing(
    actor: Reader,
    connection: HotConnection,
    session: ReadSession,
    now: Now,
    size: Annotated[int, Depends(_size)],
    again: Annotated[int, Depends(_size)],
    colour: Colour = Colour.RED,
    kind: Annotated[list[str] | None, Query()] = None,
    of: Annotated[str | None, Query(alias="for", min_length=2)] = None,
    accept_language: Annotated[str | None, Header(max_length=500)] = None,
) -> Any:
    """A thing of everything that a signature may hold."""
    found = await (await connection.execute("SELECT 40 AS n")).fetchone()
    assert found
    n = found["n"] + (await session.execute(text("SELECT 2"))).scalar_one()
    given = [size, again, colour, *(kind or ()), of, accept_language]
    return {"who": actor.id, "n": n, "at": now, "given": given}


@router.get("/needed")
@hot
async def read_needed(number: int, _actor: Reader, response: Response) -> ThingOut:
    """A thing that must be named, and that has a version."""
    tag(response, number)
    return ThingOut(who="me", n=number, at="2026-11-29T10:00:00Z", given=[])  # type: ignore[arg-type]  # Pydantic reads it


@router.get("/outcomes", response_model=ThingOut)
@hot
async def read_outcome(
    _actor: Reader, connection: HotConnection, request: Request, response: Response, how: str
) -> Any:
    """Ends in the way that is asked for."""
    match how:
        case "unchanged":
            answer_unchanged(request, response, "source")
            return Response(b"{}", media_type="application/json", headers=dict(response.headers))
        case "stream":
            return StreamingResponse(_pieces(), media_type="text/csv")
        case "redirect":
            return Response(status_code=302, headers={"Location": "/elsewhere"})
        case "missing":
            raise Missing(members="all")
        case "misfit":
            return {"who": 1}
        case "silent":
            raise psycopg.OperationalError("the database says nothing")
        case "fault":
            raise LookupError("a text that nobody shall see")
    assert (await connection.execute("SELECT 1")).rowcount == 1
    raise psycopg.errors.NumericValueOutOfRange("a value that no column holds")


async def _pieces() -> AsyncIterator[bytes]:
    for piece in (b"a,", b"b"):
        await asyncio.sleep(0)
        yield piece


@open_router.get("/t/{code}")
@hot
async def read_open(code: str, request: Request) -> Response:
    """Whatever else the address holds."""
    return Response(f"{code} {request.url.query}", media_type="text/plain")


OUTCOMES = ("unchanged", "stream", "redirect", "missing", "misfit", "silent", "fault", "unholdable")


@pytest.fixture
def app(
    service: Service, database: RolledBackDatabase, database_url: str, issuer: Issuer, siblings: SiblingAnswers
) -> FastAPI:
    more = replace(service, routers=[router, *service.routers], root_routers=[open_router, *service.root_routers])
    app = build_app(more, settings_for(service, database_url), database)
    arm(app, issuer, siblings)
    return app


@pytest.fixture
async def reader(app: FastAPI, database: RolledBackDatabase, issuer: Issuer) -> str:
    """The Authorization header of somebody who may read."""
    client = await People(app, database, issuer).as_("employee")
    return str(client.headers["authorization"])


@pytest.fixture
def only_the_kit(app: FastAPI) -> Iterator[None]:
    """An app whose routes are not there: what is answered now is answered before them."""

    async def gone(*_of_asgi: Any) -> None:
        raise AssertionError("the ordinary way was taken")

    ordinary, app.router.middleware_stack = app.router.middleware_stack, gone
    yield
    app.router.middleware_stack = ordinary


def test_what_is_relied_on_inside_the_frameworks_is_there() -> None:
    """A parameter validates itself and knows its default, a body writes itself, a router's search can be replaced."""
    named = {field.name for field in fields(Dependant)}
    assert {
        "call", "name", "dependencies", "path_params", "query_params", "header_params", "cookie_params", "body_params",
        "request_param_name", "response_param_name", "http_connection_param_name", "websocket_param_name",
        "background_tasks_param_name", "security_scopes_param_name", "use_cache", "concurrency",
    } <= named  # fmt: skip
    route = next(route for route in router.routes if isinstance(route, APIRoute) and route.name == "read_needed")
    [number] = route.dependant.query_params
    assert number.validate("1", {}, loc=()) == (1, [])
    assert number.validate("one", {}, loc=())[1]
    assert (number.alias, number.field_info.is_required(), number.get_default is not None) == ("number", True, True)
    assert route.response_field
    body, faults = route.response_field.validate({"who": "a", "n": 1, "at": "2026-11-29T10:00:00Z", "given": []}, {})
    assert (faults, route.response_field.serialize_json(body)[:10]) == ([], b'{"who":"a"')
    searching = Router()
    assert searching.middleware_stack == searching.app


@pytest.mark.usefixtures("only_the_kit")
@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/v1/hot", "", 200),
        ("/v1/hot", "size=3&colour=blue&for=me&mark=", 200),
        ("/v1/hot/needed", "number=1", 200),
        ("/v1/hot/outcomes", "how=unchanged", 200),
        ("/v1/hot/outcomes", "how=redirect", 302),
        ("/t/abc", "anything=1&more", 200),
    ],
)
async def test_what_fits_is_answered_before_the_routes(
    app: FastAPI, reader: str, clock: TestClock, path: str, query: str, status: int
) -> None:
    answer = await ask(app, Asked(path, query, headers={"authorization": reader}))
    assert answer.status == status, answer.body
    declared = path.replace("abc", "{code}")
    assert answer.counted == (f"GET {declared} {status}",)


@pytest.mark.parametrize(
    "read",
    [
        HotReadAsked("/v1/hot", "/v1/hot", ("", "size=3&colour=blue", "kind=a&kind=b", "for=me&mark=missing")),
        HotReadAsked("/v1/hot/needed", "/v1/hot/needed", ("number=1",)),
        HotReadAsked("/t/{code}", "/t/a%b", ("", "x=1")),
    ],
    ids=lambda read: read.path,
)
async def test_both_forms_answer_the_same(
    app: FastAPI, database: RolledBackDatabase, issuer: Issuer, reader: str, clock: TestClock, read: HotReadAsked
) -> None:
    nobody = issuer.token(sub="machine", client_id="machine", scope="")
    callers = (reader, "", "Basic x", "Bearer", "Bearer x.y.z", f"bearer  {reader[7:]} ", f"Bearer {nobody}")
    compared = await compare(app, replace(read, callers=callers))
    assert compared.differing == []
    assert compared.statuses[200] > 20
    assert compared.statuses[405] > 5
    if read.declared.startswith("/v1"):
        assert {304, 401, 403, 404, 413, 422} <= compared.statuses.keys()


@pytest.mark.parametrize("how", OUTCOMES)
async def test_both_forms_end_the_same(app: FastAPI, reader: str, how: str) -> None:
    asked = Asked("/v1/hot/outcomes", f"how={how}", headers={"authorization": reader, "accept-language": "nl"})
    with capture_logs() as lines:
        kit, framework = await in_both_forms(app, asked)
    assert kit == framework
    said = [{name: line[name] for name in line if name != "exc_info"} for line in lines]
    assert said[: len(said) // 2] == said[len(said) // 2 :]
    expected = {"unchanged": 200, "stream": 200, "redirect": 302, "missing": 404, "silent": 503, "unholdable": 422}
    assert kit.status == expected.get(how, 500)
    assert b"nobody shall see" not in kit.body


async def test_a_hot_read_is_one_span_named_by_its_route(app: FastAPI, reader: str) -> None:
    seen = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(seen))
    FastAPIInstrumentor.instrument_app(app, tracer_provider=provider, exclude_spans=["receive", "send"])
    asked = Asked("/v1/hot/needed", "number=1", headers={"authorization": reader})
    await in_both_forms(app, asked)
    kit, framework = seen.get_finished_spans()
    assert kit.name == framework.name == "GET /v1/hot/needed"
    assert kit.attributes == framework.attributes


async def test_what_was_read_is_not_kept_for_the_next_request(app: FastAPI, reader: str, clock: TestClock) -> None:
    first = await ask(app, Asked("/v1/hot", "size=3&for=me", headers={"authorization": reader}))
    second = await ask(app, Asked("/v1/hot", headers={"authorization": reader}))
    assert b'"given":[3,3,"red","me",null]' in first.body
    assert b'"given":[50,50,"red",null,null]' in second.body


def _plain(**options: Any) -> APIRouter:
    return APIRouter(route_class=CapabilityRoute, **options)


async def _opened(_request: Request) -> AsyncIterator[int]:
    yield 1


class Filters(BaseModel):
    """Parameters as a model."""

    a: int = 1


async def takes_a_body(body: Filters) -> Response: ...
async def takes_a_cookie(a: Annotated[str, Cookie()]) -> Response: ...
async def takes_a_task(after: BackgroundTasks) -> Response: ...
async def takes_what_is_opened(a: Annotated[int, Depends(_opened)]) -> Response: ...
async def takes_what_blocks(a: Annotated[int, Depends(lambda: 1)]) -> Response: ...
async def takes_a_model(a: Annotated[Filters, Query()]) -> Response: ...
async def takes_a_choice(a: Annotated[str, Query(validation_alias=AliasChoices("a", "b"))]) -> Response: ...
async def takes_headers(a: Annotated[list[str] | None, Header()] = None) -> Response: ...
async def takes_a_list(a: Annotated[list[str], Query(default_factory=list)]) -> Response: ...
async def answers_anything(): ...  # type: ignore[no-untyped-def]  # so that no body is known
def blocks() -> Response: ...


ONLY_THE_FRAMEWORK = (
    takes_a_body,
    takes_a_cookie,
    takes_a_task,
    takes_what_is_opened,
    takes_what_blocks,
    takes_a_model,
    takes_a_choice,
    takes_headers,
    takes_a_list,
    answers_anything,
    blocks,
)


@pytest.mark.parametrize("endpoint", ONLY_THE_FRAMEWORK)
def test_what_only_the_framework_can_give_is_refused_at_import(endpoint: Any) -> None:
    with pytest.raises(NotHot):
        _plain().get("/x")(hot(endpoint))


@pytest.mark.parametrize("options", [{"response_model_exclude_none": True}, {"response_model_exclude": {"n"}}])
def test_an_answer_that_only_the_framework_shapes_is_refused_at_import(options: dict[str, Any]) -> None:
    async def read_shaped() -> ThingOut: ...

    with pytest.raises(NotHot):
        _plain().get("/x", **options)(hot(read_shaped))


def test_only_a_read_is_hot() -> None:
    with pytest.raises(NotHot):
        _plain().post("/x")(hot(answers_anything))


def _routes(*paths: tuple[str, bool]) -> Routes:
    made = _plain()
    for path, is_hot in paths:

        async def answer() -> Response: ...

        made.get(path)(hot(answer) if is_hot else answer)
    return Routes(made)


def _scope(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path}


@pytest.mark.parametrize(
    "before", ["/v1/{name}", "/{any}/a", "/v1/{name:path}", "/v1/a"], ids=["below", "above", "whole", "itself"]
)
def test_a_hot_read_behind_a_route_that_answers_for_it_is_refused(before: str) -> None:
    with pytest.raises(ValueError, match="another route before it"):
        _routes((before, False), ("/v1/a", True)).hot(_scope("/v1/a"))


def test_a_hot_read_with_more_than_a_text_at_the_end_of_its_path_is_refused() -> None:
    for path in ("/v1/{a}/b", "/v1/{a}/{b}", "/v1/{a:int}", "/v1/x{a}"):
        with pytest.raises(ValueError, match="more in its path"):
            _routes((path, True)).hot(_scope("/"))


def test_a_hot_read_is_found_by_its_whole_address() -> None:
    routes = _routes(("/v1/b/{c}", True), ("/v1/a", True), ("/v1/a/{b}", False), ("/{x}", False))
    for path, values in (("/v1/a", {}), ("/v1/b/1", {"c": "1"}), ("/v1/b/%20", {"c": "%20"})):
        found = routes.hot(_scope(path))
        assert found
        assert found[1] == values
    for path in ("/v1/a/", "/v1/b", "/v1/b/", "/v1/b/1/2", "/v1/b//1", "/v1/a/1", "/x", "/", ""):
        assert routes.hot(_scope(path)) is None, path
    assert routes.hot({**_scope("/v1/a"), "method": "HEAD"}) is None
    assert routes.hot({**_scope("/v1/a"), "root_path": "/below"}) is None


def test_hot_reads_are_listed() -> None:
    assert list(hot_addresses(router.routes)) == ["GET /v1/hot", "GET /v1/hot/needed", "GET /v1/hot/outcomes"]
