"""Every SELECT on enrolments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.tasks import PERSON, task, word_for
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, RowMapping, Select, func, select, text, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import State as CatalogueState
from training_api.catalogue.tracks.tables import Track
from training_api.directory.people.queries import own_or_reports
from training_api.learning.completions.tables import Completion
from training_api.learning.enrolments.rules import ACTIVE, State
from training_api.learning.enrolments.tables import Enrolment, Progress
from training_api.permissions import Permission

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of enrolments asks for."""

    person: UUID | None = None
    module: UUID | None = None
    state: State | None = None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Those who keep completions see all, managers also their reports', everyone their own."""
    if actor.may(Permission.READ_COMPLETIONS):
        return true()
    return own_or_reports(actor, col(Enrolment.person_id))


def _whole() -> Select[Any]:
    read = (
        select(func.coalesce(func.array_agg(col(Progress.content_item_id)), text("'{}'::uuid[]")))
        .where(col(Progress.enrolment_id) == col(Enrolment.id))
        .scalar_subquery()
    )
    columns = list(Enrolment.__table__.c)  # type: ignore[attr-defined]  # SQLModel hides __table__
    return select(
        *columns,
        col(Module.code).label("module_code"),
        col(Module.title).label("module_title"),
        col(Module.level),
        col(Module.minutes),
        col(Module.content),
        read.label("read"),
    ).join(Module, col(Module.id) == col(Enrolment.module_id))


def with_progress(row: RowMapping) -> dict[str, Any]:
    """The row with its progress counted over the content that stands now."""
    items = [UUID(str(item["id"])) for item in row["content"]]
    read = set(row["read"])
    done = [item for item in items if item in read]
    return {**row, "progress": {"done": len(done), "total": len(items)}, "read_items": done}


async def read_whole(session: AsyncSession, actor: Actor, enrolment_id: UUID) -> dict[str, Any]:
    statement = _whole().where(col(Enrolment.id) == enrolment_id, visible_to(actor))
    row = (await session.execute(statement)).mappings().one_or_none()
    if row is None:
        raise Missing
    return with_progress(row)


async def list_visible(
    session: AsyncSession, actor: Actor, page: PageRequest, wanted: Wanted, *, own: bool
) -> tuple[list[dict[str, Any]], str | None]:
    statement = _whole().where(col(Enrolment.person_id) == actor.person_id if own else visible_to(actor))
    equal = (
        (Enrolment.person_id, wanted.person),
        (Enrolment.module_id, wanted.module),
        (Enrolment.state, wanted.state),
    )
    for column, value in equal:
        if value is not None:
            statement = statement.where(col(column) == value)
    rows, cursor = await paginate(session, statement, [Key(Enrolment.id, descending=True)], page)
    return [with_progress(row._mapping) for row in rows], cursor


async def active_modules(session: AsyncSession, person_id: UUID) -> set[UUID]:
    statement = select(col(Enrolment.module_id)).where(
        col(Enrolment.person_id) == person_id, col(Enrolment.state).in_(ACTIVE)
    )
    return set((await session.execute(statement)).scalars())


async def latest(session: AsyncSession, person_id: UUID, module_id: UUID) -> Enrolment | None:
    """The enrolment a second one would repeat: active, or completed by a completion that still stands."""
    taken_back = aliased(Completion)
    reversed_since = select(col(taken_back.id)).where(col(taken_back.reverses) == col(Enrolment.completion_id)).exists()
    statement = (
        select(Enrolment)
        .where(
            col(Enrolment.person_id) == person_id,
            col(Enrolment.module_id) == module_id,
            col(Enrolment.state).in_([*ACTIVE, State.COMPLETED]),
            ~reversed_since,
        )
        .order_by(col(Enrolment.id).desc())
        .limit(1)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def own_to_change(session: AsyncSession, person_id: UUID, enrolment_id: UUID) -> tuple[Enrolment, Module]:
    """One's own enrolment, locked: two last items at once are counted one after the other."""
    statement = (
        select(Enrolment, Module)
        .join(Module, col(Module.id) == col(Enrolment.module_id))
        .where(col(Enrolment.id) == enrolment_id, col(Enrolment.person_id) == person_id)
        .with_for_update(of=Enrolment)
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise Missing
    return row[0], row[1]


async def mark_read(session: AsyncSession, enrolment_id: UUID, item: UUID, now: Any) -> set[str]:
    """Note one item and answer all that are read; a statement of its own, so that it sees what the lock waited for."""
    wanted = {"enrolment": enrolment_id, "item": item, "now": now}
    found: Sequence[Any] = (await session.execute(READ_ITEM, wanted)).scalars().all()
    return {str(item_id) for item_id in found}
