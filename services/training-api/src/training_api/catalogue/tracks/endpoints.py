"""Tracks over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.audience import unknown_names
from service_kit.domain.collections import Wanted, answer, one, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.catalogue.tracks import actions, queries
from training_api.catalogue.tracks.rules import LIFE, Move
from training_api.catalogue.tracks.schemas import ChangeTrack, CreateTrack, TrackInList, TrackOut, listed, shown
from training_api.catalogue.tracks.tables import Track
from training_api.permissions import Permission

router = capability_router("/tracks", "Catalogue")
Reader = Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_CATALOGUE)]


async def _changed(session: AsyncSession, response: Response, actor: Actor, track: Track) -> TrackOut:
    tag(response, track.version)
    body = shown(track, actor)
    body.unknown = await unknown_names(session, track.audience)
    return body


async def _moved(_session: AsyncSession, actor: Actor, track: Track, _now: datetime) -> TrackOut:
    return shown(track, actor)


@router.post("", status_code=201)
async def create_track(
    body: CreateTrack, actor: Writer, session: WriteSession, now: Now, response: Response
) -> TrackOut:
    """A new track, in draft."""
    return await _changed(session, response, actor, await actions.create(session, actor, body, now=now))


@router.get("", response_model=Page[TrackInList], responses=FILES)
async def list_tracks(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """The tracks the caller may see, by code."""

    def show(row: Row[Any]) -> TrackInList:
        return listed(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=TrackInList, show=show)


@router.get("/{track_id}")
async def read_track(
    track_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> TrackOut:
    """One track."""
    track = await one(queries.LIST, connection, actor, track_id, now=now)
    tag(response, track.version)
    return shown(track, actor)


@router.patch("/{track_id}")
async def change_track(
    track_id: UUID,
    body: ChangeTrack,
    match: IfMatch,
    actor: Writer,
    session: WriteSession,
    now: Now,
    response: Response,
) -> TrackOut:
    """Change what is named in the body; the code stays."""
    track = await actions.change(session, actor, track_id, match, body, now=now)
    return await _changed(session, response, actor, track)


declare_moves(
    router,
    "/{track_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=TrackOut,
    texts={
        Move.PUBLISH: "Show the track to its audience; it needs one published module.",
        Move.ARCHIVE: "Take the track out of sight for good; its code stays taken.",
    },
)
