"""The hot reads of this service: these, and each the same as FastAPI would answer it."""

from typing import Any

import pytest
from service_kit.testing.doubles import Issuer
from service_kit.testing.hot_reads import HotReadAsked, callers, compare
from service_kit.testing.plugin import People, TestClock
from service_kit.web.routing import hot_addresses
from training_api.main import SERVICE

HOT = {"GET /v1/me/tasks", "GET /v1/me/certificates", "GET /v1/me/transcript", "GET /v1/modules"}


def test_these_are_the_hot_reads() -> None:
    assert {name for router in SERVICE.routers for name in hot_addresses(router.routes)} == HOT


@pytest.mark.parametrize("address", sorted(HOT))
async def test_both_forms_answer_the_same(
    live_http: People, live_catalogue: Any, issuer: Issuer, clock: TestClock, address: str
) -> None:
    _, modules = await live_catalogue.published(3)
    for module in modules[:2]:
        await live_catalogue.scheme([module])
    learner = await live_http.as_("employee", name="anna", locale="nl")
    for module in modules[:2]:
        await live_catalogue.complete(learner, module)
    await learner.post("/v1/enrolments", json={"module_id": modules[2]["id"]})
    path = address.removeprefix("GET ")
    first = (await learner.get(path, params={} if path == "/v1/me/tasks" else {"limit": 1})).json()
    assert first["items"]
    pages = ("limit=1", f"limit=1&cursor={first['next_cursor']}", "cursor=other", "format=csv")
    queries = ("kind=nothing&for=me",) if path == "/v1/me/tasks" else pages
    asked = HotReadAsked(path, path, ("", *queries), await callers(live_http, issuer, learner, ["catalogue.read"]))
    compared = await compare(live_http._app, asked)
    assert compared.differing == []
    assert {200, 304, 401, 403, 404, 405, 413, 422} <= compared.statuses.keys()
