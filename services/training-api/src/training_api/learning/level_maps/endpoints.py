"""The level map of a track over HTTP."""

from typing import Annotated
from uuid import UUID

from service_kit.data.database import HotConnection
from service_kit.identity.auth import Actor, Needs
from service_kit.web.routes import capability_router

from training_api.learning.level_maps import queries
from training_api.learning.level_maps.schemas import TrackMapOut, drawn
from training_api.permissions import Permission

router = capability_router("/tracks", "Prerequisites")


@router.get("/{track_id}/map")
async def read_track_map(
    track_id: UUID, actor: Annotated[Actor, Needs(Permission.READ_CATALOGUE)], connection: HotConnection
) -> TrackMapOut:
    """The track's modules and their prerequisites, each module in its state for the caller."""
    return drawn(await queries.seen_by(connection, actor, track_id))
