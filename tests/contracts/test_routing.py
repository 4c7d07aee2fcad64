"""The kit finds the route that Starlette would find, for every address of every service and for those beside them."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from service_kit.service import load
from service_kit.web.app import build_app
from service_kit.web.routes import CapabilityRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PARAMETER = re.compile(r"\{[^}]*\}")
IN_PLACE = ("01939d6e-0000-7000-8000-000000000000", "me", "check", "a b", "é", "1", "batch", "summary", "tasks")
"""What stands in the place of a parameter: an id, and words that other addresses have there."""
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")


def addresses(app: FastAPI) -> Iterator[str]:
    """Every declared address with its parameters filled, and its neighbours: shorter, longer, ending in a slash."""
    for path in sorted({route.path for route in app.routes if isinstance(route, APIRoute)}):
        for word in IN_PLACE:
            filled = PARAMETER.sub(word, path)
            yield from (filled, f"{filled}/", f"{filled}/{word}", filled.rpartition("/")[0], f"/{filled}")
    yield from ("", "/", "//", "/v1", "/v1/", "/v1/nothing", "/v2/people", "/health", "/metrics/")


async def chosen(search: ASGIApp, app: FastAPI, method: str, path: str) -> tuple[Any, ...]:
    """Which route answers and the values in its path; else where the caller is sent, or how they are refused."""
    found: list[Any] = []

    async def handle(route: APIRoute, scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(("route", id(route), scope["path_params"], scope["endpoint"]))

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.append(("sent on", message["status"], message["headers"]))

    async def receive() -> Message:
        raise AssertionError("a search reads no body")

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": [], "root_path": ""}
    scope |= {"app": app, "scheme": "http", "server": ("kring.test", 80)}
    with patch.object(APIRoute, "handle", handle), patch.object(CapabilityRoute, "handle", handle):
        try:
            await search(scope, receive, send)
        except HTTPException as refused:
            found.append(("refused", refused.status_code))
    [outcome] = found
    return (*outcome, scope["router"])


@pytest.mark.parametrize("package", ["training_api", "advocacy_api", "governance_api"])
async def test_a_route_is_found_as_by_trying_every_one(package: str) -> None:
    service = load(package)
    settings = service.settings(database_url="postgresql://nobody@localhost/none", oidc_issuer="https://issuer.invalid")
    app = build_app(service, settings)
    asked = sorted(set(addresses(app)))
    outcomes = set()
    for path in asked:
        for method in METHODS:
            by_the_kit = await chosen(app.router.middleware_stack, app, method, path)
            assert by_the_kit == await chosen(app.router.app, app, method, path), (method, path)
            outcomes.add(by_the_kit[0])
    assert len(asked) > 500
    assert outcomes == {"route", "refused"}, "nobody is sent on to an address without its slash"
