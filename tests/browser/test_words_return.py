"""Legal asks for changes; the author reads why and sends it again, and the next round shows what changed."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import World


def test_the_author_reads_why_it_came_back_and_sends_it_again(visit: Visit, world: World, size: Size) -> None:
    code = f"return-{size.name}"
    signoff = world.signoff(code)
    laurent = visit("legal")
    page = laurent.open(f"/reviews/signoffs/{signoff['id']}")
    page.get_by_role("radio", name="Ask for changes").click()
    page.get_by_role("textbox", name="Your comment").fill("Name the drivers of other firms too.")
    page.get_by_role("button", name="Ask for changes", exact=True).click()
    expect(page.get_by_text("Thank you. Its authors take it up.")).to_be_visible()
    expect(page.get_by_text("Asked for changes on")).to_be_visible()
    laurent.look()

    author = visit("strategist")
    guideline = signoff["subject"]["guideline_id"]
    page = author.open(f"/manage/guidelines/{guideline}")
    said = page.get_by_role("list", name="What the reviewers said")
    expect(said.get_by_text("Name the drivers of other firms too.")).to_be_visible()
    expect(said.get_by_text("at “Legal”")).to_be_visible()
    page.get_by_role("button", name="Send in for review").click()
    expect(page.get_by_role("dialog", name="Send the identical text again?")).to_be_visible()
    author.look()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

    strategist = world.signed_in("strategist")
    version = f"G/guidelines/{guideline}/versions/2"
    first = strategist.get(version)["clauses"][0]
    words = {"text": {"en": "Greet every colleague and every driver, whoever they drive for."}}
    strategist.patch(f"{version}/clauses/{first['id']}", words)
    author.open(f"/manage/guidelines/{guideline}")
    expect(page.get_by_role("heading", name="What changed since it was sent in")).to_be_visible()
    author.look()
    page.get_by_role("button", name="Send in for review").click()
    expect(page.get_by_role("alert", name="Reviewers are reading it")).to_be_visible()

    again = strategist.get(version)["signoff_id"]
    page = laurent.open(f"/reviews/signoffs/{again}")
    expect(page.get_by_text("This is a new round")).to_be_visible()
    expect(page.get_by_role("heading", name="What changed since the round before")).to_be_visible()
    expect(page.get_by_text("whoever they drive for").first).to_be_visible()
    laurent.look()
