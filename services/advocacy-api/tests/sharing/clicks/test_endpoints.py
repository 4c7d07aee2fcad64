"""The public redirect, its clicks, and the points they bring."""

import asyncio
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from advocacy_api.sharing.clicks import queries
from advocacy_api.sharing.clicks.jobs import award_all
from service_kit.data.database import AsyncSession, Database
from service_kit.service import Service
from service_kit.testing.pictures import uploaded
from service_kit.testing.plugin import Issuer, People, RolledBackDatabase, Statements, TestClock, settings_for
from service_kit.web.app import build_app
from sqlalchemy import text

pytestmark = pytest.mark.usefixtures("programme")

CHROME = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"}


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
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (compatible; meta-externalagent/1.1)",
        "Mozilla/5.0 Barracuda Sentinel (EE)",
        "curl/8.10.1",
        "",
    ],
)
async def test_a_crawler_is_led_on_and_not_counted(make: Any, http: People, agent: str) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    visit = await http.anonymous.get(f"/s/{share['code']}", headers={"User-Agent": agent})
    assert visit.status_code == 302
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 0


@pytest.mark.parametrize(
    "agent",
    [
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
async def test_a_link_preview_is_told_what_the_link_is_and_not_counted(
    make: Any, http: People, statements: Statements, agent: str
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    picture = await uploaded(manager, 'Two people, "at" a table')
    content = await make.content(manager, title={"en": "Rings & <things>", "nl": "Ringen"}, picture=picture)
    share = await make.share(employee, content["id"])
    statements.seen.clear()
    told = await http.anonymous.get(f"/s/{share['code']}", headers={"User-Agent": agent})
    assert (told.status_code, told.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert len(statements.seen) == 1
    tags = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', told.text))
    assert tags["og:title"] == "Rings &amp; &lt;things&gt;"
    assert (tags["og:url"], tags["og:site_name"]) == (f"http://kring.test/s/{share['code']}", "example.org")
    assert (tags["og:image:alt"], tags["og:image:width"]) == ("Two people, &quot;at&quot; a table", "60")
    address = unescape(tags["og:image"])
    assert address.startswith("http://kring.test/api/advocacy/v1/files/")
    got = await http.anonymous.get(address.removeprefix("http://kring.test/api/advocacy"))
    assert (got.status_code, got.headers["content-type"]) == (200, "image/jpeg")
    assert got.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in told.headers
    assert told.headers["cache-control"] == "no-store"
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 0


async def test_a_link_preview_of_what_has_no_picture_or_is_gone(make: Any, http: People) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    agent = {"User-Agent": "Twitterbot"}
    content = await make.content(manager)
    share = await make.share(employee, content["id"])
    told = await http.anonymous.get(f"/s/{share['code']}", headers=agent)
    assert 'property="og:title" content="How we built the ring"' in told.text
    assert "og:image" not in told.text
    assert (await http.anonymous.head(f"/s/{share['code']}", headers=agent)).status_code == 200
    await manager.post(f"/v1/content/{content['id']}/withdraw")
    for code in (share["code"], "unknown1", "a" * 17, "x-y"):
        assert (await http.anonymous.get(f"/s/{code}", headers=agent)).status_code == 404


@pytest.mark.parametrize("program", ["WhatsApp/2.24.6.77", "Mattermost/5.9.0", "Viber/27.4.0.0", "[LinkedInApp]/9.30"])
async def test_a_person_in_the_window_of_an_app_is_led_on_and_counted(make: Any, http: People, program: str) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    agent = CHROME["User-Agent"].replace("Chrome/", f"{program} Chrome/")
    agent = agent if program.startswith("Mattermost") else f"{CHROME['User-Agent']} {program}"
    assert (await http.anonymous.get(f"/s/{share['code']}", headers={"User-Agent": agent})).status_code == 302
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 1


async def test_a_peek_or_a_prefetch_is_no_click(make: Any, http: People) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    assert (await http.anonymous.head(f"/s/{share['code']}", headers=CHROME)).status_code == 302
    ahead = {**CHROME, "Sec-Purpose": "prefetch;prerender"}
    assert (await http.anonymous.get(f"/s/{share['code']}", headers=ahead)).status_code == 302
    older = {**CHROME, "X-Moz": "prefetch"}
    assert (await http.anonymous.get(f"/s/{share['code']}", headers=older)).status_code == 302
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 0


@pytest.mark.parametrize("code", ["nosuchcode1", "a", "%00", "x" * 50, "a'b"])
async def test_an_unknown_link_answers_kindly(http: People, code: str) -> None:
    visit = await http.anonymous.get(f"/s/{code}", headers=CHROME)
    assert visit.status_code == 404
    assert "leads nowhere" in visit.text
    dutch = await http.anonymous.get(f"/s/{code}", headers={**CHROME, "Accept-Language": "de, nl-BE;q=0.8"})
    assert ('<html lang="nl">' in dutch.text, "leidt nergens heen" in dutch.text) == (True, True)


async def test_withdrawn_content_cannot_be_reached_and_closed_content_can(make: Any, http: People) -> None:
    manager = await http.as_("community-manager")
    employee = await http.as_("employee")
    withdrawn, closed = await make.content(manager), await make.content(manager)
    links = [await make.share(employee, one["id"]) for one in (withdrawn, closed)]
    await manager.post(f"/v1/content/{withdrawn['id']}/withdraw")
    await manager.post(f"/v1/content/{closed['id']}/close")
    assert [(await http.anonymous.get(f"/s/{link['code']}")).status_code for link in links] == [404, 302]


async def test_a_visitor_goes_on_and_is_counted_when_no_job_can_be_deferred(
    make: Any, http: People, session: AsyncSession
) -> None:
    content = await make.content(await http.as_("community-manager"))
    employee = await http.as_("employee")
    share = await make.share(employee, content["id"])
    await session.execute(text("ALTER TABLE procrastinate_jobs RENAME TO procrastinate_jobs_away"))
    assert (await http.anonymous.get(f"/s/{share['code']}", headers=CHROME)).status_code == 302
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 1


async def test_clicks_are_counted_where_writes_go_also_when_reads_go_to_a_replica(
    make: Any, service: Service, live_http: People, live_database: Database, issuer: Issuer
) -> None:
    employee = await live_http.as_("employee")
    share = await make.share(employee, (await make.content(await live_http.as_("community-manager")))["id"])
    parts = "&" if "?" in live_database.url else "?"
    replica = f"{live_database.url}{parts}options=-cdefault_transaction_read_only%3Don"
    settings = settings_for(service, live_database.url, read_database_url=replica)
    database = Database(settings)
    await database.open()
    visitor = People(build_app(service, settings, database), database, issuer).anonymous
    visits = await asyncio.gather(*(visitor.get(f"/s/{share['code']}", headers=CHROME) for _ in range(20)))
    await database.close()
    assert {visit.status_code for visit in visits} == {302}
    assert (await employee.get(f"/v1/shares/{share['id']}")).json()["clicks"] == 20


async def test_no_click_is_lost_to_the_ledger_however_many_wait(
    make: Any, http: People, database: RolledBackDatabase, session: AsyncSession
) -> None:
    manager, employee = await http.as_("community-manager"), await http.as_("employee")
    rule = {"amount": 1, "daily_cap": None, "diminishing": 1.0}
    await manager.put("/v1/points/rules/click", json=rule, headers={"If-Match": "*"})
    share = await make.share(employee, (await make.content(manager))["id"])
    await http.anonymous.get(f"/s/{share['code']}", headers=CHROME)
    await session.execute(text("UPDATE clicks SET clicks = 1234"))
    await award_all(database)
    assert (await employee.get("/v1/me/points")).json()["balance"] == 10 + 1234


async def test_whoever_counts_and_whoever_awards_wait_for_each_other_in_one_order(
    make: Any, live_http: People, live_database: Database
) -> None:
    employee, manager = await live_http.as_("employee"), await live_http.as_("community-manager")
    for _ in range(2):
        link = await make.share(employee, (await make.content(manager))["id"])
        await live_http.anonymous.get(f"/s/{link['code']}", headers=CHROME)
    async with live_database.write() as awarding:
        first, last = await queries.unawarded(awarding)
        async with live_database.write() as counting:
            more = "UPDATE clicks SET clicks = clicks + 1 WHERE share_id = :id"
            await counting.execute(text(more), {"id": first.share_id})
            marking = asyncio.create_task(queries.mark_awarded(awarding, [last, first]))
            await asyncio.sleep(0.3)
            await counting.execute(text(more), {"id": last.share_id})
        await marking
    async with live_database.read() as looking:
        kept = (await looking.execute(text("SELECT clicks, awarded FROM clicks"))).all()
    assert [tuple(row) for row in kept] == [(2, 1), (2, 1)]


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
