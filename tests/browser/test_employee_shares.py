"""An employee accepts the invitation, shares for the brand and in their own name, and sees the result."""

import httpx
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Size, Visitor
from tests.browser.world import World
from tests.calling import eventually

STORY = "How the night shift works"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def become_an_ambassador(sara: Visitor) -> None:
    page = sara.open("/share/ambassador")
    page.get_by_role("button", name="Yes, I accept").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("link", name="Share something")).to_be_visible()
    sara.look()


def share(page: Page, network: str, voice: str) -> str:
    """Through the composer; the short link."""
    page.get_by_role("button", name=network, exact=True).click()
    page.get_by_role("textbox", name="Your words").fill(f"I was there at three, {network}.")
    page.get_by_role("radio", name=voice).check()
    page.get_by_role("button", name=f"Get my link for {network}").click()
    expect(page.get_by_role("heading", name="Your link is ready")).to_be_visible()
    return page.get_by_label("Your short link").input_value()


def paste(visitor: Visitor, network: str, words: str) -> None:
    """The text with its disclosure and link is in the clipboard by the time the network opens."""
    page, context = visitor.page, visitor.context
    handed = page.get_by_role("textbox", name="Your text").input_value()
    assert handed.startswith(words)
    assert handed.count("#workingatdepot") == 1
    assert handed.endswith(page.get_by_label("Your short link").input_value())
    page.evaluate("navigator.clipboard.writeText('something else')")
    with context.expect_page() as opening:
        page.get_by_role("button", name=f"Copy and open {network}").click()
    opened = opening.value
    opened.wait_for_load_state()
    assert opened.url.startswith("https://www.linkedin.com/sharing/share-offsite/?url=")
    opened.close()
    page.bring_to_front()
    assert page.evaluate("navigator.clipboard.readText()") == handed
    expect(page.get_by_role("group", name="Is it posted?")).to_be_visible()


def test_an_ambassador_accepts_shares_and_is_thanked(visit: Visit, world: World, size: Size) -> None:
    who = world.person("sharer", size.name)
    world.certify(who)
    world.invite(who)
    sara = visit(who)
    become_an_ambassador(sara)
    page = sara.open("/share")
    page.get_by_role("link", name=f"Share: {STORY}").click()
    expect(page.get_by_role("radio", name="I speak for the brand")).to_be_enabled()
    sara.look()
    sara.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sara.context.route("https://www.linkedin.com/**", lambda route: route.fulfill(body="LinkedIn"))
    short = share(page, "LinkedIn", "I speak for the brand")
    sara.look()
    paste(sara, "LinkedIn", "I was there at three, LinkedIn.")
    page.get_by_role("button", name="Yes, it is posted").click()
    expect(page.get_by_text("Posted. Thank you for telling us.")).to_be_visible()
    sara.look()
    page.get_by_role("button", name="Share somewhere else").click()
    share(page, "X", "I do, as myself")

    with httpx.Client(headers=FIREFOX, timeout=20, trust_env=False) as somebody:
        assert somebody.get(short).headers["location"].startswith("https://example.org/night?")
    person = world.signed_in(who)
    reasons = {"completion", "certificate", "share", "click"}
    eventually(lambda: reasons <= {entry["reason"] for entry in person.get("A/me/points")["entries"]}, 30)
    sara.open("/share/links")
    expect(page.get_by_role("article", name=STORY)).to_have_count(2)
    expect(page.get_by_role("img", name="1 visit", exact=True)).to_be_visible()
    expect(page.get_by_text("· posted today")).to_be_visible()
    page.get_by_role("button", name="Copy the text").last.click()
    assert "#workingatdepot" in page.evaluate("navigator.clipboard.readText()")
    sara.look()
    sara.open("/share/points")
    expect(page.get_by_text("Somebody followed your link")).to_be_visible()
    eventually(lambda: person.get("A/me/badges")["items"], 30)
    sara.open("/share/badges")
    expect(page.get_by_role("article").first).to_be_visible()
    sara.open("/share/leaderboard")
    expect(page.get_by_role("radio", name="Not at all")).to_be_checked()
    sara.look()
    page.get_by_role("radio", name="Under a pseudonym").check()
    # One of fewer than five: nobody is shown, also not oneself.
    expect(page.get_by_text("My points this month")).to_be_visible()
    expect(page.get_by_text("Too few people to show")).to_be_visible()
    sara.open("/share/rewards")
    page.get_by_role("article", name="Lunch with the crew").get_by_role("button", name="Ask for it").click()
    sara.look()
    page.get_by_role("dialog").get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("table", name="What I asked for").get_by_text("Requested")).to_be_visible()


def test_without_the_right_people_still_share_in_their_own_name(visit: Visit, world: World) -> None:
    ines = visit(world.person("invited"))
    page = ines.open(f"/share/content/{world.ids['content']}")
    expect(page.get_by_text("To speak for the brand you still need:")).to_be_visible()
    expect(page.get_by_role("radio", name="I speak for the brand")).to_be_disabled()
    ines.look()
    share(page, "LinkedIn", "I do, as myself")
