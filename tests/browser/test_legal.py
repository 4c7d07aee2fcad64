"""Legal is asked, reads what changed, and decides on exactly that text."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import World


def test_legal_reads_the_difference_and_approves_it(visit: Visit, world: World, size: Size) -> None:
    code = f"depot-{size.name}"
    signoff = world.signoff(code)
    laurent = visit("legal")
    page = laurent.open("/reviews")
    page.get_by_role("link", name=f"Words of {code}").click()
    expect(page.get_by_role("heading", name=f"Words of {code}", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="What changed since version 1")).to_be_visible()
    expect(page.get_by_text("and every driver")).to_be_visible()
    expect(page.get_by_text("Close the gate.")).to_be_visible()
    expect(page.get_by_text("one yes is enough")).to_be_visible()
    expect(page.get_by_text(signoff["content_hash"])).to_be_visible()
    page.get_by_role("radio", name="Approve It is good as it is.").click()
    laurent.look()
    page.get_by_role("textbox", name="Your comment").fill("Clear and fair.")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Thank you. It is signed off.")).to_be_visible()
    expect(page.get_by_text("Clear and fair.")).to_be_visible()
    laurent.look()
    laurent.open("/reviews?show=done")
    expect(page.get_by_role("article").filter(has_text=f"Words of {code}").first).to_contain_text("Approved")
