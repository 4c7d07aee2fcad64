"""Bodies of shares."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.data.localized import pick
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.content.content.rules import Network
from advocacy_api.sharing.shares.rules import intent_url, spoken_text


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


def share_out(share: Any, content: Any, clicks: int, *, origin: str, locale: str) -> ShareOut:
    """A share with its tracked link and the address that opens the network's own share screen."""
    languages = [content.language or locale, locale]
    title = pick(content.title, languages)
    short_url = f"{origin.rstrip('/')}/s/{share.code}"
    disclosure = pick(content.disclosure, languages) if content.disclosure else ""
    spoken = spoken_text(share.text, content.variants, share.network, languages, title=title, disclosure=disclosure)
    return ShareOut(
        id=share.id,
        content_id=share.content_id,
        title=content.title,
        network=Network(share.network),
        on_behalf=share.on_behalf,
        text=share.text,
        code=share.code,
        short_url=short_url,
        intent_url=intent_url(Network(share.network), url=short_url, text=spoken, title=title),
        clicks=int(clicks),
        created_at=share.created_at,
    )
