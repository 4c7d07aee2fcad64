"""The hot reads of this service: these, and each the same as FastAPI would answer it."""

from typing import Any

import pytest
from advocacy_api.main import SERVICE
from service_kit.testing.doubles import Issuer, SiblingAnswers
from service_kit.testing.hot_reads import HotReadAsked, callers, compare
from service_kit.testing.plugin import People, TestClock
from service_kit.web.routing import hot_addresses

HOT = {
    "GET /v1/me/tasks": ("", "kind=nothing&for=me"),
    "GET /v1/me/badges": ("", "limit=1", "cursor=other", "format=csv"),
    "GET /v1/leaderboards": ("", "period=month&scope=department&limit=1", "of=2026-13", "format=csv"),
}
REDIRECTS = {"GET /s/{code}", "HEAD /s/{code}"}
pytestmark = pytest.mark.usefixtures("live_programme")


def test_these_are_the_hot_reads() -> None:
    routers = (*SERVICE.routers, *SERVICE.root_routers)
    assert {name for router in routers for name in hot_addresses(router.routes)} == {*HOT, *REDIRECTS}


@pytest.mark.parametrize("address", sorted(HOT))
async def test_both_forms_answer_the_same(
    live_http: People, live_database: Any, make: Any, issuer: Issuer, clock: TestClock, address: str
) -> None:
    manager = await live_http.as_("community-manager")
    anna = await live_http.as_("employee", name="anna", locale="fr", department="Sales")
    colleagues = [await live_http.as_("employee", name=f"colleague{number}") for number in range(4)]
    for person in (anna, *colleagues):  # as few as a board shows
        await make.earned(live_database, person.person.id, 6)  # type: ignore[attr-defined]  # set by the kit
        await person.put("/v1/me/leaderboard-preference", json={"showing": "name"}, headers={"If-Match": "*"})
    for person in (anna, manager):
        await person.post("/v1/me/ambassadorship")
    ambassadors = (await manager.get("/v1/ambassadors")).json()["items"]
    for ambassador in ambassadors:
        await manager.post(f"/v1/ambassadors/{ambassador['id']}/invite")
    path = address.removeprefix("GET ")
    first = (await anna.get(path)).json()
    assert first.get("items") or first.get("top")
    who = await callers(live_http, issuer, anna, ["content.read"])
    compared = await compare(live_http._app, HotReadAsked(path, path, HOT[address], who))
    assert compared.differing == []
    assert {200, 304, 401, 403, 405, 413, 422} <= compared.statuses.keys()


async def test_both_forms_of_the_redirect_answer_the_same(
    live_http: People, make: Any, siblings: SiblingAnswers, clock: TestClock
) -> None:
    siblings.answer("governance", "/v1/speaking-rights/check", make.allowed())
    manager, anna = await live_http.as_("community-manager"), await live_http.as_("employee", name="anna")
    share = await make.share(anna, (await make.content(manager))["id"])
    code = share["short_url"].rsplit("/", 1)[1]
    for path in (f"/s/{code}", "/s/unknown", "/s/é", f"/s/{'x' * 40}"):
        compared = await compare(live_http._app, HotReadAsked("/s/{code}", path, ("", "fbclid=1&code=2")))
        assert compared.differing == []
        assert {302 if code in path else 404, 405} <= compared.statuses.keys()
