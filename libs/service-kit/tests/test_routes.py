"""What the kit hands every endpoint itself, instead of leaving it to FastAPI: the actor, a connection, the moment.

The first tests name what is relied on inside FastAPI: they fail first when it changes.
"""

from copy import copy
from dataclasses import fields, replace
from typing import Annotated, Any
from unittest.mock import patch

import pytest
from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from service_kit.data.database import AsyncSession, HotConnection, ReadSession
from service_kit.identity.auth import Actor, Guard, Needs
from service_kit.service import Service
from service_kit.testing.doubles import Issuer, People, RolledBackDatabase, SiblingAnswers
from service_kit.testing.plugin import TestClock, _arm, settings_for
from service_kit.web import routes
from service_kit.web.app import build_app
from service_kit.web.errors import Missing
from service_kit.web.openapi import build
from service_kit.web.routes import capability_router
from service_kit.web.signatures import without_direct
from service_kit.work.clock import Now
from sqlalchemy import text

router = capability_router("/direct", "Direct")


async def _size(actor: Annotated[Actor, Needs("notes.read")], size: Annotated[int, Query(ge=1)] = 1) -> int:
    return size if actor.person else 0


@router.get("/all")
async def read_all(
    asking: Request,
    actor: Annotated[Actor, Needs("notes.read")],
    hot: HotConnection,
    session: ReadSession,
    now: Now,
    size: Annotated[int, Depends(_size)],
    name: str = "nobody",
) -> dict[str, Any]:
    counted = await (await hot.execute("SELECT 40 AS n")).fetchone()
    added = (await session.execute(text("SELECT 2"))).scalar_one()
    assert counted
    return {
        "path": asking.url.path,
        "who": actor.id,
        "n": counted["n"] + added,
        "now": now.isoformat(),
        "size": size,
        "name": name,
    }


@router.get("/broken")
async def read_broken(_actor: Annotated[Actor, Needs("notes.read")], hot: HotConnection) -> None:
    await hot.execute("SELECT 1")
    raise Missing


@pytest.fixture
def http(
    service: Service, database: RolledBackDatabase, database_url: str, issuer: Issuer, siblings: SiblingAnswers
) -> People:
    app = build_app(replace(service, routers=[*service.routers, router]), settings_for(service, database_url), database)
    _arm(app, issuer, siblings)
    return People(app, database, issuer)


def test_what_is_relied_on_inside_the_framework_is_there() -> None:
    """`Dependant` names its parts so, and a route makes its handler from the `dependant` it has at that moment."""
    named = {field.name for field in fields(Dependant)}
    assert {"call", "name", "dependencies", "query_params", "path_params", "request_param_name"} <= named
    route = APIRoute("/x", lambda: None)
    assert isinstance(route.dependant, Dependant)
    told = copy(route.dependant)
    told.call = lambda: "another"
    route.dependant = told
    handler = route.get_route_handler()
    assert told in [cell.cell_contents for cell in handler.__closure__ or ()]


async def test_both_ways_to_resolve_an_endpoint_answer_the_same(
    service: Service,
    database: RolledBackDatabase,
    database_url: str,
    issuer: Issuer,
    siblings: SiblingAnswers,
    clock: TestClock,
) -> None:
    """As the kit hands its dependencies over, and as FastAPI resolves all of them."""
    answers = []
    for way in (routes.without_direct, lambda declared: declared):
        with patch.object(routes, "without_direct", way):
            resolved = capability_router("/direct", "Direct")
            resolved.get("/all", name="read_all")(read_all)
            resolved.get("/broken", name="read_broken")(read_broken)
        app = build_app(
            replace(service, routers=[*service.routers, resolved]), settings_for(service, database_url), database
        )
        _arm(app, issuer, siblings)
        reader = await People(app, database, issuer).as_("employee")
        asked = [("/v1/direct/all", {"size": 3}), ("/v1/direct/all", {"size": 0}), ("/v1/direct/broken", {})]
        found = [await reader.get(path, params=query) for path, query in asked]
        answers.append([(one.status_code, _without_request_id(one.json())) for one in found])
        await app.state.siblings.close()
    assert answers[0] == answers[1]
    assert [status for status, _ in answers[0]] == [200, 422, 404]


def _without_request_id(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "request_id"}


async def test_an_endpoint_gets_what_it_declares(http: People, clock: TestClock) -> None:
    reader = await http.as_("employee")
    answer = await reader.get("/v1/direct/all", params={"size": 3, "name": "Ada"})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "path": "/v1/direct/all",
        "who": answer.json()["who"],
        "n": 42,
        "now": clock.moment.isoformat(),
        "size": 3,
        "name": "Ada",
    }
    assert answer.json()["who"].startswith("person:")


async def test_who_asks_comes_before_what_is_asked(http: People) -> None:
    malformed = {"size": "many"}
    assert (await http.anonymous.get("/v1/direct/all", params=malformed)).status_code == 401
    powerless = http.system("somebody", scopes=[])
    assert (await powerless.get("/v1/direct/all", params=malformed)).status_code == 403
    answer = await (await http.as_("employee")).get("/v1/direct/all", params=malformed)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/query/size")


async def test_a_connection_comes_back_from_an_endpoint_that_refuses(live_database: Any, live_http: People) -> None:
    live_http._app.router.routes[:0] = router.routes
    reader = await live_http.as_("employee")
    for _ in range(3 * live_database._pool.max_size):
        assert (await reader.get("/v1/direct/broken")).status_code == 404


def test_only_what_the_endpoint_declares_itself_is_taken_from_the_framework() -> None:
    [whole] = [route.dependant for route in router.routes if isinstance(route, APIRoute) and route.name == "read_all"]
    left = without_direct(whole)
    assert [one.call for one in left.dependencies] == [_size]
    assert any(isinstance(one.call, Guard) for one in left.dependencies[0].dependencies)
    assert len(whole.dependencies) == 5, "the declared endpoint is left as it was: the contract is read from it"


def test_the_contract_still_says_that_a_token_is_needed(http: People) -> None:
    assert build(http._app)["paths"]["/v1/direct/all"]["get"]["security"] == [{"HTTPBearer": []}]


def test_an_endpoint_without_any_of_it_is_left_alone() -> None:
    plain = capability_router("/plain", "Direct")

    @plain.get("")
    async def read_plain(session: Annotated[AsyncSession | None, Depends(lambda: None)]) -> None:
        assert session is None

    [route] = [route for route in plain.routes if isinstance(route, APIRoute)]
    assert without_direct(route.dependant) is route.dependant
