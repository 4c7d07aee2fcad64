"""Bodies of shares."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.content.content.rules import Network
from advocacy_api.content.content.schemas import Language, WebAddress
from advocacy_api.sharing.shares import rules
from advocacy_api.sharing.shares.rules import HandOver, State
from advocacy_api.sharing.texts.rules import Position, length_of


class CreateShare(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "content_id": "0192d4e0-7c1a-7000-8000-000000000001",
                    "network": "linkedin",
                    "on_behalf": False,
                    "text": "Proud of this.",
                }
            ]
        }
    )

    content_id: UUID
    network: Network
    on_behalf: bool = False
    text: str | None = Field(
        default=None, max_length=5000, description="The person's own words; the approved ones when empty."
    )
    language: Language | None = Field(
        default=None, description="The language of the words; by default that of the page or of the approved words."
    )


class MarkPosted(BodyIn):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"post_url": "https://www.linkedin.com/posts/anna_what-a-day-activity-7"}]}
    )

    post_url: WebAddress | None = Field(default=None, description="Where the post stands; one given earlier is kept.")


class DisclosureOut(BodyOut):
    """`position` is where it stands; `moved` says that it stands first because below it would not be seen."""

    text: str
    position: Position
    required: bool
    country: str | None
    moved: bool


class HandOverOut(BodyOut):
    """`paste`: `open_url` takes no text, so copy `text` before it opens. `intent`: `open_url` carries the text."""

    kind: HandOver
    open_url: str
    text: str


class ShareOut(BodyOut):
    id: UUID
    content_id: UUID
    title: dict[str, str]
    network: Network
    on_behalf: bool
    text: str
    code: str
    short_url: str
    intent_url: str
    clicks: int
    created_at: Instant
    words: str = Field(description="What is said, without its disclosure.")
    disclosure: DisclosureOut | None
    final_text: str = Field(description="The words, the disclosure once, and the link.")
    length: int = Field(description="How long `final_text` is, as the network counts.")
    hand_over: HandOverOut
    state: State
    posted_at: Instant | None
    post_url: str | None


def share_out(share: Any, content: Any, clicks: int, *, origin: str, locale: str) -> ShareOut:
    """A share with its tracked link, its text and the address that opens the network's own share screen."""
    network = Network(share.network)
    spoken = rules.spoken_by(share, content, origin=origin, locale=locale)
    opened = rules.intent_url(network, url=spoken.link, text=spoken.placed.whole, title=spoken.title)
    return ShareOut(
        id=share.id,
        content_id=share.content_id,
        title=content.title,
        network=network,
        on_behalf=share.on_behalf,
        text=share.text,
        code=share.code,
        short_url=spoken.link,
        intent_url=opened,
        clicks=int(clicks),
        created_at=share.created_at,
        words=spoken.words,
        disclosure=_disclosure(spoken),
        final_text=spoken.final,
        length=length_of(spoken.final, network),
        hand_over=HandOverOut(kind=rules.hand_over_of(network), open_url=opened, text=spoken.final),
        state=share.state,
        posted_at=share.posted_at,
        post_url=share.post_url,
    )


def _disclosure(spoken: rules.Spoken) -> DisclosureOut | None:
    if not spoken.disclosure:
        return None
    return DisclosureOut(
        text=spoken.disclosure,
        position=spoken.placed.position,
        required=False,
        country=None,
        moved=spoken.placed.moved,
    )
