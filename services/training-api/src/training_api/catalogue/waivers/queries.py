"""Every SELECT on waivers; `visible_to` is here."""

from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.readers import ReaderStatement
from service_kit.domain.tasks import PERSON, Source, task
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import present
from sqlalchemy import ColumnElement, Uuid, bindparam, case, cast, func, or_, select, true

from training_api.catalogue.modules.queries import modules
from training_api.catalogue.waivers.rules import State
from training_api.catalogue.waivers.tables import Waiver
from training_api.directory.hierarchy.queries import own_or_reports
from training_api.directory.people.queries import Short
from training_api.directory.people.tables import PEOPLE
from training_api.permissions import Permission

waivers = Waiver.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Those who decide see all, others what they asked for or gain by, managers also their reports'."""
    if actor.may(Permission.WAIVE_PREREQUISITES):
        return true()
    return or_(own_or_reports(actor, waivers.c.person_id), waivers.c.requested_by == actor.id)


ASKERS = PEOPLE.alias("askers")
_ASKER = case((waivers.c.requested_by.startswith("person:"), cast(func.substr(waivers.c.requested_by, 8), Uuid)))
LISTED = (
    select(
        *waivers.c,
        (PEOPLE.c.given_name + " " + PEOPLE.c.family_name).label("person_name"),
        PEOPLE.c.department,
        modules.c.code.label("module_code"),
        modules.c.title.label("module_title"),
        (ASKERS.c.given_name + " " + ASKERS.c.family_name).label("requested_by_name"),
    )
    .join(PEOPLE, PEOPLE.c.id == waivers.c.person_id)
    .join(modules, modules.c.id == waivers.c.module_id)
    .outerjoin(ASKERS, ASKERS.c.id == _ASKER)
)
LIST = Collection(
    "waivers",
    LISTED,
    key=waivers.c.id,
    sorts={"created_at": (By(waivers.c.id),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "state": equals(waivers.c.state, State),
        "person": equals(waivers.c.person_id, UUID),
        "module": equals(waivers.c.module_id, UUID),
        "department": equals(PEOPLE.c.department, Short),
    },
    personal=True,
)


_LOCKED = ReaderStatement(
    lambda asking: (
        select(*waivers.c).where(waivers.c.id == bindparam("waiver"), visible_to(asking.actor)).with_for_update()
    )
)
_WAIVED = Statement(
    select(waivers.c.module_id).where(waivers.c.person_id == bindparam("person"), waivers.c.state == State.APPROVED)
)


async def locked(session: AsyncSession, actor: Actor, waiver_id: UUID) -> Waiver:
    """For a decision: two people may decide at once."""
    return session.edit(Waiver, present(await run(session, _LOCKED.first(actor, waiver=waiver_id))))


def waived_for(person_id: UUID) -> Bound[list[UUID]]:
    """The modules that a person may take without what comes before them."""
    return _WAIVED.values(person=person_id)


TASKS = Source(
    select(
        *task(
            "waiver",
            id=waivers.c.id,
            subject_type="waiver",
            subject_id=waivers.c.id,
            subject_code=modules.c.code,
            subject_title=modules.c.title,
            reason="WaiverRequested",
            params=func.jsonb_build_object("name", PEOPLE.c.given_name + " " + PEOPLE.c.family_name),
        )
    )
    .join_from(waivers, PEOPLE, PEOPLE.c.id == waivers.c.person_id)
    .join(modules, modules.c.id == waivers.c.module_id)
    .where(
        waivers.c.state == State.REQUESTED.value,
        waivers.c.person_id != PERSON,
        _ASKER.is_distinct_from(PERSON),
    )
    .order_by(waivers.c.id)
    .limit(50),
    Permission.WAIVE_PREREQUISITES,
)
"""For whoever decides: what neither they asked for nor gain by."""
