"""Tracks over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from training_api.catalogue.tracks import actions, queries
from training_api.catalogue.tracks.rules import Component, Phase, State
from training_api.catalogue.tracks.schemas import ChangeTrack, CreateTrack, TrackInList, TrackOut
from training_api.catalogue.tracks.tables import Track
from training_api.permissions import Permission

router = capability_router("/tracks", "Catalogue")
Reader = Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_CATALOGUE)]


def _answer(response: Response, track: Track) -> TrackOut:
    tag(response, track.version)
    return TrackOut.model_validate(track)


@router.post("", status_code=201)
async def create_track(
    session: WriteSession, response: Response, body: CreateTrack, actor: Writer, now: Now
) -> TrackOut:
    """A new track, in draft."""
    return _answer(response, await actions.create(session, actor, body, now=now))


@router.get("")
async def list_tracks(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    phase: Phase | None = None,
    component: Component | None = None,
    state: State | None = None,
    code: Annotated[str | None, Query(max_length=64)] = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[TrackInList]:
    """The tracks the caller may see, by code."""
    rows, cursor = await queries.list_visible(
        session, actor, page, phase=phase, component=component, state=state, code=code, q=q
    )
    return Page(items=[TrackInList.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{track_id}")
async def read_track(session: ReadSession, response: Response, track_id: UUID, actor: Reader) -> TrackOut:
    """One track."""
    return _answer(response, await queries.visible(session, actor, track_id))


@router.patch("/{track_id}")
async def change_track(
    session: WriteSession,
    response: Response,
    track_id: UUID,
    match: IfMatch,
    body: ChangeTrack,
    actor: Writer,
    now: Now,
) -> TrackOut:
    """Change what is named in the body; the code stays."""
    return _answer(response, await actions.change(session, actor, track_id, match, body, now=now))


@router.post("/{track_id}/publish")
async def publish_track(
    session: WriteSession, response: Response, track_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> TrackOut:
    """Show the track to its audience; it needs one published module."""
    return _answer(response, await actions.publish(session, actor, track_id, match, now=now))


@router.post("/{track_id}/archive")
async def archive_track(
    session: WriteSession, response: Response, track_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> TrackOut:
    """Take the track out of sight for good; its code stays taken."""
    return _answer(response, await actions.archive(session, actor, track_id, match, now=now))
