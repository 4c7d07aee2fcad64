"""Who may speak for the brand, how a share moves on, and the address that opens each network's own share screen."""

import secrets
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from service_kit.data.localized import pick
from service_kit.web.errors import Malformed, Refusal

from advocacy_api.content.content.rules import Network
from advocacy_api.sharing.texts import rules as texts
from advocacy_api.sharing.texts.rules import Placed

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10  # 62^10: guessing one of a million links takes 800 billion tries


class State(StrEnum):
    """How far a share has come: the link is there, its text is in the clipboard, or it is posted."""

    PREPARED = "prepared"
    COPIED = "copied"
    POSTED = "posted"


class HandOver(StrEnum):
    """How a network takes the text: pasted by the person, or carried by the address that opens it."""

    PASTE = "paste"
    INTENT = "intent"


class SpeakingRightMissing(Refusal):
    """The person may not speak for the brand yet, but may share in their own name."""

    status = 403
    title = "Not for the brand yet"


class NotShareable(Refusal):
    """The content is not open for sharing now."""

    status = 409
    title = "Not open for sharing"


class WrongNetwork(Malformed):
    """The address of a post is not one of the network it was shared on."""

    title = "Another network's address"
    pointer = "/post_url"


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
        # Mail programs break a line at CR LF alone (RFC 6068).
        Network.EMAIL: lambda url, text, title: (
            "mailto:?" + _query(subject=title, body="\r\n".join(f"{text}\n\n{url}".strip().splitlines()))
        ),
    }
)


def intent_url(network: Network, *, url: str, text: str, title: str) -> str:
    """Where to send the person so that their own account posts it: the network's own share screen."""
    return _INTENTS[network](url, text, title)


PASTED = frozenset({Network.LINKEDIN, Network.FACEBOOK})


def hand_over_of(network: Network) -> HandOver:
    """What takes only an address is given its text by the person: it is copied before the network opens."""
    return HandOver.PASTE if network in PASTED else HandOver.INTENT


# Mastodon is on every host; WhatsApp and e-mail have no address of a post.
_HOSTS: Mapping[Network, tuple[str, ...]] = MappingProxyType(
    {
        Network.LINKEDIN: ("linkedin.com", "lnkd.in"),
        Network.X: ("x.com", "twitter.com"),
        Network.FACEBOOK: ("facebook.com", "fb.com", "fb.watch"),
        Network.BLUESKY: ("bsky.app",),
        Network.WHATSAPP: (),
        Network.EMAIL: (),
    }
)


def refuse_unless_of_network(network: Network, post_url: str) -> None:
    """A post on LinkedIn stands on linkedin.com or below it."""
    hosts = _HOSTS.get(network)
    host = (urlsplit(post_url).hostname or "").rstrip(".")
    if hosts is not None and not any(host == one or host.endswith(f".{one}") for one in hosts):
        raise WrongNetwork(network=network.value)


@dataclass(frozen=True)
class Spoken:
    """What a share says: the words, their disclosure in the same language and where it stands, and all of it with the
    link."""

    title: str
    words: str
    disclosure: str
    placed: Placed
    link: str
    final: str


def spoken_by(share: Any, content: Any, *, origin: str, locale: str) -> Spoken:
    """The words of a share in one language with its disclosure, which no words of a person's own leave out."""
    preferred = [content.language or locale, locale]
    language = share.text_language or texts.language_of(share.text, content.variants, share.network, preferred)
    languages = [language, *preferred]
    title = pick(content.title, languages)
    words = texts.words_of(share.text, content.variants, share.network, languages, title=title)
    disclosure = pick(content.disclosure, languages) if content.disclosure else ""
    placed = texts.with_disclosure(words, disclosure, share.network)
    link = f"{origin.rstrip('/')}/s/{share.code}"
    return Spoken(title, words, disclosure, placed, link, texts.final_text(placed.whole, link, share.network))
