"""Bodies of shares."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.data.localized import pick
from service_kit.web.schemas import BodyIn, BodyOut, Instant
from sqlalchemy import Row

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


def share_out(row: Row[Any], *, origin: str, locale: str) -> ShareOut:
    """A share with its tracked link and the address that opens the network's own share screen."""
    languages = [row.language or locale, locale]
    title = pick(row.title, languages)
    short_url = f"{origin.rstrip('/')}/s/{row.code}"
    disclosure = pick(row.disclosure, languages) if row.disclosure else ""
    spoken = spoken_text(row.text, row.variants, row.network, languages, title=title, disclosure=disclosure)
    return ShareOut(
        id=row.id,
        content_id=row.content_id,
        title=row.title,
        network=Network(row.network),
        on_behalf=row.on_behalf,
        text=row.text,
        code=row.code,
        short_url=short_url,
        intent_url=intent_url(Network(row.network), url=short_url, text=spoken, title=title),
        clicks=int(row.clicks),
        created_at=row.created_at,
    )
