"""Coming in by one click on the provider's page, in one's own language, and going out again."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.browser.words import LANGUAGES, word


def choose_language(visitor: Visitor, name: str) -> None:
    """Through the menu in the header, as anybody can at any moment."""
    visitor.page.locator("header button[aria-label*='·']").first.click()
    visitor.page.get_by_role("button", name=name, exact=True).click()


def test_one_click_signs_them_in_and_another_out(visit: Visit) -> None:
    emma = visit()
    page = emma.open("/share/points")
    expect(page.get_by_role("heading", name="You can tell it best.")).to_be_visible()
    emma.look()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Who are you today?")).to_be_visible()
    page.get_by_role("button", name="Emma Janssens").click()
    expect(page.get_by_role("heading", name="My points", level=1)).to_be_visible()
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You can tell it best.")).to_be_visible()
    emma.open("/share/points")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_the_app_speaks_their_language_until_they_choose_another(visit: Visit) -> None:
    emma = visit("employee", language=None)
    page = emma.open("/share/points")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    for language, name in (*LANGUAGES.items(), ("nl", LANGUAGES["nl"])):
        choose_language(emma, name)
        expect(page.get_by_role("heading", name=word(language, "points", "title"), level=1)).to_be_visible()
        expect(page.get_by_role("navigation").get_by_text(word(language, "app", "places.share")).first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
    choose_language(emma, LANGUAGES["fr"])
    emma.open("/share/points")
    expect(page.get_by_role("heading", name=word("fr", "points", "title"), level=1)).to_be_visible()


def test_the_dark_and_the_light_are_theirs_to_choose(visit: Visit) -> None:
    emma = visit("employee")
    page = emma.open("/share/points")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    emma.open("/share/points")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_where_they_may_not_go_is_not_shown(visit: Visit) -> None:
    emma = visit("employee")
    page = emma.open("/more" if emma.size.is_phone else "/today")
    expect(page.get_by_role("link", name="Share").first).to_be_visible()
    expect(page.get_by_role("link", name="Manage")).to_have_count(0)
    hanne = visit("hr")
    page = hanne.open("/more" if hanne.size.is_phone else "/today")
    expect(page.get_by_role("link", name="Manage").first).to_be_visible()
