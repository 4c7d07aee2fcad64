"""What the account menu leads to, the keys, help for a place, what is kept, and the tour of a first day."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor


def menu(emma: Visitor, name: str) -> None:
    """Open the account menu and follow one of its lines."""
    emma.page.get_by_role("button", name="Your account").click()
    emma.page.get_by_role("dialog").get_by_text(name, exact=True).click()


def test_the_tour_of_a_first_day_is_shown_once_and_can_be_skipped(visit: Visit) -> None:
    emma = visit("employee")
    page = emma.open("/today")
    tour = page.get_by_role("region", name="Your first day")
    expect(tour.get_by_text("1 of 4")).to_be_visible()
    emma.look()
    for _ in range(3):
        tour.get_by_role("button", name="Next").click()
    expect(tour.get_by_text("4 of 4")).to_be_visible()
    tour.get_by_role("button", name="Begin").click()
    expect(tour).to_have_count(0)
    emma.open("/today")
    expect(tour).to_have_count(0)
    menu(emma, "Help")
    page.get_by_role("button", name="Show the tour again").click()
    emma.open("/today")
    tour.get_by_role("button", name="Skip").click()
    expect(tour).to_have_count(0)


def test_the_account_menu_leads_to_help_keys_and_what_is_kept(visit: Visit) -> None:
    emma = visit("employee")
    page = emma.open("/learn")
    page.get_by_role("button", name="Your account").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Nederlands")).to_be_visible()
    emma.look()
    page.keyboard.press("Escape")
    menu(emma, "Help")
    expect(page.get_by_role("heading", name="Help", level=1)).to_be_visible()
    expect(page.locator("main h2").first).to_have_text("Learn")
    emma.look()
    menu(emma, "What is kept about me")
    expect(page.get_by_role("heading", name="What is kept about me", level=1)).to_be_visible()
    emma.look()
    page.get_by_role("button", name="Forget them now").click()
    expect(page.get_by_text("This device has forgotten what you read.")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("Search everything")).to_be_visible()
    emma.look()
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
