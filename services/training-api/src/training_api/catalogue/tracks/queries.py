"""Every SELECT on tracks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person, PersonRef
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Row, Text, Uuid, and_, bindparam, cast, func, or_, select, text, true
from sqlmodel import col

from training_api.catalogue.tracks.rules import Component, Phase, State
from training_api.catalogue.tracks.tables import Track
from training_api.permissions import Permission


def is_in_audience(person: PersonRef | Person) -> ColumnElement[bool]:
    """The rule `includes` of rules.py, as a condition on the track's row."""
    column: Any = col(Track.audience)
    named = {
        "departments": [person.department],
        "divisions": [person.division],
        "job_profiles": [person.job_profile],
        "roles": person.roles,
    }
    matches = [column.contains({key: [value]}) for key, values in named.items() for value in values if value]
    return or_(column.contains({"everyone": True}), *matches)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Trainers see all, others what is published for them; systems see what is published."""
    if actor.may(Permission.WRITE_CATALOGUE):
        return true()
    published = col(Track.state) == State.PUBLISHED
    return published if actor.person is None else and_(published, is_in_audience(actor.person))


async def visible(session: AsyncSession, actor: Actor, track_id: UUID, *, lock: bool = False) -> Track:
    statement = select(Track).where(col(Track.id) == track_id, visible_to(actor))
    if lock:
        statement = statement.with_for_update(key_share=True)  # modules may come to refer to it
    track = (await session.execute(statement)).scalar_one_or_none()
    if track is None:
        raise Missing
    return track


async def lock_graph(session: AsyncSession) -> None:
    """From here to the end of the transaction nobody else changes what comes before what."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("training.prerequisites", 0))))


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


async def list_visible(
    session: AsyncSession,
    actor: Actor,
    page: PageRequest,
    *,
    phase: Phase | None,
    component: Component | None,
    state: State | None,
    code: str | None,
    q: str | None,
) -> tuple[Sequence[Row[Any]], str | None]:
    columns = list(Track.__table__.c)  # type: ignore[attr-defined]  # SQLModel hides __table__
    offered: list[Any] = [
        col(Track.offered_modules).label("modules"),
        col(Track.offered_minutes).label("minutes"),
        col(Track.offered_levels).label("levels"),
    ]
    statement = select(*columns, *offered).where(visible_to(actor))
    for column, wanted in (
        (Track.phase, phase),
        (Track.component, component),
        (Track.state, state),
        (Track.code, code),
    ):
        if wanted is not None:
            statement = statement.where(col(column) == wanted)
    if q:
        words = cast(col(Track.title), Text) + " " + col(Track.code)
        statement = statement.where(words.icontains(q, autoescape=True))
    return await paginate(session, statement, [Key(Track.code)], page)
