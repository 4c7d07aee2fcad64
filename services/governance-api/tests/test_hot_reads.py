"""The hot reads of this service: these, and each the same as FastAPI would answer it."""

from typing import Any

from governance_api.main import SERVICE
from service_kit.testing.doubles import Issuer
from service_kit.testing.hot_reads import HotReadAsked, callers, compare
from service_kit.testing.plugin import People, TestClock
from service_kit.web.routing import hot_addresses

TASKS, CHECK = "/v1/me/tasks", "/v1/speaking-rights/check"


def test_these_are_the_hot_reads() -> None:
    hot = {name for router in SERVICE.routers for name in hot_addresses(router.routes)}
    assert hot == {f"GET {TASKS}", f"GET {CHECK}"}


async def test_both_forms_of_my_day_answer_the_same(
    live_http: People, live_office: Any, issuer: Issuer, clock: TestClock
) -> None:
    anna = await live_http.as_("employee", name="anna", locale="fr")
    await live_office.publish(await live_office.draft(), 7)
    assert (await anna.get(TASKS)).json()["items"]
    who = await callers(live_http, issuer, anna, ["content.read"])
    compared = await compare(live_http._app, HotReadAsked(TASKS, TASKS, ("", "kind=acknowledge&for=me"), who))
    assert compared.differing == []
    assert {200, 304, 401, 403, 405, 413, 422} <= compared.statuses.keys()


async def test_both_forms_of_the_check_answer_the_same(
    live_http: People, live_office: Any, issuer: Issuer, clock: TestClock
) -> None:
    """For the person themselves, who sees what is missing, and for others, who do not."""
    anna, ben = await live_http.as_("employee", name="anna"), await live_http.as_("employee", name="ben")
    await live_office.publish(await live_office.draft(), 7)
    own, other = (f"person={person.person.id}" for person in (anna, ben))  # type: ignore[attr-defined]  # set by the kit
    assert (await anna.get(f"{CHECK}?{own}")).json()["missing"]
    for name in ("one", "two"):
        await live_http.add(name, email="desk@example.org", manager_id=anna.person.id)  # type: ignore[attr-defined]  # as above
    named = ("email=Anna%40example.org", "employee_number=E-anna&network=linkedin", "user_name=ben")
    refused = ("network=x", "person=nobody", "email=desk@example.org", f"{own}&user_name=anna", "email=")
    queries = (own, f"{own}&network=linkedin", other, f"person={other[7:].upper()}", *named, *refused)
    who = await callers(live_http, issuer, anna, ["speaking-rights.read"])
    compared = await compare(live_http._app, HotReadAsked(CHECK, CHECK, queries, who))
    assert compared.differing == []
    assert {200, 304, 401, 403, 404, 405, 409, 413, 422} <= compared.statuses.keys()
