"""Shares and the public redirect over HTTP."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from advocacy_api.shares.jobs import award_all
from service_kit.testing import People, RolledBackDatabase, SiblingAnswers, Statements, TestClock

CHECK = "/v1/speaking-rights/check"
CHROME = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"}


async def test_a_share_gives_a_tracked_link_and_the_networks_own_screen(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    made = await employee.post(
        "/v1/shares", json={"content_id": content["id"], "network": "linkedin", "on_behalf": False, "text": "Look!"}
    )
    assert made.status_code == 201
    share = made.json()
    assert share["short_url"] == f"http://kring.test/s/{share['code']}"
    assert len(share["code"]) >= 8
    assert share["on_behalf"] is False
    assert share["intent_url"].startswith("https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Fkring.test")


@pytest.mark.parametrize(
    ("network", "screen"),
    [
        ("x", "https://x.com/intent/post?text=Look%21"),
        ("facebook", "https://www.facebook.com/sharer/sharer.php?u=http"),
        ("whatsapp", "https://wa.me/?text=Look%21"),
        ("bluesky", "https://bsky.app/intent/compose?text=Look%21"),
        ("mastodon", "https://share.joinmastodon.org/#text=Look%21"),
        ("email", "mailto:?subject=How%20we%20built%20the%20ring&body=Look%21"),
    ],
)
async def test_every_network_opens_its_own_screen(make: Any, http: People, network: str, screen: str) -> None:
    content = await make.content(await http.as_("community-manager"))
    share = await make.share(await http.as_("employee"), content["id"], network=network, text="Look!")
    assert share["intent_url"].startswith(screen)


async def test_the_same_again_is_the_same_share(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    body = {"content_id": content["id"], "network": "x", "on_behalf": False, "text": "Look!"}
    first = await employee.post("/v1/shares", json=body)
    again = await employee.post("/v1/shares", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


async def test_without_the_right_only_the_brand_is_out_of_reach(
    make: Any, http: People, siblings: SiblingAnswers
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    body = {"content_id": content["id"], "network": "linkedin", "on_behalf": True}
    siblings.answer("governance", CHECK, make.refused())
    refused = await employee.post("/v1/shares", json=body)
    assert refused.status_code == 403
    assert refused.json()["code"] == "SpeakingRightMissing"
    assert refused.json()["missing"][0]["code"] == "CertificateMissing"
    assert "as yourself" in refused.json()["detail"]
    as_herself = await employee.post("/v1/shares", json={**body, "on_behalf": False})
    assert as_herself.status_code == 201
    siblings.answer("governance", CHECK, make.allowed())
    for_the_brand = await employee.post("/v1/shares", json=body)
    assert for_the_brand.status_code == 200
    assert for_the_brand.json()["on_behalf"] is True
    assert for_the_brand.json()["id"] == as_herself.json()["id"]


async def test_with_the_right_she_speaks_for_the_brand_and_the_question_names_her(
    make: Any, http: People, siblings: SiblingAnswers
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    siblings.answer("governance", CHECK, make.allowed())
    made = await employee.post(
        "/v1/shares", json={"content_id": content["id"], "network": "bluesky", "on_behalf": True}
    )
    assert made.status_code == 201
    assert made.json()["on_behalf"] is True
    asked = siblings.asked[-1].url.params
    assert asked["person"] == str(employee.person.id)  # type: ignore[attr-defined]  # set by the plugin
    assert asked["network"] == "bluesky"


async def test_when_governance_is_away_only_the_brand_waits(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    body = {"content_id": content["id"], "network": "linkedin", "on_behalf": True}
    away = await employee.post("/v1/shares", json=body)
    assert away.status_code == 503
    assert away.headers["retry-after"]
    assert (await employee.post("/v1/shares", json={**body, "on_behalf": False})).status_code == 201


async def test_drafts_are_hidden_from_sharers_and_refused_to_editors(make: Any, http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    draft = await make.content(manager, publish=False)
    body = {"content_id": draft["id"], "network": "x", "on_behalf": False}
    assert (await employee.post("/v1/shares", json=body)).status_code == 404
    refused = await manager.post("/v1/shares", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "NotShareable")


@pytest.mark.parametrize("wrong", [{"network": "myspace"}, {"content_id": "x"}, {"surprise": 1}])
async def test_a_malformed_share_says_where(http: People, wrong: dict[str, Any]) -> None:
    employee = await http.as_("employee")
    body = {"content_id": str(uuid4()), "network": "x", "on_behalf": False, **wrong}
    refused = await employee.post("/v1/shares", json=body)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{next(iter(wrong))}"]


async def test_nobody_shares_without_a_token(http: People) -> None:
    body = {"content_id": str(uuid4()), "network": "x", "on_behalf": False}
    assert (await http.anonymous.post("/v1/shares", json=body)).status_code == 401


async def test_another_persons_share_is_hidden(make: Any, http: People) -> None:
    manager = await http.as_("community-manager")
    content = await make.content(manager)
    share = await make.share(await http.as_("employee"), content["id"])
    other = await http.as_(name="other")
    assert (await other.get(f"/v1/shares/{share['id']}")).status_code == 404
    assert (await other.get("/v1/me/shares")).json()["items"] == []
    assert (await manager.get(f"/v1/shares/{share['id']}")).status_code == 200


async def test_the_link_leads_to_the_content_and_the_click_is_counted(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    visit = await http.anonymous.get(f"/s/{share['code']}", headers=CHROME)
    assert visit.status_code == 302
    assert "set-cookie" not in visit.headers
    assert visit.headers["cache-control"] == "no-store"
    assert visit.headers["referrer-policy"] == "no-referrer"
    there = urlsplit(visit.headers["location"])
    assert (there.netloc, there.path, there.fragment) == ("example.org", "/news", "top")
    assert parse_qs(there.query) == {
        "id": ["7"],
        "utm_source": ["linkedin"],
        "utm_medium": ["employee"],
        "utm_campaign": [content["code"]],
    }
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 1
    assert (await employee.get("/v1/me/shares")).json()["items"][0]["clicks"] == 1


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "Twitterbot/1.0",
        "WhatsApp/2.23.20.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
        "Mastodon/4.4.0 (http.rb/5.2.0; +https://mastodon.social/) Bot",
    ],
)
async def test_a_known_bot_is_led_on_and_not_counted(make: Any, http: People, agent: str) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    visit = await http.anonymous.get(f"/s/{share['code']}", headers={"User-Agent": agent})
    assert visit.status_code == 302
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 0


async def test_a_peek_or_a_prefetch_is_no_click(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    assert (await http.anonymous.head(f"/s/{share['code']}", headers=CHROME)).status_code == 302
    ahead = {**CHROME, "Sec-Purpose": "prefetch;prerender"}
    assert (await http.anonymous.get(f"/s/{share['code']}", headers=ahead)).status_code == 302
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 0


@pytest.mark.parametrize("code", ["nosuchcode1", "a", "%00", "x" * 50, "a'b"])
async def test_an_unknown_link_answers_kindly(http: People, code: str) -> None:
    visit = await http.anonymous.get(f"/s/{code}", headers=CHROME)
    assert visit.status_code == 404
    assert "leads nowhere" in visit.text


async def test_withdrawn_content_cannot_be_reached_and_closed_content_can(make: Any, http: People) -> None:
    manager = await http.as_("community-manager")
    employee = await http.as_("employee")
    withdrawn, closed = await make.content(manager), await make.content(manager)
    links = [await make.share(employee, one["id"]) for one in (withdrawn, closed)]
    await manager.post(f"/v1/content/{withdrawn['id']}/withdraw")
    await manager.post(f"/v1/content/{closed['id']}/close")
    assert [(await http.anonymous.get(f"/s/{link['code']}")).status_code for link in links] == [404, 302]


async def test_clicks_bring_points_once(
    make: Any, http: People, database: RolledBackDatabase, clock: TestClock
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    await http.anonymous.get(f"/s/{share['code']}", headers=CHROME)
    await award_all(database)
    await award_all(database)
    points = (await employee.get("/v1/me/points")).json()
    assert [entry["reason"] for entry in points["entries"]].count("click") == 1
    assert points["balance"] == 11
    clock.advance(minutes=1)
    await http.anonymous.get(f"/s/{share['code']}", headers=CHROME)
    await award_all(database)
    assert (await employee.get("/v1/me/points")).json()["balance"] == 12


async def test_clicks_count_without_end_and_bring_points_up_to_the_days_cap(
    make: Any, http: People, database: RolledBackDatabase, clock: TestClock
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    for _ in range(35):
        await http.anonymous.get(f"/s/{share['code']}", headers=CHROME)
    await award_all(database)
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 35
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10 + 30


async def test_a_list_of_shares_is_one_statement(make: Any, http: People, statements: Statements) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    for _ in range(3):
        await make.share(employee, (await make.content(manager))["id"])
    statements.seen.clear()
    page = (await employee.get("/v1/me/shares?limit=2")).json()
    assert len(statements) == 1
    assert len(page["items"]) == 2
    rest = (await employee.get(f"/v1/me/shares?limit=2&cursor={page['next_cursor']}")).json()
    assert len(rest["items"]) == 1
    assert rest["next_cursor"] is None


async def test_a_share_is_published_once(make: Any, http: People, published: Any) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    await make.share(employee, content["id"])
    events = await published("advocacy.share.created.v1")
    assert [event["data"]["share_id"] for event in events] == [share["id"]]
