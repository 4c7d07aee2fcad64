"""Bodies of shares."""

from uuid import UUID

from pydantic import Field
from service_kit.schemas import BodyIn, BodyOut, Instant

from advocacy_api.networks import Network


class CreateShare(BodyIn):
    content_id: UUID
    network: Network
    on_behalf: bool = False
    text: str | None = Field(default=None, max_length=5000, description="Her own words; the approved ones when empty.")


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
