"""What the advocacy service publishes: one typed payload per event."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from service_kit.events.feed import EventBody


class AmbassadorActivated(EventBody):
    type: ClassVar[str] = "advocacy.ambassador.activated.v1"

    ambassador_id: UUID
    person_id: UUID
    tier: str
    activated_at: datetime


class AmbassadorLeft(EventBody):
    type: ClassVar[str] = "advocacy.ambassador.left.v1"

    ambassador_id: UUID
    person_id: UUID
    left_at: datetime


class ShareCreated(EventBody):
    type: ClassVar[str] = "advocacy.share.created.v1"

    share_id: UUID
    person_id: UUID
    content_id: UUID
    network: str
    on_behalf: bool
    created_at: datetime


class BadgeAwarded(EventBody):
    type: ClassVar[str] = "advocacy.badge.awarded.v1"

    award_id: UUID
    person_id: UUID
    badge_code: str
    awarded_at: datetime
