"""Which visits are clicks."""

import pytest
from advocacy_api.sharing.clicks.rules import is_bot


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_POWER) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; CUBOT Build/TP1A) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 LinkedInApp",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "",
    ],
)
def test_a_person_with_an_odd_phone_is_no_bot(agent: str) -> None:
    assert not is_bot(agent)


@pytest.mark.parametrize(
    "agent",
    ["Googlebot/2.1", "Twitterbot", "my_bot_7", "Pinterest/0.2 (+https://www.pinterest.com/bot.html)", "AdsBot-Google"],
)
def test_whoever_calls_itself_a_bot_is_one(agent: str) -> None:
    assert is_bot(agent)
