"""Every page in trouble says which kind it is, and what was read can be read again without a line."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.browser.world import World


def answers(page: Page, path: str, status: int, **problem: Any) -> None:
    """The service says this at that path."""
    body = json.dumps({"status": status, "title": "", "detail": "", **problem})
    headers = {"content-type": "application/problem+json", "x-request-id": "ask-for-this"}
    page.route(path, lambda route: route.fulfill(status=status, headers=headers, body=body))


def kind(page: Page) -> Any:
    """The face that the screen shows."""
    return page.locator("main [role=alert][data-kind]").first


def test_each_kind_of_trouble_has_a_face_of_its_own(visit: Visit, world: World) -> None:
    emma = visit("employee")
    emma.is_offline = True  # what the screen shows here is a refusal, of which Chromium complains
    page = emma.page
    module = f"/learn/modules/{world.ids['first']}"
    for status, code, face, words in (
        (503, "Unavailable", "away", "Learning does not answer just now"),
        (403, "Forbidden", "forbidden", "This is not yours to do"),
        (404, "Missing", "gone", "Not found"),
        (500, "Fault", "fault", "Something went wrong on our side"),
    ):
        answers(page, "**/api/training/v1/modules/*", status, code=code)
        page.goto(emma.origin + module)
        expect(kind(page)).to_have_attribute("data-kind", face)
        expect(kind(page)).to_contain_text(words)
        expect(kind(page)).to_contain_text("ask-for-this")
        emma.look()
        page.unroute_all()


def test_an_unknown_address_says_so_within_the_app(visit: Visit) -> None:
    emma = visit("employee")
    page = emma.page
    page.goto(f"{emma.origin}/no/such/place")
    expect(page.get_by_role("heading", name="There is nothing here", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main menu").first).to_be_visible()
    emma.look()
    page.get_by_role("link", name="Go to Today").click()
    page.wait_for_url("**/today")


def kept(emma: Visitor, path: str) -> None:
    """Look at a place until it can be read without a line."""
    emma.open(path)
    emma.page.wait_for_function(
        "(path) => (localStorage.getItem('kring.visits') ?? '').includes(JSON.stringify(path)) && "
        "navigator.serviceWorker.controller",
        arg=path,
    )
    emma.page.wait_for_function("async () => (await (await caches.open('kring-read-1')).keys()).length > 4")


def test_what_was_read_can_be_read_without_a_line(visit: Visit, world: World) -> None:
    assert world.ids["first"]
    emma = visit(keeps=True)
    page = emma.open("/learn")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Emma Janssens").click()
    expect(page.get_by_role("link", name="What we do here").first).to_be_visible()
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    kept(emma, "/learn")
    kept(emma, "/share/points")
    # What the screens of trouble are made of is kept once the app has come to rest.
    page.wait_for_function(
        "async (wanted) => { const kept = (await (await caches.open('kring-files-1')).keys()).map(({url}) => url); "
        "return wanted.every((name) => kept.some((url) => url.includes(name))); }",
        arg=["problem-faces", "arriving-page", "welcome-page", "missing-page", "provider"],
    )
    emma.lose_the_line()
    emma.open("/learn")
    expect(page.get_by_role("status").filter(has_text="You see what was kept here, as of")).to_be_visible()
    expect(page.get_by_role("link", name="What we do here").first).to_be_visible()
    emma.look()
    page.goto(f"{emma.origin}/share/leaderboard")
    expect(kind(page)).to_have_attribute("data-kind", "offline")
    second = Visitor(emma.context, emma.origin, emma.size, is_offline=True)
    second.open("/share/points")
    expect(second.page.get_by_role("heading", name="My points", level=1)).to_be_visible()


def test_what_was_read_is_forgotten_on_signing_out(visit: Visit) -> None:
    emma = visit(keeps=True)
    page = emma.open("/learn")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Emma Janssens").click()
    kept(emma, "/learn")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You can tell it best.")).to_be_visible()
    assert not page.evaluate("caches.has('kring-read-1')")
    assert page.evaluate("localStorage.getItem('kring.visits')") is None
    assert page.evaluate("localStorage.getItem('kring.person')") is None
