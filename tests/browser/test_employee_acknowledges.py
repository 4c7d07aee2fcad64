"""An employee reads the clauses for their roles, accepts them, and the progress ring is complete."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import World
from tests.calling import eventually


def test_they_read_the_guideline_and_their_ring_closes(visit: Visit, world: World, size: Size) -> None:
    who = world.person("reader", size.name)
    world.complete(who)
    world.asked(who)
    rik = visit(who)
    page = rik.open("/guidelines/depot-words")
    expect(page.get_by_text("Greet every colleague.")).to_be_visible()
    expect(page.get_by_text("It keeps trust").first).to_be_visible()
    page.get_by_role("button", name="Speaking right: something is still missing").click()
    expect(page.get_by_role("heading", name="Your ring is still open")).to_be_visible()
    rik.look()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Read and answer").click()
    page.get_by_role("button", name="Yes, I have read it").click()
    expect(page.get_by_text("You have acknowledged it")).to_be_visible()
    expect(page.get_by_text("The fingerprint of exactly these words:")).to_be_visible()
    rik.look()
    eventually(lambda: world.may_speak(who), 30)
    rik.open("/guidelines/acknowledgements")
    page.get_by_role("button", name="Speaking right: you may speak for the brand").click()
    expect(page.get_by_role("heading", name="Your ring is closed")).to_be_visible()
    rik.look()
