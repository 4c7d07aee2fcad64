"""Every SELECT on enrolments; `visible_to` is here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.statements import Bound, Statement, as_json, given, pipeline, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, within_days
from service_kit.domain.tasks import PERSON, task, word_for
from service_kit.identity.auth import Reader
from service_kit.web.errors import present
from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal_column, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import State as CatalogueState
from training_api.catalogue.tracks.tables import Track
from training_api.directory.hierarchy.queries import own_or_reports
from training_api.directory.people.queries import Short, beginnings, is_named
from training_api.directory.people.tables import PEOPLE
from training_api.learning.completions.queries import completions
from training_api.learning.enrolments.rules import ACTIVE, LIFE, Move, Source, State
from training_api.learning.enrolments.tables import Enrolment, Progress
from training_api.permissions import Permission

enrolments = Enrolment.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
progress = Progress.__table__  # type: ignore[attr-defined]  # as above

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
    select(func.coalesce(func.array_agg(col(Progress.content_item_id)), literal_column("'{}'::uuid[]")))
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


LISTED = WHOLE.add_columns(
    (PEOPLE.c.given_name + " " + PEOPLE.c.family_name).label("person_name"), PEOPLE.c.department
).join(PEOPLE, PEOPLE.c.id == enrolments.c.person_id)
LIST = Collection(
    "enrolments",
    LISTED,
    key=enrolments.c.id,
    sorts={"created_at": (By(enrolments.c.id),), "last_activity_at": (By(enrolments.c.last_activity_at),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(enrolments.c.person_id, UUID),
        "module": equals(enrolments.c.module_id, UUID),
        "state": equals(enrolments.c.state, State),
        "source": equals(enrolments.c.source, Source),
        "department": equals(PEOPLE.c.department, Short),
        **within_days(enrolments.c.created_at),
    },
    searched=is_named,
    terms=beginnings,
    personal=True,
)
MINE = replace(
    LIST,
    name="my-enrolments",
    rows=WHOLE,
    sorts={"created_at": LIST.sorts["created_at"]},
    searched=None,
    visible_to=lambda asking: enrolments.c.person_id == asking.actor.person_id,
    filters={name: LIST.filters[name] for name in ("module", "state")},
)


_CLOSING = given("closing", *(completions.c[name] for name in ("id", "person_id", "module_id", "completed_at")))
_CLOSE = Statement(
    update(enrolments)
    .where(
        enrolments.c.person_id == _CLOSING.c.person_id,
        enrolments.c.module_id == _CLOSING.c.module_id,
        enrolments.c.state.in_(LIFE.before(Move.COMPLETE)),
        exists().where(completions.c.id == _CLOSING.c.id),  # one that was sent before is not written again
    )
    .values(
        state=LIFE.to(Move.COMPLETE),
        completed_at=_CLOSING.c.completed_at,
        completion_id=_CLOSING.c.id,
        version=enrolments.c.version + 1,
    )
)


def close(completed: Sequence[Mapping[str, Any]]) -> Bound[int]:
    """End the active enrolments of these completions."""
    return _CLOSE.count(closing=as_json([{one.name: row[one.name] for one in _CLOSING.c} for row in completed]))


_ACTIVE_MODULES = Statement(
    select(enrolments.c.module_id).where(
        enrolments.c.person_id == bindparam("person"), enrolments.c.state.in_(sorted(ACTIVE))
    )
)
_taken_back = completions.alias("taken_back")
_LATEST = Statement(
    WHOLE.where(
        enrolments.c.person_id == bindparam("person"),
        enrolments.c.module_id == bindparam("module"),
        enrolments.c.state.in_([*sorted(ACTIVE), State.COMPLETED]),
        ~exists().where(_taken_back.c.reverses == enrolments.c.completion_id),
    )
    .order_by(enrolments.c.id.desc())
    .limit(1)
)
_OWN = select(
    *enrolments.c,
    modules.c.content,
    modules.c.completion_rule,
    modules.c.code,
    modules.c.title,
    modules.c.edition,
    modules.c.minutes,
    modules.c.credits,
    modules.c.offline,
).join(modules, modules.c.id == enrolments.c.module_id)
_OWN = _OWN.where(enrolments.c.id == bindparam("enrolment"), enrolments.c.person_id == bindparam("person"))
# Two last items at once are counted one after the other.
_LOCKED = Statement(_OWN.with_for_update(of=enrolments))
_TO_MOVE = Statement(
    select(*enrolments.c)
    .where(enrolments.c.id == bindparam("enrolment"), enrolments.c.person_id == bindparam("person"))
    .with_for_update()
)
_ITEMS_READ = Statement(select(progress.c.content_item_id).where(progress.c.enrolment_id == bindparam("enrolment")))
_MARK_READ = Statement(
    insert(progress)
    .values(enrolment_id=bindparam("enrolment"), content_item_id=bindparam("item"), read_at=bindparam("now"))
    .on_conflict_do_nothing()
)
_GO_ON = Statement(
    update(enrolments)
    .where(enrolments.c.id == bindparam("enrolment"))
    .values(state=bindparam("to"), last_activity_at=bindparam("now"), version=enrolments.c.version + 1)
)
_ACTIVE_NOW = Statement(
    update(enrolments).where(enrolments.c.id == bindparam("enrolment")).values(last_activity_at=bindparam("now"))
)
_SHOWN = Statement(WHOLE.where(enrolments.c.id == bindparam("enrolment")))
# Two taps at once: the index lets one through, the other finds it.
_ENROL = Statement(
    insert(enrolments)
    .values(
        id=bindparam("id"),
        person_id=bindparam("person"),
        module_id=bindparam("module"),
        source=bindparam("source"),
        enrolled_by=bindparam("enrolled_by"),
        state=State.ENROLLED,
        version=1,
        created_at=bindparam("now"),
        last_activity_at=bindparam("now"),
    )
    .on_conflict_do_nothing(
        index_elements=["person_id", "module_id"], index_where=enrolments.c.state.in_(sorted(ACTIVE))
    )
)
_STALL = Statement(
    update(enrolments)
    .where(enrolments.c.state.in_(LIFE.before(Move.STALL)), enrolments.c.last_activity_at < bindparam("quiet_since"))
    .values(state=LIFE.to(Move.STALL), version=enrolments.c.version + 1)
)


def active_modules(person_id: UUID) -> Bound[list[UUID]]:
    """The modules that a person takes now."""
    return _ACTIVE_MODULES.values(person=person_id)


def latest(person_id: UUID, module_id: UUID) -> Bound[Any | None]:
    """The enrolment a second one would repeat: active, or completed by a completion that still stands."""
    return _LATEST.first(person=person_id, module=module_id)


def enrol(person_id: UUID, module_id: UUID, source: Source, enrolled_by: str, now: datetime) -> Bound[int]:
    """Write an enrolment, unless there is an active one; answers how many were written."""
    values = {"person": person_id, "module": module_id, "source": source, "enrolled_by": enrolled_by, "now": now}
    return _ENROL.count(id=new_id(), **values)


async def locked(session: AsyncSession, person_id: UUID, enrolment_id: UUID) -> Enrolment:
    """One's own enrolment, for a move."""
    row = await run(session, _TO_MOVE.first(enrolment=enrolment_id, person=person_id))
    return session.edit(Enrolment, present(row))


