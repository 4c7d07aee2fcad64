"""The networks people share on, and the address that opens each one's own share screen."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import quote, urlencode


class Network(StrEnum):
    LINKEDIN = "linkedin"
    X = "x"
    FACEBOOK = "facebook"
    WHATSAPP = "whatsapp"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    EMAIL = "email"


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
    """Where to send the person so that their own account posts it."""
    return _INTENTS[network](url, text, title)
