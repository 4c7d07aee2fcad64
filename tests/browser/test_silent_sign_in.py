"""Signed in once is signed in everywhere in the browser: a new tab, a link from a mail; signed out once too."""

import json

from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

WELCOME = "You can tell it best."


def signed_in(visit: Visit, at: str = "/share/points") -> Visitor:
    """A tab in which Emma has signed in on the provider's page."""
    emma = visit()
    page = emma.open(at)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Emma Janssens").click()
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    return emma


def tab(of: Visitor) -> Visitor:
    """Another tab of the same browser."""
    return Visitor(of.context, of.origin, of.size)


def test_a_new_tab_and_a_link_from_a_mail_are_signed_in(visit: Visit) -> None:
    emma = signed_in(visit)
    second = tab(emma)
    page = second.open("/learn?q=depot#top")
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    assert page.url == f"{emma.origin}/learn?q=depot#top"
    kept = json.loads(page.evaluate("JSON.stringify({...localStorage})"))
    token = page.evaluate("Object.entries(sessionStorage).find(([key]) => key.startsWith('oidc.user'))[1]")
    assert json.loads(token)["access_token"] not in json.dumps(kept)
    assert not [key for key in kept if key.startswith("oidc")]
    second.well()


def test_signing_out_ends_every_tab(visit: Visit) -> None:
    emma = signed_in(visit)
    second = tab(emma)
    page = second.open("/learn")
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    emma.page.get_by_role("button", name="Your account").click()
    emma.page.get_by_role("button", name="Sign out").click()
    expect(emma.page.get_by_role("heading", name=WELCOME)).to_be_visible()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('oidc.user')).length") == 0
    second.open("/learn")
    expect(page.get_by_role("heading", name=WELCOME)).to_be_visible()
    second.well()


def test_who_is_not_known_signs_in_and_is_where_they_wanted_to_be(visit: Visit) -> None:
    emma = signed_in(visit, "/learn?q=depot#top")
    emma.page.wait_for_url(f"{emma.origin}/learn?q=depot#top")


def test_who_gave_up_on_the_way_still_comes_where_they_wanted_to_be(visit: Visit) -> None:
    emma = visit()
    page = emma.open("/share/points")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Who are you today?")).to_be_visible()
    emma.open("/")
    assert page.url == f"{emma.origin}/share/points"
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Emma Janssens").click()
    expect(page.get_by_role("heading", name="My points", level=1)).to_be_visible()


def test_at_a_provider_on_another_site_a_redirect_does_the_same(visit: Visit) -> None:
    def elsewhere(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        route.fulfill(response=answer, json={**told, "issuer": told.get("issuer") or f"{emma.origin}/idp"})

    emma = signed_in(visit)
    second = Visitor(emma.context, emma.origin.replace("localhost", "127.0.0.1"), emma.size)
    second.page.remove_listener("request", second._asked)  # the provider is on another site here
    page = second.page
    page.route("**/app-config.json", elsewhere)
    page.goto(f"{second.origin}/learn?q=depot")
    expect(page.get_by_role("button", name="Your account")).to_be_visible()
    assert page.url == f"{second.origin}/learn?q=depot"
