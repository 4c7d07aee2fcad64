"""What the map of a track is made of: its modules as one person sees them, and which of them that person takes now."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service_kit.data.statements import Connected, pipeline
from service_kit.identity.auth import Actor
from service_kit.web.errors import PersonRequired, present

from training_api.catalogue.tracks import queries as tracks
from training_api.learning.eligibility import queries as eligibility
from training_api.learning.eligibility.rules import Outlook
from training_api.learning.enrolments import queries as enrolments
from training_api.permissions import Permission


@dataclass(frozen=True)
class TrackSeen:
    """A track as one person sees it. `drafts`: also modules that are not published yet, for those who build it."""

    track: Any
    outlook: Outlook
    in_progress: Set[UUID]
    drafts: bool


async def seen_by(on: Connected, actor: Actor, track_id: UUID) -> TrackSeen:
    """All of it in one trip, however many modules there are."""
    person = actor.person
    if person is None:
        raise PersonRequired(case="map")
    track, active, *facts = await pipeline(
        on, tracks.seen(actor, track_id), enrolments.active_modules(person.id), *eligibility.facts_of(person.id)
    )
    outlook = eligibility.seen(person, facts)
    return TrackSeen(present(track), outlook, set(active), drafts=actor.may(Permission.WRITE_CATALOGUE))
