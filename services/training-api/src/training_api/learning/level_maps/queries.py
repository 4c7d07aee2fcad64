"""What the map of a track is made of: its modules as one person sees them, and which of them that person takes now."""

from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.web.errors import PersonRequired

from training_api.catalogue.tracks import queries as tracks
from training_api.catalogue.tracks.tables import Track
from training_api.learning.eligibility import queries as eligibility
from training_api.learning.eligibility.rules import Outlook
from training_api.learning.enrolments import queries as enrolments
from training_api.permissions import Permission


@dataclass(frozen=True)
class TrackSeen:
    """A track as one person sees it. `drafts`: also modules that are not published yet, for those who build it."""

    track: Track
    outlook: Outlook
    in_progress: Set[UUID]
    drafts: bool


async def seen_by(session: AsyncSession, actor: Actor, track_id: UUID) -> TrackSeen:
    """All of it in five statements, however many modules there are."""
    track = await tracks.visible(session, actor, track_id)
    if actor.person is None:
        raise PersonRequired(case="map")
    outlook = await eligibility.outlook(session, actor.person)
    in_progress = await enrolments.active_modules(session, actor.person_id)
    return TrackSeen(track, outlook, in_progress, drafts=actor.may(Permission.WRITE_CATALOGUE))
