"""Bodies of shares."""

from uuid import UUID

from pydantic import ConfigDict, Field
from service_kit.web.schemas import BodyIn, BodyOut, Instant

from advocacy_api.networks import Network


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
