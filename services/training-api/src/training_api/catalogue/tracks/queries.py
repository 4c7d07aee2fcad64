"""Every SELECT on tracks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person, PersonRef
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Row, Text, and_, cast, func, or_, select, true
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
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


async def count_published_modules(session: AsyncSession, track_id: UUID) -> int:
    found = select(func.count()).where(col(Module.track_id) == track_id, col(Module.state) == State.PUBLISHED)
    return int((await session.execute(found)).scalar_one())


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
    offered = (
        select(
            col(Module.track_id),
            func.count().label("modules"),
            func.sum(col(Module.minutes)).label("minutes"),
            func.count(func.distinct(col(Module.level))).label("levels"),
        )
        .where(col(Module.state) == State.PUBLISHED)
        .group_by(col(Module.track_id))
        .subquery()
    )
    counted = [func.coalesce(offered.c[name], 0).label(name) for name in ("modules", "minutes", "levels")]
    columns = list(Track.__table__.c)  # type: ignore[attr-defined]  # SQLModel hides __table__
    statement = (
        select(*columns, *counted).outerjoin(offered, offered.c.track_id == col(Track.id)).where(visible_to(actor))
    )
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
