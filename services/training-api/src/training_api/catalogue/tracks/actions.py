"""What can happen to a track."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.work.hooks import Hook

from training_api.catalogue.tracks import queries, rules
from training_api.catalogue.tracks.schemas import ChangeTrack, CreateTrack
from training_api.catalogue.tracks.tables import Track

before_archive: Hook[[AsyncSession]] = Hook("a track or a module is about to be archived")
"""Runs under the graph's lock and before the row is locked: what may rely on it is kept as it is until the commit."""


async def create(session: AsyncSession, actor: Actor, body: CreateTrack, *, now: datetime) -> Track:
    track = Track(**body.model_dump(), created_at=now, updated_at=now)
    session.add(track)
    await session.flush()
    audit.record(session, actor, "track.created", track.id)
    return track


async def change(
    session: AsyncSession, actor: Actor, track_id: UUID, match: Match, body: ChangeTrack, *, now: datetime
) -> Track:
    track = await queries.visible(session, actor, track_id, lock=True)
    match.check(track.version)
    wanted = body.model_dump(exclude_unset=True)
    rules.refuse_new_code(track.code, wanted.pop("code", None))
    if track.state == rules.State.ARCHIVED:
        raise rules.AlreadyArchived("An archived track stays as it was.")
    for name, value in wanted.items():
        setattr(track, name, value)
    _touch(track, now)
    audit.record(session, actor, "track.changed", track.id, {"fields": sorted(body.model_fields_set)})
    return track


async def publish(session: AsyncSession, actor: Actor, track_id: UUID, match: Match, *, now: datetime) -> Track:
    track = await queries.visible(session, actor, track_id, lock=True)
    match.check(track.version)
    rules.refuse_unless_publishable(track.state, published_modules=track.offered_modules)
    if track.state != rules.State.PUBLISHED:
        track.state, track.published_at = rules.State.PUBLISHED, now
        _touch(track, now)
        audit.record(session, actor, "track.published", track.id)
    return track


async def archive(session: AsyncSession, actor: Actor, track_id: UUID, match: Match, *, now: datetime) -> Track:
    """Takes the track out of everyone's sight, unless something relies on it; what was learned in it stays."""
    await queries.lock_graph(session)
    await before_archive(session)
    track = await queries.visible(session, actor, track_id, lock=True)
    match.check(track.version)
    if track.state != rules.State.ARCHIVED:
        rules.refuse_if_relied_on(await queries.relying_on(session, track_id=track.id))
        track.state = rules.State.ARCHIVED
        _touch(track, now)
        audit.record(session, actor, "track.archived", track.id)
    return track


def _touch(track: Track, now: datetime) -> None:
    track.version += 1
    track.updated_at = now
