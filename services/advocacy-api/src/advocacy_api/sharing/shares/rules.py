"""Who may speak for the brand, what a share says, and the address that opens each network's own share screen."""

import re
import secrets
import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from service_kit.data.localized import pick
from service_kit.web.errors import Refusal

from advocacy_api.content.content.rules import Network

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10  # 62^10: guessing one of a million links takes 800 billion tries

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


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def refuse_unless_allowed_to_speak(allowed: bool, missing: Sequence[Mapping[str, Any]]) -> None:
    if not allowed:
        raise SpeakingRightMissing(missing=list(missing), instead={"on_behalf": False})


def refuse_unless_open(is_open: bool) -> None:
    if not is_open:
        raise NotShareable


def _query(**values: str) -> str:
    return urlencode(values, quote_via=quote)


# LinkedIn and Facebook take the address only and read the rest from the page itself.
_INTENTS: Mapping[Network, Callable[[str, str, str], str]] = MappingProxyType(
    {
        Network.LINKEDIN: lambda url, _text, _title: (
            "https://www.linkedin.com/sharing/share-offsite/?" + _query(url=url)
        ),
        Network.X: lambda url, text, _title: "https://x.com/intent/post?" + _query(text=text, url=url),
        Network.FACEBOOK: lambda url, _text, _title: "https://www.facebook.com/sharer/sharer.php?" + _query(u=url),
        Network.WHATSAPP: lambda url, text, _title: "https://wa.me/?" + _query(text=f"{text} {url}".strip()),
        Network.BLUESKY: lambda url, text, _title: (
            "https://bsky.app/intent/compose?" + _query(text=f"{text} {url}".strip())
        ),
        Network.MASTODON: lambda url, text, _title: (
            "https://share.joinmastodon.org/#" + _query(text=f"{text} {url}".strip())
        ),
        Network.EMAIL: lambda url, text, title: "mailto:?" + _query(subject=title, body=f"{text}\n\n{url}".strip()),
    }
)


def intent_url(network: Network, *, url: str, text: str, title: str) -> str:
    """Where to send the person so that their own account posts it: the network's own share screen."""
    return _INTENTS[network](url, text, title)


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
