"""Every SELECT on tracks; `visible_to` is here."""

from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.locks import lock
from service_kit.domain.audience import means
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, select, text, true

from training_api.catalogue.tracks.rules import Component, Phase, State
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.catalogue.tracks.tables import Track
from training_api.locks import GRAPH
from training_api.permissions import Permission

tracks = Track.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Trainers see all, others what is published for them; systems see what is published."""
    if actor.may(Permission.WRITE_CATALOGUE):
        return true()
    published: ColumnElement[bool] = tracks.c.state == State.PUBLISHED
    return published if actor.person is None else and_(published, means(tracks.c.audience, actor.person))


LISTED = select(
    *tracks.c,
    tracks.c.offered_modules.label("modules"),
    tracks.c.offered_minutes.label("minutes"),
    tracks.c.offered_levels.label("levels"),
)
LIST = Collection(
    "tracks",
    LISTED,
    key=tracks.c.id,
    sorts={"code": (By(tracks.c.code),), "created_at": (By(tracks.c.id),)},
    default="code",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "phase": equals(tracks.c.phase, Phase),
        "component": equals(tracks.c.component, Component),
        "state": equals(tracks.c.state, State),
        "code": equals(tracks.c.code, SoughtCode),
    },
    searched=together(tracks.c.code, localized_words(tracks.c.title)),
)


async def visible(session: AsyncSession, actor: Actor, track_id: UUID) -> Track:
    return await _found(session, select(Track).where(tracks.c.id == track_id, visible_to(actor)))


async def locked(session: AsyncSession, actor: Actor, track_id: UUID) -> Track:
    """For a change or a move: two trainers may press at once. Modules may come to refer to it meanwhile."""
    statement = select(Track).where(tracks.c.id == track_id, visible_to(actor))
    return await _found(session, statement.with_for_update(key_share=True))


async def _found(session: AsyncSession, statement: Select[Any]) -> Track:
    found: Track | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def lock_graph(session: AsyncSession) -> None:
    """From here to the end of the transaction nobody else changes what comes before what."""
    await lock(session, GRAPH)


_RELYING = text("""
WITH leaving AS (SELECT id FROM modules WHERE state <> 'archived' AND (id = :module OR track_id = :track))
SELECT 'modules' AS kind, m.code FROM prerequisite_edges e JOIN modules m ON m.id = e.module_id
WHERE e.required_module_id IN (TABLE leaving) AND m.id NOT IN (TABLE leaving) AND m.state <> 'archived'
UNION SELECT 'schemes', s.code FROM certification_schemes s
WHERE s.state = 'published' AND s.modules && ARRAY(TABLE leaving)
UNION SELECT 'requirements', coalesce(t.code, m.code) FROM requirements r
LEFT JOIN tracks t ON t.id = r.track_id LEFT JOIN modules m ON m.id = r.module_id
WHERE r.state = 'active' AND (r.track_id = :track OR r.module_id IN (TABLE leaving))
ORDER BY 1, 2
""").bindparams(bindparam("module", type_=Uuid), bindparam("track", type_=Uuid))


async def relying_on(
    session: AsyncSession, *, module_id: UUID | None = None, track_id: UUID | None = None
) -> dict[str, list[str]]:
    """Codes of what cannot do without this module, or this track: `modules`, `schemes`, and what is required."""
    found: dict[str, list[str]] = {}
    for kind, code in (await session.execute(_RELYING, {"module": module_id, "track": track_id})).all():
        found.setdefault(kind, []).append(code)
    return found
