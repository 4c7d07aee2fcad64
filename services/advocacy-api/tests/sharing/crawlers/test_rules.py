"""Who is a crawler and who is a person."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from advocacy_api.sharing.crawlers import rules
from advocacy_api.sharing.crawlers.rules import Patterns, is_crawler
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from hypothesis import given
from hypothesis import strategies as st
from service_kit.web.previews import is_previewer

LINES = (Path(__file__).parent / "browsers.txt").read_text(encoding="utf-8").splitlines()
BROWSERS = [line for line in LINES if line and not line.startswith("#")]
LISTED = [example for listed in CRAWLER_USER_AGENTS_DATA for example in listed.get("instances", [])]
PATTERNS = [*(listed["pattern"] for listed in CRAWLER_USER_AGENTS_DATA), *rules.OWN["add"]]
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


def test_no_browser_of_a_person_is_a_crawler() -> None:
    assert len(set(BROWSERS)) == len(BROWSERS) >= 300
    assert [agent for agent in BROWSERS if is_crawler(agent)] == []


def test_no_browser_of_a_person_is_shown_a_preview_of_the_link_that_they_followed() -> None:
    assert [agent for agent in BROWSERS if is_previewer(agent)] == []


def test_every_example_of_the_list_is_a_crawler() -> None:
    assert len(LISTED) > 2000
    assert [agent for agent in LISTED if not is_crawler(agent)] == []


@pytest.mark.parametrize(
    "agent",
    [
        "curl/8.10.1", "Wget/1.24.5", "python-requests/2.32.3", "Python-urllib/3.12", "python-httpx/0.27.2",
        "Python/3.12 aiohttp/3.10.5", "Go-http-client/2.0", "Java/17.0.9", "Java-http-client/21.0.2", "okhttp/4.12.0",
        "Apache-HttpClient/4.5.14 (Java/17.0.9)", "PostmanRuntime/7.42.0", "axios/1.7.7", "node", "node-fetch",
        "undici", "Dart/3.5 (dart:io)", "Ruby", "GuzzleHttp/7", "libwww-perl/6.77", "reqwest/0.12.8", "RestSharp/112.1",
        "Dalvik/2.1.0 (Linux; U; Android 14; SM-S918B Build/UP1A.231005.007)",
        "Kring/1 CFNetwork/1498.700.2 Darwin/23.6.0",
        "Mozilla/5.0 (Windows NT; Windows NT 10.0; nl-NL) WindowsPowerShell/5.1.22621.963",
    ],
)  # fmt: skip
def test_a_command_line_or_a_library_is_no_person(agent: str) -> None:
    assert is_crawler(agent)


@pytest.mark.parametrize(
    "agent",
    [
        CHROME.replace("Chrome/", "HeadlessChrome/"),
        "Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1",
        f"{CHROME} Playwright/1.48",
        f"{CHROME} PTST/240925.191245",
        f"{CHROME} Chrome-Lighthouse",
        "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        "Amazon-Route53-Health-Check-Service (ref b0eb04d5; report http://amzn.to/1vsZADi)",
        "Blackbox Exporter/0.25.0",
        "kube-probe/1.30",
    ],
)
def test_a_browser_without_a_window_and_a_monitor_are_no_people(agent: str) -> None:
    assert is_crawler(agent)


@pytest.mark.parametrize("agent", ["", " ", "\t"])
def test_who_does_not_say_what_it_is_is_no_person(agent: str) -> None:
    assert is_crawler(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "Googlebot/2.1",
        "Twitterbot",
        "my_bot_7",
        "SOME BOT",
        "Pinterest/0.2 (+https://www.pinterest.com/bot.html)",
        "AdsBot-Google",
        "Mozilla/5.0 (compatible; NobodyKnowsIt/0.1)",
        "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0 (+https://example.org/about)",
        "Mozilla/5.0 Barracuda Sentinel (EE)",
        "Mastodon/4.4.0 (http.rb/5.2.0; +https://mastodon.social/) Bot",
    ],
)
def test_what_is_on_no_list_gives_itself_away(agent: str) -> None:
    assert is_crawler(agent)


@pytest.mark.parametrize(
    ("window", "crawler"),
    [
        (
            "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Trident/7.0; ms-office; MSOffice 16)",
            "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        ),
        (CHROME.replace("Chrome/", "Mattermost/5.9.0 Chrome/"), "Mattermost-Bot/1.1"),
        (CHROME.replace("Chrome/", "Rocket.Chat/4.2.0 Chrome/"), f"{CHROME} Rocket.Chat/6.12.0"),
        (CHROME.replace("Chrome/", "Teams/1.6.00.4472 Chrome/"), f"{CHROME} SkypeUriPreview Preview/0.5"),
        (f"{CHROME} WhatsApp/2.24.6.77", "WhatsApp/2.24.6.77 A"),
        (f"{CHROME} [LinkedInApp]/9.30", "LinkedInBot/1.0 (compatible; Mozilla/5.0)"),
        (f"{CHROME} [FB_IAB/FB4A;FBAV/489.0.0.66.81;]", f"{CHROME} facebookexternalhit/1.1"),
    ],
)
def test_the_window_of_an_app_is_a_person_and_its_look_ahead_is_none(window: str, crawler: str) -> None:
    assert (is_crawler(window), is_crawler(crawler)) == (False, True)


@pytest.mark.parametrize("window", ["ms-office", "WhatsApp/2.24", "Mattermost/5.9.0 Chrome/126.0", "Viber/27.4.0"])
def test_the_window_of_an_app_hides_no_crawler(window: str) -> None:
    assert is_crawler(f"Mozilla/5.0 (Windows NT 10.0; Googlebot/2.1) {window}")


def test_what_stands_far_behind_is_not_looked_at() -> None:
    assert not is_crawler(CHROME + " " * rules.LONGEST + "Googlebot/2.1")


def test_only_patterns_that_are_possible_are_tried_and_none_is_lost() -> None:
    every = [re.compile(pattern) for pattern in PATTERNS]
    fast = Patterns(PATTERNS)
    agents = [*LISTED[::7], *BROWSERS[::3]]
    assert [fast.fit(agent) for agent in agents] == [any(one.search(agent) for one in every) for agent in agents]


PARTS = st.sampled_from(
    ["bot", "Bot", "Ad", "s", " ", "/", "1.", "(", "Googlebot", "curl", "W", "get", "X", "um-LN", "ds9"]
)
SOME = st.sampled_from(
    ["[wW]get", "^curl", "um-LN", "Y!J", "a|bot", "(sis|SIS)Bot", "Ads?Bot", "Googlebot\\/1", "ds9", "(^| )X\\/"]
)


@given(st.lists(SOME, min_size=1), st.lists(PARTS).map("".join))
def test_patterns_fit_what_any_of_them_fits(patterns: list[str], agent: str) -> None:
    assert Patterns(patterns).fit(agent) == any(re.search(pattern, agent) for pattern in patterns)


def test_the_list_has_a_date_and_is_old_after_180_days() -> None:
    assert f"{rules.LIST_DATE:%Y/%m/%d}" in {listed.get("addition_date") for listed in CRAWLER_USER_AGENTS_DATA}
    assert not rules.is_old(rules.LIST_DATE + timedelta(days=180))
    assert rules.is_old(rules.LIST_DATE + timedelta(days=181))


def test_no_pattern_of_our_own_stands_on_the_list_already() -> None:
    listed = {each["pattern"] for each in CRAWLER_USER_AGENTS_DATA}
    assert [pattern for pattern in rules.OWN["add"] if pattern in listed] == []


def test_every_exception_is_needed() -> None:
    known = Patterns(PATTERNS)
    for pattern in rules.OWN["people"]:
        seen = [agent for agent in BROWSERS if re.search(pattern, agent) and known.fit(agent)]
        assert seen, f"{pattern} saves nobody"
