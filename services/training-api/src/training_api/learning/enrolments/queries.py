"""Every SELECT on enrolments; `visible_to` is here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.tasks import PERSON, task, word_for
from service_kit.identity.auth import Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, func, select, text, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import State as CatalogueState
from training_api.catalogue.tracks.tables import Track
from training_api.directory.people.queries import own_or_reports
from training_api.learning.completions.tables import Completion
from training_api.learning.enrolments.rules import ACTIVE, State
from training_api.learning.enrolments.tables import Enrolment, Progress
from training_api.permissions import Permission

enrolments = Enrolment.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

READ_ITEM = text("""
WITH added AS (
    INSERT INTO enrolment_progress (enrolment_id, content_item_id, read_at) VALUES (:enrolment, :item, :now)
    ON CONFLICT DO NOTHING RETURNING content_item_id
)
SELECT content_item_id FROM enrolment_progress WHERE enrolment_id = :enrolment UNION SELECT content_item_id FROM added
""")
_WHY = {State.ENROLLED: "Enrolled", State.IN_PROGRESS: "Begun", State.STALLED: "Stalled"}
TASKS = (
    select(
        *task(
            "enrolment",
            id=col(Enrolment.id),
            subject_type="module",
            subject_id=col(Module.id),
            subject_code=col(Module.code),
            subject_title=col(Module.title),
            reason=word_for(col(Enrolment.state), _WHY),
            minutes=col(Module.minutes),
        )
    )
    .join_from(Enrolment, Module, col(Module.id) == col(Enrolment.module_id))
    .join(Track, col(Track.id) == col(Module.track_id))
    .where(
        col(Enrolment.person_id) == PERSON,
        col(Enrolment.state).in_(list(_WHY)),
        col(Module.state) == CatalogueState.PUBLISHED.value,
        col(Track.state) == CatalogueState.PUBLISHED.value,
    )
)
"""The modules that I have begun and can still end."""


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who keep completions see all, managers also their reports', everyone their own."""
    if actor.may(Permission.READ_COMPLETIONS):
        return true()
    return own_or_reports(actor, enrolments.c.person_id)


_READ = (
    select(func.coalesce(func.array_agg(col(Progress.content_item_id)), text("'{}'::uuid[]")))
    .where(col(Progress.enrolment_id) == enrolments.c.id)
    .scalar_subquery()
)
WHOLE: Select[Any] = select(
    *enrolments.c,
    modules.c.code.label("module_code"),
    modules.c.title.label("module_title"),
    modules.c.level,
    modules.c.minutes,
    modules.c.content,
    _READ.label("read"),
).join(modules, modules.c.id == enrolments.c.module_id)


LIST = Collection(
    "enrolments",
    WHOLE,
    key=enrolments.c.id,
    sorts={"created_at": (By(enrolments.c.id),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(enrolments.c.person_id, UUID),
        "module": equals(enrolments.c.module_id, UUID),
        "state": equals(enrolments.c.state, State),
    },
    personal=True,
)
MINE = replace(
    LIST,
    name="my-enrolments",
    visible_to=lambda asking: enrolments.c.person_id == asking.actor.person_id,
    filters={name: LIST.filters[name] for name in ("module", "state")},
)


async def active_modules(session: AsyncSession, person_id: UUID) -> set[UUID]:
    statement = select(enrolments.c.module_id).where(
        enrolments.c.person_id == person_id, enrolments.c.state.in_(ACTIVE)
    )
    return set((await session.execute(statement)).scalars())


async def latest(session: AsyncSession, person_id: UUID, module_id: UUID) -> Enrolment | None:
    """The enrolment a second one would repeat: active, or completed by a completion that still stands."""
    taken_back = aliased(Completion)
    reversed_since = select(col(taken_back.id)).where(col(taken_back.reverses) == enrolments.c.completion_id).exists()
    statement = (
        select(Enrolment)
        .where(
            enrolments.c.person_id == person_id,
            enrolments.c.module_id == module_id,
            enrolments.c.state.in_([*ACTIVE, State.COMPLETED]),
            ~reversed_since,
        )
        .order_by(enrolments.c.id.desc())
        .limit(1)
    )
    found: Enrolment | None = (await session.execute(statement)).scalar_one_or_none()
    return found


async def locked(session: AsyncSession, person_id: UUID, enrolment_id: UUID) -> tuple[Enrolment, Module]:
    """One's own enrolment: two last items at once are counted one after the other."""
    statement = (
        select(Enrolment, Module)
        .join(modules, modules.c.id == enrolments.c.module_id)
        .where(enrolments.c.id == enrolment_id, enrolments.c.person_id == person_id)
        .with_for_update(of=enrolments)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


async def mark_read(session: AsyncSession, enrolment_id: UUID, item: UUID, now: datetime) -> set[str]:
    """Note one item and answer all that are read; a statement of its own, so that it sees what the lock waited for."""
    wanted = {"enrolment": enrolment_id, "item": item, "now": now}
    found: Sequence[Any] = (await session.execute(READ_ITEM, wanted)).scalars().all()
    return {str(item_id) for item_id in found}
