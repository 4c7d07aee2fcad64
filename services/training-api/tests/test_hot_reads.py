"""The hot reads of this service: these, and each the same as FastAPI would answer it."""

from typing import Any

import pytest
from service_kit.testing.doubles import Issuer
from service_kit.testing.hot_reads import HotReadAsked, callers, compare
from service_kit.testing.plugin import People, TestClock
from service_kit.web.routing import hot_addresses
from training_api.main import SERVICE

PAGES = {"GET /v1/me/tasks", "GET /v1/me/certificates", "GET /v1/me/transcript", "GET /v1/modules"}
LOOKUP = "/v1/people/lookup"
HOT = {*PAGES, f"GET {LOOKUP}"}


def test_these_are_the_hot_reads() -> None:
    assert {name for router in SERVICE.routers for name in hot_addresses(router.routes)} == HOT


@pytest.mark.parametrize("address", sorted(PAGES))
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


@pytest.mark.parametrize("role", ["hr", "system"])
async def test_both_forms_of_the_look_up_answer_the_same(
    live_http: People, issuer: Issuer, clock: TestClock, role: str
) -> None:
    """For who sees people whole, and for a system that learns of them that they are known."""
    hr = await live_http.as_("hr", name="hanna")
    await live_http.add("ben", email="ben+x@example.org")
    for name in ("one", "two"):
        await live_http.add(name, email="desk@example.org")
    first = f"email={'hanna@example.org' if role == 'hr' else 'ben%2Bx@example.org'}"
    reader = hr if role == "hr" else live_http.system("lms", ["people.lookup"])
    queries = (first, "user_name=BEN", "employee_number=E-ben", "email=desk@example.org", f"{first}&user_name=ben")
    who = await callers(live_http, issuer, reader, ["people.lookup"])
    compared = await compare(live_http._app, HotReadAsked(LOOKUP, LOOKUP, queries, who))
    assert compared.differing == []
    assert {200, 304, 401, 403, 404, 405, 409, 413, 422} <= compared.statuses.keys()
