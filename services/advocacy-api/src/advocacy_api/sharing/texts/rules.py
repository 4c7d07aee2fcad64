"""Which words are offered, where their disclosure stands, and how long a text is as its network counts.

The composer of the app follows the same rules; the examples among the tests hold the two together.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from service_kit.data.localized import pick
from service_kit.web.errors import Malformed

from advocacy_api.content.content.rules import Network

# What a browser calls blank; Python's own \s names a few others.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
A_BLANK = re.compile(f"[{BLANKS}]+")
AN_ADDRESS = re.compile(f"https?://[^{BLANKS}]+")
_SIGN = (
    "[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u2460-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff]"
)
_ONE = f"{_SIGN}(?:\ufe0f|[\U0001f3fb-\U0001f3ff])?[\U000e0020-\U000e007f]*"
# An emoji as people see it: a flag of two letters, a key, or signs joined into one.
AN_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[#*0-9]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE})*")
# What X counts as one; everything else, and an emoji, counts as two (twitter-text 3).
_LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


class TextTooLong(Malformed):
    """With its disclosure and its link the text is longer than the network takes."""

    title = "Longer than the network takes"
    pointer = "/text"


class Position(StrEnum):
    """Where a disclosure stands."""

    START = "start"
    END = "end"


class Counting(StrEnum):
    """How a network counts a text."""

    WEIGHTED = "weighted"
    GRAPHEMES = "graphemes"
    UTF16 = "utf16"
    NONE = "none"


@dataclass(frozen=True)
class Takes:
    """How much text a network takes, how much of it is read without a press, and what a link counts (None: in full)."""

    limit: int | None
    counting: Counting
    visible: int | None = None
    link_length: int | None = None
    before_link: str = " "


TAKES: Mapping[str, Takes] = MappingProxyType(
    {
        Network.LINKEDIN: Takes(3000, Counting.UTF16, visible=210, before_link="\n\n"),
        Network.X: Takes(280, Counting.WEIGHTED, link_length=23),
        Network.FACEBOOK: Takes(63_206, Counting.UTF16, visible=477, before_link="\n\n"),
        Network.WHATSAPP: Takes(None, Counting.NONE),
        Network.BLUESKY: Takes(300, Counting.GRAPHEMES, link_length=23),
        Network.MASTODON: Takes(500, Counting.GRAPHEMES, link_length=23),
        Network.EMAIL: Takes(None, Counting.NONE, before_link="\n\n"),
    }
)


@dataclass(frozen=True)
class Placed:
    """Words with their disclosure, where it stands, and whether it had to move there to be seen."""

    whole: str
    position: Position
    moved: bool = False


def words_of(
    text: str, variants: Sequence[Mapping[str, str]], network: str, languages: Sequence[str], *, title: str
) -> str:
    """Their own words, else the approved words for this network in the first of these languages, else the title."""
    approved: dict[str, str] = {}
    for variant in variants:
        if variant["network"] == network:
            approved.setdefault(variant["language"], variant["text"])
    own = text if text.strip() else ""
    return own or pick(approved, languages) or title


def language_of(text: str, variants: Sequence[Mapping[str, str]], network: str, languages: Sequence[str]) -> str:
    """The language of approved words, whether they are repeated or offered; of other words the first of these."""
    approved = [variant for variant in variants if variant["network"] == network]
    for variant in approved:
        if text.strip() and text.strip(BLANKS) == variant["text"].strip(BLANKS):
            return variant["language"]
    if text.strip() or not approved:
        return languages[0]
    return pick({variant["language"]: variant["language"] for variant in reversed(approved)}, languages)


def with_disclosure(words: str, disclosure: str, network: str | None = None) -> Placed:
    """The words with the disclosure once. It stands below them while that is within what people see of a post, else
    above; where the words hold it already, in whatever case and spacing, it stays there.

    Held inside a longer word it is not disclosed: `#ad` is not in `#adventure`.
    """
    wanted = disclosure.strip(BLANKS)
    if not wanted:
        return Placed(words, Position.END)
    held = re.search(rf"(?<!\w){re.escape(_folded(wanted))}(?!\w)", _folded(words))
    if held:
        return Placed(words, Position.END if held.start() else Position.START)
    begun = words.rstrip(BLANKS)
    if not begun:
        return Placed(wanted, Position.START)
    below = f"{begun}\n\n{wanted}"
    takes = TAKES[network] if network else None
    if takes is None or takes.visible is None or counted(below, takes) <= takes.visible:
        return Placed(below, Position.END)
    return Placed(f"{wanted}\n\n{begun.lstrip(BLANKS)}", Position.START, moved=True)


def final_text(whole: str, link: str, network: str) -> str:
    """What is posted: the words with their disclosure, and the link where they do not hold it yet."""
    if link in whole:
        return whole
    return f"{whole}{TAKES[network].before_link}{link}" if whole else link


def length_of(final: str, network: str) -> int:
    """How long the network says that it is."""
    return counted(final, TAKES[network])


def refuse_unless_it_fits(final: str, network: str) -> None:
    length, limit = length_of(final, network), TAKES[network].limit
    if limit is not None and length > limit:
        raise TextTooLong(length=length, limit=limit)


def counted(text: str, takes: Takes) -> int:
    if takes.counting is Counting.UTF16:
        return len(text.encode("utf-16-le")) // 2
    if takes.counting is Counting.NONE:
        return len(text)
    if takes.link_length is not None:
        text = AN_ADDRESS.sub("-" * takes.link_length, text)
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    emoji = len(AN_EMOJI.findall(text))
    rest = AN_EMOJI.sub("", text)
    if takes.counting is Counting.WEIGHTED:
        return 2 * emoji + sum(1 if _is_light(ord(one)) else 2 for one in rest)
    return emoji + sum(not unicodedata.category(one).startswith("M") and one != "\u200d" for one in rest)


def _is_light(point: int) -> bool:
    return any(first <= point <= last for first, last in _LIGHT)


def _folded(text: str) -> str:
    """Without regard to case (ß is SS, ς is Σ), to how accents are written, and to blanks."""
    alike = unicodedata.normalize("NFC", text).upper().lower().replace("ς", "σ")
    return A_BLANK.sub(" ", alike).strip(" ")
