"""Where a short link leads, which visit counts as a click, and who may speak for the brand."""

import re
import secrets
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit
from uuid import UUID, uuid5

from service_kit.data.localized import pick
from service_kit.web.errors import Refusal

from advocacy_api.rewarding.points.rules import Earned, Reason

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10  # 62^10: guessing one of a million links takes 800 billion tries

# Crawlers and link previews, by the names they give themselves. Plain HTTP libraries are not listed: people's
# assistive and privacy tools use them too.
A_BOT = re.compile(r"(?<!cu)bot(?![a-z0-9])")  # Cubot makes phones
BOTS = (
    "crawl", "spider", "slurp", "facebookexternalhit", "facebookcatalog", "meta-external", "whatsapp/",
    "skypeuripreview", "bingpreview", "google-inspectiontool", "google-safety", "google-extended", "google-read-aloud",
    "googleother", "mediapartners-google", "feedfetcher", "embedly", "quora link preview", "outbrain", "vkshare",
    "w3c_validator", "iframely", "bluesky cardyb", "mastodon/", "pleroma", "misskey", "friendica", "akkoma",
    "linkpreview", "link preview", "preview/", "headlesspreview", "mattermost", "rocket.chat", "archive.org",
    "ia_archiver", "pingdom", "statuscake", "python-requests-linkcheck", "linkchecker", "microsoft office",
    "skypeforbusiness", "ms-office", "safelinks", "barracuda", "proofpoint", "mimecast", "yandeximages",
    "yandexmetrika", "duckduckgo-favicons", "slack-imgproxy",
)  # fmt: skip


# What a browser calls blank; Python's own \s names a few others.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
A_BLANK = re.compile(f"[{BLANKS}]+")


class SpeakingRightMissing(Refusal):
    """The person may not speak for the brand yet, but may share in their own name."""

    status = 403
    title = "Not for the brand yet"


class NotShareable(Refusal):
    """The content is not open for sharing now."""

    status = 409
    title = "Not open for sharing"


@dataclass(frozen=True)
class Bucket:
    """Clicks of one share within one hour that brought no points yet: numbers `first` to `last`."""

    share_id: UUID
    person_id: UUID
    hour: datetime
    first: int
    last: int


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def refuse_unless_allowed_to_speak(allowed: bool, missing: Sequence[Mapping[str, Any]]) -> None:
    if not allowed:
        raise SpeakingRightMissing(
            "You can share this as yourself now. To speak for the brand, a few steps are left.",
            missing=list(missing),
            instead={"on_behalf": False},
        )


def refuse_unless_open(is_open: bool) -> None:
    if not is_open:
        raise NotShareable("Publish it first, or wait until its validity begins and its embargo ends.")


def is_bot(user_agent: str) -> bool:
    """Whether a crawler or a link preview says that it is one."""
    agent = user_agent.lower()
    return ("bot" in agent and A_BOT.search(agent) is not None) or any(name in agent for name in BOTS)


@lru_cache(maxsize=4096)
def target(url: str, network: str, campaign: str) -> str:
    """The page, with where the visitor came from; what the address held already stays."""
    ours = {"utm_source": network, "utm_medium": "employee", "utm_campaign": campaign}
    parts = urlsplit(url)
    query = parts.query
    if any(name in ours for name, _ in parse_qsl(query, keep_blank_values=True)):
        query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in ours])
    joined = "&".join(part for part in (query, urlencode(ours)) if part)
    whole = urlunsplit((parts.scheme, parts.netloc, parts.path, joined, parts.fragment))
    return quote(whole, safe=":/%#?=@[]!$&'()*+,;~")  # as a header holds it: ASCII, and what was quoted stays so


def click_id(share_id: UUID, hour: datetime, number: int) -> UUID:
    """The lasting id of the n-th click of an hour: the same however often it is counted up."""
    return uuid5(share_id, f"{hour.isoformat()}#{number}")


def clicks_earned(buckets: Iterable[Bucket], now: datetime) -> list[Earned]:
    """One event per click, within the hour that it belongs to."""
    earned: list[Earned] = []
    for bucket in buckets:
        at = min(now, bucket.hour + timedelta(hours=1, microseconds=-1))
        earned += [
            Earned(bucket.person_id, Reason.CLICK, click_id(bucket.share_id, bucket.hour, number), at)
            for number in range(bucket.first, bucket.last + 1)
        ]
    return earned


def spoken_text(
    text: str,
    words: Sequence[Mapping[str, str]],
    network: str,
    languages: Sequence[str],
    *,
    title: str,
    disclosure: str,
) -> str:
    """Their own words, else the approved words for this network in the first of these languages, else the title; always
    with the disclosure."""
    approved: dict[str, str] = {}
    for variant in words:
        if variant["network"] == network:
            approved.setdefault(variant["language"], variant["text"])
    own = text if text.strip() else ""
    return with_disclosure(own or pick(approved, languages) or title, disclosure)


def with_disclosure(words: str, disclosure: str) -> str:
    """The words, and below them the disclosure where they do not hold it yet, in whatever case and spacing.

    Held inside a longer word it is not disclosed: `#ad` is not in `#adventure`. The composer of the app places it by
    the same rule; `disclosure_examples.json` among the tests holds the two together.
    """
    wanted = disclosure.strip(BLANKS)
    if not wanted:
        return words
    if re.search(rf"(?<!\w){re.escape(_folded(wanted))}(?!\w)", _folded(words)):
        return words
    begun = words.rstrip(BLANKS)
    return f"{begun}\n\n{wanted}" if begun else wanted


def _folded(text: str) -> str:
    """Without regard to case (ß is SS, ς is Σ), to how accents are written, and to blanks."""
    alike = unicodedata.normalize("NFC", text).upper().lower().replace("ς", "σ")
    return A_BLANK.sub(" ", alike).strip(" ")
