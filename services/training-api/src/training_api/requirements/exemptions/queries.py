"""Every statement on exemptions; `visible_to` is here."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import Filter, equals
from service_kit.domain.readers import NOW, Asking
from service_kit.identity.auth import Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, DateTime, Select, Uuid, bindparam, case, cast, func, select, true, update

from training_api.directory.hierarchy.queries import own_or_reports
from training_api.directory.people.queries import Short
from training_api.permissions import Permission
from training_api.requirements.exemptions.rules import State
from training_api.requirements.requirements.queries import (
    ASSIGNMENTS,
    REQUIREMENTS,
    SUBJECT_CODE,
    SUBJECT_TITLE,
)
from training_api.requirements.requirements.tables import MODULES, PEOPLE, TRACKS, Exemption

EXEMPTIONS = Exemption.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
GRANTERS = PEOPLE.alias("granters")
_GRANTER = case((EXEMPTIONS.c.granted_by.startswith("person:"), cast(func.substr(EXEMPTIONS.c.granted_by, 8), Uuid)))


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Whoever reads everybody's lines sees all, managers also those of the people below, everyone their own."""
    return true() if actor.may(Permission.READ_LINES) else own_or_reports(actor, EXEMPTIONS.c.person_id)


def _is_in(state: StrEnum, _asking: Asking) -> ColumnElement[bool]:
    running: ColumnElement[bool] = EXEMPTIONS.c.until > NOW
    return running if state is State.RUNNING else EXEMPTIONS.c.until <= NOW


LISTED: Select[Any] = (
    select(
        *EXEMPTIONS.c,
        (PEOPLE.c.given_name + " " + PEOPLE.c.family_name).label("person_name"),
        PEOPLE.c.department,
        (GRANTERS.c.given_name + " " + GRANTERS.c.family_name).label("granted_by_name"),
        REQUIREMENTS.c.track_id,
        REQUIREMENTS.c.module_id,
        SUBJECT_CODE.label("subject_code"),
        SUBJECT_TITLE.label("subject_title"),
    )
    .join_from(EXEMPTIONS, PEOPLE, PEOPLE.c.id == EXEMPTIONS.c.person_id)
    .join(REQUIREMENTS, REQUIREMENTS.c.id == EXEMPTIONS.c.requirement_id)
    .outerjoin(TRACKS, TRACKS.c.id == REQUIREMENTS.c.track_id)
    .outerjoin(MODULES, MODULES.c.id == REQUIREMENTS.c.module_id)
    .outerjoin(GRANTERS, GRANTERS.c.id == _GRANTER)
)
LIST = Collection(
    "exemptions",
    LISTED,
    key=EXEMPTIONS.c.id,
    sorts={"granted_at": (By(EXEMPTIONS.c.id),), "until": (By(EXEMPTIONS.c.until),)},
    default="-granted_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(EXEMPTIONS.c.person_id, UUID),
        "requirement": equals(EXEMPTIONS.c.requirement_id, UUID),
        "state": Filter(State, _is_in),
        "department": equals(PEOPLE.c.department, Short),
    },
    personal=True,
)
OF_REQUIREMENT = Collection(
    "exemptions",
    LISTED,
    key=EXEMPTIONS.c.id,
    sorts=LIST.sorts,
    default="-granted_at",
    filters={"person_id": equals(EXEMPTIONS.c.person_id, UUID)},
    within=EXEMPTIONS.c.requirement_id == bindparam("requirement", type_=Uuid),
    personal=True,
)
_LOCKED = Statement(
    select(*EXEMPTIONS.c).where(EXEMPTIONS.c.id == bindparam("exemption", type_=Uuid)).with_for_update()
)
_EARLIEST = bindparam("earliest", type_=DateTime(timezone=True))
_REOPEN = Statement(
    update(ASSIGNMENTS)
    .where(
        ASSIGNMENTS.c.person_id == bindparam("person", type_=Uuid),
        ASSIGNMENTS.c.requirement_id == bindparam("requirement", type_=Uuid),
    )
    .values(first_due_at=func.greatest(ASSIGNMENTS.c.first_due_at, _EARLIEST))
)


async def locked(session: AsyncSession, exemption_id: UUID, requirement_id: UUID | None) -> Exemption:
    """For a move: two who exempt people may press at once. Of this requirement, where one is named."""
    found = await run(session, _LOCKED.first(exemption=exemption_id))
    if found is None or requirement_id not in (None, found.requirement_id):
        raise Missing
    return session.edit(Exemption, found)


def reopen(person_id: UUID, requirement_id: UUID, earliest: datetime) -> Bound[int]:
    """A line is asked again, and due at this moment at the earliest."""
    return _REOPEN.count(person=person_id, requirement=requirement_id, earliest=earliest)