async def opened(session: AsyncSession, person_id: UUID, enrolment_id: UUID) -> tuple[Any, set[UUID]]:
    """One's own enrolment with its module, locked, and the items that are read: what the lock waited for is seen."""
    enrolment, read = await pipeline(
        session,
        _LOCKED.first(enrolment=enrolment_id, person=person_id),
        _ITEMS_READ.values(enrolment=enrolment_id),
    )
    return present(enrolment), set(read)


def mark_read(enrolment_id: UUID, item: UUID, now: datetime) -> Bound[int]:
    """Note that an item was read; saying it twice changes nothing."""
    return _MARK_READ.count(enrolment=enrolment_id, item=item, now=now)


def go_on(enrolment_id: UUID, to: State, now: datetime) -> Bound[int]:
    """Something was read, and more is to be."""
    return _GO_ON.count(enrolment=enrolment_id, to=to, now=now)


def active_now(enrolment_id: UUID, now: datetime) -> Bound[int]:
    """The last item was read."""
    return _ACTIVE_NOW.count(enrolment=enrolment_id, now=now)


def shown(enrolment_id: UUID) -> Bound[Any | None]:
    """An enrolment as it is answered to whoever acts on it."""
    return _SHOWN.first(enrolment=enrolment_id)


def stall(quiet_since: datetime) -> Bound[int]:
    """Whoever has been quiet for too long."""
    return _STALL.count(quiet_since=quiet_since)
