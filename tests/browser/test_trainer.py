"""The trainer builds a module and publishes it; and takes a certificate's force away for a while."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size
from tests.browser.world import World
from tests.calling import eventually


def test_the_trainer_builds_and_publishes_a_module(visit: Visit, world: World, size: Size) -> None:
    title = f"Photos from the {size.name}"
    thomas = visit("trainer")
    page = thomas.open("/manage/catalogue/modules/new")
    page.get_by_role("textbox", name="Title, in English").fill(title)
    page.get_by_label("Code").fill(f"DEPOT-{size.name.upper()}")
    page.get_by_label("Track").first.click()
    page.get_by_role("option", name="Talking about the depot").click()
    page.get_by_role("textbox", name="Goal 1, in English").fill("Take a photo that shows nobody")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Something to see: this module is completed by its content.")).to_be_visible()
    page.get_by_role("button", name="Add content").click()
    page.get_by_role("menuitem", name="Text").click()
    item = page.get_by_role("region", name="Item 1")
    item.get_by_role("textbox", name="Title, in English").fill("Look first")
    item.get_by_role("textbox", name="Text, in English").fill("Ask **before** you shoot.")
    thomas.look()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Publish")).to_be_enabled()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The module is published")).to_be_visible()
    reader = visit(world.person("invited", size.name))
    page = reader.open("/learn")
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_a_suspended_certificate_is_felt_at_once(visit: Visit, world: World, size: Size) -> None:
    who, name = world.person("lapsing", size.name), world.name("lapsing", size.name)
    certificate = world.certify(who)
    thomas = visit("trainer")
    page = thomas.open("/manage/certificates")
    page.get_by_label("Person").first.fill(name.split()[1])
    page.get_by_role("option", name=name).click()
    page.get_by_role("row", name=name).get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog", name=f"Suspend the certificate of {name}")
    dialog.get_by_role("textbox", name="Reason").fill("The refresher was missed")
    thomas.look()
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text(f"The certificate of {name} is suspended")).to_be_visible()
    eventually(lambda: not world.may_speak(who), 10)
    lars = visit(who)
    page = lars.open("/learn/certificates")
    expect(page.get_by_text("The refresher was missed")).to_be_visible()
    page.get_by_role("button", name="Speaking right: something is still missing").click()
    expect(page.get_by_role("heading", name="Your ring is still open")).to_be_visible()
    page = visit().open(f"/verify/{certificate}")
    expect(page.get_by_role("heading", name="This certificate is not valid now")).to_be_visible()
