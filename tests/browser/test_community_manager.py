"""The community manager publishes a story, invites somebody, and says yes to a reward."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import World
from tests.calling import eventually


def test_a_story_is_written_and_published(visit: Visit, world: World, size: Size) -> None:
    title = f"A new crane for the {size.name}"
    chloe = visit("community-manager")
    page = chloe.open("/manage/content")
    page.get_by_role("link", name="New story").first.click()
    page.get_by_role("textbox", name="Title, in English").fill(title)
    page.get_by_role("textbox", name="Link").fill("https://example.org/crane")
    page.get_by_role("textbox", name="Disclosure").fill("#workingatdepot")
    page.get_by_role("button", name="Add a text").click()
    page.get_by_role("textbox", name="Text").last.fill("Look how tall.")
    chloe.look()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("link", name="See it as people do")).to_be_visible()
    reader = visit(world.person("invited", size.name))
    page = reader.open("/share")
    expect(page.get_by_role("article", name=title)).to_be_visible()


def test_somebody_is_nominated_and_invited(visit: Visit, world: World, size: Size) -> None:
    name = world.name("invited", size.name)
    chloe = visit("community-manager")
    page = chloe.open("/manage/ambassadors")
    page.get_by_role("button", name="Nominate somebody").first.click()
    dialog = page.get_by_role("dialog", name="Nominate somebody")
    dialog.get_by_label("Person").first.fill(name.split()[1])
    page.get_by_role("option", name=name).click()
    chloe.look()
    dialog.get_by_role("button", name="Nominate somebody").click()
    row = page.get_by_role("row", name=name)
    row.get_by_role("button", name="Invite").click()
    expect(row.get_by_text("Invited")).to_be_visible()
    ines = visit(world.person("invited", size.name))
    page = ines.open("/today")
    expect(page.get_by_role("link", name="You are asked to be an ambassador")).to_be_visible()


def test_a_reward_is_approved(visit: Visit, world: World, size: Size) -> None:
    who, name = world.person("asking", size.name), world.name("asking", size.name)
    world.complete(who)
    person = world.signed_in(who)
    eventually(lambda: person.get("A/me/points")["balance"] >= 1, 30)
    person.post("A/redemptions", {"reward_id": world.ids["reward"]}, expect=201)
    chloe = visit("community-manager")
    page = chloe.open("/manage/rewards")
    row = page.get_by_role("row", name=name)
    row.get_by_role("button", name="Approve").click()
    chloe.look()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved").first).to_be_visible()
    expect(row).to_have_count(0)
    aisha = visit(who)
    page = aisha.open("/share/rewards")
    expect(page.get_by_role("table", name="What I asked for").get_by_text("Approved")).to_be_visible()
