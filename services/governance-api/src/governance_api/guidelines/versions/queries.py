"""Every SELECT on versions of guidelines; `visible_to` is here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Statement, updating
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.tasks import NOW, PERSON, task, word_for
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Date, DateTime, Select, bindparam, cast, not_, or_, select, true
from sqlmodel import col

from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.guidelines import queries as guidelines
from governance_api.guidelines.guidelines.tables import Guideline
from governance_api.guidelines.versions.rules import PUBLIC_STATES, State
from governance_api.guidelines.versions.tables import GuidelineVersion
from governance_api.permissions import Permission
from governance_api.signoff.signoffs.queries import signed_by
from governance_api.signoff.signoffs.tables import Signoff

versions = GuidelineVersion.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Everyone sees what has been in force; the others are for those who write and those who are asked to sign."""
    if actor.may(Permission.READ_DRAFTS):
        return true()
    return or_(versions.c.state.in_(PUBLIC_STATES), signed_by(actor, versions.c.signoff_id))


LIST = Collection(
    "guideline-versions",
    select(*versions.c),
    key=versions.c.id,
    sorts={"number": (By(versions.c.number),)},
    default="-number",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"state": equals(versions.c.state, State)},
    within=versions.c.guideline_id == bindparam("guideline"),
)


ENDED_WITHOUT = ("changes-requested", "rejected", "voided")
_GUIDELINE: Mapping[str, Any] = {
    "subject_type": "guideline",
    "subject_id": col(Guideline.id),
    "subject_code": col(Guideline.code),
    "subject_title": col(Guideline.title),
}
_OF_LEAVERS = select(col(Person.id)).where(col(Person.manager_id) == PERSON, not_(col(Person.active)))
TASKS = (
    select(
        *task(
            "revise",
            id=versions.c.id,
            reason=word_for(col(Signoff.state), {state: state for state in ENDED_WITHOUT}),
            minutes=30,
            **_GUIDELINE,
        )
    )
    .join_from(GuidelineVersion, Signoff, col(Signoff.id) == versions.c.signoff_id)
    .join(Guideline, col(Guideline.id) == versions.c.guideline_id)
    .where(
        versions.c.state == State.DRAFT.value,
        col(Signoff.submitted_by) == PERSON,
        col(Signoff.state).in_(ENDED_WITHOUT),
    ),
    select(
        *task(
            "review-clause",
            id=col(GuidelineClause.clause_id),
            reason="review",
            due_at=cast(col(GuidelineClause.review_on), DateTime(timezone=True)),
            minutes=10,
            **_GUIDELINE,
        )
    )
    .join_from(GuidelineClause, Guideline, col(Guideline.in_force_id) == col(GuidelineClause.version_id))
    .where(
        col(GuidelineClause.review_on) <= cast(NOW, Date),
        or_(col(GuidelineClause.owner_id) == PERSON, col(GuidelineClause.owner_id).in_(_OF_LEAVERS)),
    ),
)
"""What came back to me to change; and which of my clauses, or of those of people who reported to me until they left,
is due for review."""


def _with_guideline(actor: Actor, key: str, number: int) -> Select[Guideline, GuidelineVersion]:
    return (
        select(Guideline, GuidelineVersion)
        .join(GuidelineVersion, col(GuidelineVersion.guideline_id) == col(Guideline.id))
        .where(guidelines.named(key), guidelines.visible_to(actor), versions.c.number == number, visible_to(actor))
    )


async def visible(session: AsyncSession, actor: Actor, key: str, number: int) -> tuple[Guideline, GuidelineVersion]:
    """One version with its guideline; 404 when hidden or missing."""
    return await _one(session, _with_guideline(actor, key, number))


async def locked(session: AsyncSession, actor: Actor, key: str, number: int) -> tuple[Guideline, GuidelineVersion]:
    """The same, with the version locked: edits, submissions and publications of it follow one another."""
    statement = _with_guideline(actor, key, number).with_for_update(of=GuidelineVersion)
    return await _one(session, statement.execution_options(populate_existing=True))


async def _one(session: AsyncSession, statement: Any) -> tuple[Guideline, GuidelineVersion]:
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise Missing(case="version")
    return found[0], found[1]


_LOCKED = Statement(select(*versions.c).where(versions.c.id == bindparam("version")).with_for_update())
MOVE = updating(versions, "state", "version")
"""Where a version stands after its sign-off."""


def lock(version_id: UUID) -> Bound[Any]:
    """The row of a version that another row of ours refers to, locked."""
    return _LOCKED.first(version=version_id)


async def locked_by_id(session: AsyncSession, version_id: UUID) -> GuidelineVersion:
    """The same, to edit it."""
    statement = select(GuidelineVersion).where(versions.c.id == version_id).with_for_update()
    found: GuidelineVersion = (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()
    return found


async def by_number(session: AsyncSession, guideline_id: UUID, number: int) -> GuidelineVersion | None:
    """A version of a guideline by its number, or None."""
    statement = select(GuidelineVersion).where(versions.c.guideline_id == guideline_id, versions.c.number == number)
    found: GuidelineVersion | None = (await session.execute(statement)).scalar_one_or_none()
    return found


async def in_force(session: AsyncSession, actor: Actor, key: str) -> tuple[Guideline, GuidelineVersion]:
    """A guideline with its version in force; 404 when none is."""
    statement = (
        select(Guideline, GuidelineVersion)
        .join(GuidelineVersion, col(GuidelineVersion.id) == col(Guideline.in_force_id))
        .where(guidelines.named(key), guidelines.visible_to(actor))
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise Missing(case="in-force")
    return found[0], found[1]
