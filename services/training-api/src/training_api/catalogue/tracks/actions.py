"""What can happen to a track."""

from datetime import datetime
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.modules.rules import refuse_if_relied_on
from training_api.catalogue.prerequisites import actions as prerequisites
from training_api.catalogue.tracks import queries, rules
from training_api.catalogue.tracks.schemas import ChangeTrack, CreateTrack
from training_api.catalogue.tracks.tables import Track
from training_api.requirements.requirements import actions as requirements


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


async def publish(session: AsyncSession, actor: Actor, track_id: UUID, *, now: datetime) -> Track:
    track = await queries.visible(session, actor, track_id, lock=True)
    offered = await queries.count_published_modules(session, track.id)
    rules.refuse_unless_publishable(track.state, published_modules=offered)
    if track.state != rules.State.PUBLISHED:
        track.state, track.published_at = rules.State.PUBLISHED, now
        _touch(track, now)
        audit.record(session, actor, "track.published", track.id)
    return track


async def archive(session: AsyncSession, actor: Actor, track_id: UUID, *, now: datetime) -> Track:
    """Takes the track out of everyone's sight, unless something relies on it; what was learned in it stays."""
    await prerequisites.lock_graph(session)
    await requirements.hold(session)
    track = await queries.visible(session, actor, track_id, lock=True)
    if track.state != rules.State.ARCHIVED:
        refuse_if_relied_on(await modules.relying_on(session, track_id=track.id))
        track.state = rules.State.ARCHIVED
        _touch(track, now)
        audit.record(session, actor, "track.archived", track.id)
    return track


def _touch(track: Track, now: datetime) -> None:
    track.version += 1
    track.updated_at = now
