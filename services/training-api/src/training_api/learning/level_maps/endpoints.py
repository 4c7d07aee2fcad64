"""The level map of a track over HTTP."""

from typing import Annotated
from uuid import UUID

from service_kit.data.database import ReadSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
from service_kit.web.errors import PersonRequired

from training_api.catalogue.tracks import queries as tracks
from training_api.learning.eligibility import queries as eligibility
from training_api.learning.enrolments import queries as enrolments
from training_api.learning.level_maps.schemas import TrackMapOut, draw
from training_api.permissions import Permission

router = capability_router("/tracks", "Prerequisites")


@router.get("/{track_id}/map")
async def read_track_map(
    session: ReadSession, track_id: UUID, actor: Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
) -> TrackMapOut:
    """The track's modules and their prerequisites, each module in its state for the caller."""
    track = await tracks.visible(session, actor, track_id)
    if actor.person is None:
        raise PersonRequired("The map shows a person's way; sign in as a person.")
    outlook = await eligibility.outlook(session, actor.person)
    active = await enrolments.active_modules(session, actor.person_id)
    return draw(track, outlook, active, drafts=actor.may(Permission.WRITE_CATALOGUE))
