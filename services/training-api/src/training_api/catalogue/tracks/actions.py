"""What can happen to a track."""

from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.locks import locking, sharing
from service_kit.data.statements import pipeline, run
from service_kit.domain.files import hold_picture
from service_kit.domain.lifecycle import carry_out
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import present

from training_api.catalogue.tracks import queries, rules
from training_api.catalogue.tracks.rules import Move
from training_api.catalogue.tracks.schemas import ChangeTrack, CreateTrack
from training_api.catalogue.tracks.tables import Track
from training_api.locks import GRAPH, REQUIREMENTS


def _columns(body: CreateTrack | ChangeTrack, **options: Any) -> dict[str, Any]:
    """The body as column values; the picture is held by the action."""
    values: dict[str, Any] = body.model_dump(exclude={"audience", "picture"}, **options)
    if "audience" in body.model_fields_set or not options:
        values["audience"] = body.audience.stored()
    return values


async def create(session: AsyncSession, actor: Actor, body: CreateTrack, *, now: datetime) -> Track:
    track = Track(**_columns(body), created_at=now, updated_at=now)
    track.picture = await hold_picture(session, actor, body.picture, "track", track.id, now=now)
    session.add(track)
    await session.flush()
    audit.record(session, actor, "track.created", track.id)
    return track


async def change(
    session: AsyncSession, actor: Actor, track_id: UUID, match: Match, body: ChangeTrack, *, now: datetime
) -> Track:
    track = session.edit(Track, present(await run(session, queries.to_edit(actor, track_id))))
    match.check(track.version)
    wanted = _columns(body, exclude_unset=True)
    rules.refuse_new_code(track.code, wanted.pop("code", None))
    rules.refuse_archived(track.state)
    for name, value in wanted.items():
        setattr(track, name, value)
    if "picture" in body.model_fields_set:
        track.picture = await hold_picture(session, actor, body.picture, "track", track.id, kept=track.picture, now=now)
    track.version, track.updated_at = track.version + 1, now
    audit.record(session, actor, "track.changed", track.id, {"fields": sorted(body.model_fields_set)})
    return track


async def move(
    session: AsyncSession,
    actor: Actor,
    track_id: UUID,
    match: Match,
    asked: Move,
    _reason: str | None,
    *,
    now: datetime,
) -> Track:
    """Publish it, or take it out of everyone's sight; what was learned in it stays."""
    wanted, uses = queries.to_edit(actor, track_id), None
    if asked is Move.ARCHIVE:
        relying = queries.relying_on(track_id=track_id)
        *_, row, uses = await pipeline(session, locking(GRAPH), sharing(REQUIREMENTS), wanted, relying)
    else:
        row = await run(session, wanted)
    track = session.edit(Track, present(row))
    match.check(track.version)
    facts: Any = track.offered_modules if uses is None else dict(uses)
    moved = rules.LIFE.move(track.state, asked, actor, facts=facts)
    carry_out(session, track, moved, actor, now=now)
    track.updated_at = now
    return track
