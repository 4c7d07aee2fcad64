"""Who would be meant by an audience, before anything is said to anybody."""

from typing import Annotated
from uuid import UUID

from service_kit.data.database import HotConnection
from service_kit.domain import audience
from service_kit.domain.audience import Audience
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut

PREVIEW = "audiences.preview"
router = capability_router("/audiences", "Audiences")


class PersonMeant(BodyOut):
    """Somebody whom an audience means."""

    id: UUID
    name: str
    department: str | None


class AudiencePreviewOut(BodyOut):
    """How many active people are meant, five of them, and by list the names that nobody has."""

    people: int
    examples: list[PersonMeant]
    unknown: dict[str, list[str]]


@router.post("/preview")
async def preview_audience(
    body: Audience, _actor: Annotated[Actor, Needs(PREVIEW)], connection: HotConnection
) -> AudiencePreviewOut:
    """How many people an audience means, with five examples and the names that nobody has; nothing changes."""
    stored = body.stored()
    people, examples = await audience.preview(connection, stored)
    unknown = await audience.unknown_names(connection, stored)
    return AudiencePreviewOut(people=people, examples=[PersonMeant(**one) for one in examples], unknown=unknown)
