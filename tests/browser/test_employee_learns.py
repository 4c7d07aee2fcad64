"""An employee finds a module, sees why another is locked, completes one, and a stranger verifies the certificate."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import World
from tests.calling import eventually


def test_they_learn_and_the_certificate_comes_by_itself(visit: Visit, world: World, size: Size) -> None:
    who = world.person("learner", size.name)
    world.acknowledge(who)
    lena = visit(who)
    page = lena.open("/today")
    expect(page.get_by_role("link", name="Complete What we do here")).to_be_visible()
    expect(page.get_by_text("Planners meet visitors")).to_be_visible()
    lena.open("/learn")
    page.get_by_role("searchbox", name="Search modules").fill("outside")
    page.get_by_role("link", name="Telling it outside").click()
    expect(page.get_by_role("heading", name="Something comes first")).to_be_visible()
    lena.look()
    page.get_by_role("link", name="Begin with DEPOT-101").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="What we do here: why")).to_be_visible()
    lena.look()
    page.get_by_role("button", name="Read, next").click()
    page.get_by_role("button", name="Read, finish").click()
    expect(page.get_by_role("heading", name="Done!")).to_be_visible()
    expect(page.get_by_role("link", name="DEPOT-201 Telling it outside")).to_be_visible()
    lena.look()

    person = world.signed_in(who)
    certificate = eventually(lambda: person.get("T/me/certificates")["items"], 30)[0]["id"]
    lena.open("/learn/certificates")
    card = page.get_by_role("article", name="Depot speaker")
    expect(card.get_by_text("Valid", exact=True)).to_be_visible()
    expect(card.get_by_role("link", name="Open the public page")).to_have_attribute("href", f"/verify/{certificate}")
    stranger = visit()
    seen = stranger.open(f"/verify/{certificate}")
    expect(seen.get_by_role("heading", name="This certificate is valid")).to_be_visible()
    expect(seen.get_by_text(world.name("learner", size.name))).to_be_visible()
    lena.open("/learn/transcript")
    expect(page.get_by_text("What we do here").first).to_be_visible()


def test_a_track_is_a_map_and_a_list(visit: Visit, world: World) -> None:
    rik = visit(world.person("reader"))
    page = rik.open("/learn/tracks/DEPOT?view=map")
    expect(page.get_by_text("DEPOT-201").first).to_be_visible()
    rik.look()
    page.get_by_text("List", exact=True).click()
    expect(page.get_by_role("link", name="What we do here").first).to_be_visible()
    rik.look()
