"""Every SELECT on guidelines, their versions and clauses."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.tasks import NOW, PERSON, task, word_for
from service_kit.identity.auth import Actor
from service_kit.identity.people import Person
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Date, DateTime, Text, cast, column, exists, func, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from governance_api.guidelines.guidelines.rules import VersionState
from governance_api.guidelines.guidelines.tables import Guideline, GuidelineClause, GuidelineVersion
from governance_api.permissions import Permission
from governance_api.signoff.signoffs.queries import STANDING_STATES, seat_is_mine
from governance_api.signoff.signoffs.tables import Signoff, SignoffSeat

ENDED_WITHOUT = ("changes-requested", "rejected", "voided")
PUBLIC_STATES = [VersionState.PUBLISHED, VersionState.SUPERSEDED]
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
            id=col(GuidelineVersion.id),
            reason=word_for(col(Signoff.state), {state: state for state in ENDED_WITHOUT}),
            minutes=30,
            **_GUIDELINE,
        )
    )
    .join_from(GuidelineVersion, Signoff, col(Signoff.id) == col(GuidelineVersion.signoff_id))
    .join(Guideline, col(Guideline.id) == col(GuidelineVersion.guideline_id))
    .where(
        col(GuidelineVersion.state) == VersionState.DRAFT.value,
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


def roles_of(actor: Actor) -> frozenset[str]:
    """The reader's roles: those of their token and those of the directory; a machine has none."""
    return actor.roles | frozenset(actor.person.roles if actor.person else ())


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Drafts are for those who write and those who are asked to sign them; everyone sees what has been in force."""
    if actor.may(Permission.READ_DRAFTS):
        return true()
    draft = aliased(GuidelineVersion)
    asked = exists(col(draft.id)).where(
        col(draft.guideline_id) == col(Guideline.id), signed_by(actor, col(draft.signoff_id))
    )
    return or_(col(Guideline.in_force).is_not(None), asked)


def version_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same for versions."""
    if actor.may(Permission.READ_DRAFTS):
        return true()
    return or_(col(GuidelineVersion.state).in_(PUBLIC_STATES), signed_by(actor, col(GuidelineVersion.signoff_id)))


def signed_by(actor: Actor, signoff_id: Any) -> ColumnElement[bool]:
    """Versions whose sign-off, by its id, counts the actor among its reviewers: nobody signs what they cannot read."""
    seat = exists().where(col(SignoffSeat.signoff_id) == col(Signoff.id), seat_is_mine(actor))
    return exists().where(col(Signoff.id) == signoff_id, col(Signoff.state).in_(STANDING_STATES), seat)


def named(key: str) -> ColumnElement[bool]:
    """A guideline by its id or its code."""
    try:
        return or_(col(Guideline.id) == UUID(key), col(Guideline.code) == key)
    except ValueError:
        return col(Guideline.code) == key


async def guideline(session: AsyncSession, actor: Actor, key: str, *, lock: bool = False) -> Guideline:
    """A guideline that the actor may see; 404 otherwise."""
    statement = select(Guideline).where(named(key), visible_to(actor))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing("There is no such guideline.")
    return found


async def listed(
    session: AsyncSession, actor: Actor, page: PageRequest, q: str | None, state: str | None
) -> tuple[list[Guideline], str | None]:
    """The guidelines that the actor may see, by code."""
    statement = select(Guideline).where(visible_to(actor))
    if q:
        titles = func.jsonb_each_text(col(Guideline.title)).table_valued(column("value", Text))
        titled = exists(titles.c.value).where(titles.c.value.icontains(q, autoescape=True)).correlate(Guideline)
        statement = statement.where(or_(col(Guideline.code).icontains(q, autoescape=True), titled))
    if state:
        in_force = col(Guideline.in_force).is_not(None)
        statement = statement.where(in_force if state == "in-force" else ~in_force)
    rows, cursor = await paginate(session, statement, [Key(col(Guideline.code))], page)
    return [row[0] for row in rows], cursor


async def versions(
    session: AsyncSession, actor: Actor, guideline_id: UUID, page: PageRequest
) -> tuple[list[GuidelineVersion], str | None]:
    """The versions of a guideline that the actor may see, newest first."""
    statement = select(GuidelineVersion).where(
        col(GuidelineVersion.guideline_id) == guideline_id, version_visible_to(actor)
    )
    rows, cursor = await paginate(session, statement, [Key(col(GuidelineVersion.number), descending=True)], page)
    return [row[0] for row in rows], cursor


async def version(
    session: AsyncSession, actor: Actor, key: str, number: int, *, lock: bool = False
) -> tuple[Guideline, GuidelineVersion]:
    """One version with its guideline; 404 when hidden or missing. The lock is on the version: edits wait their turn."""
    statement = (
        select(Guideline, GuidelineVersion)
        .join(GuidelineVersion, col(GuidelineVersion.guideline_id) == col(Guideline.id))
        .where(named(key), visible_to(actor), col(GuidelineVersion.number) == number, version_visible_to(actor))
    )
    if lock:
        statement = statement.with_for_update(of=GuidelineVersion).execution_options(populate_existing=True)
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise Missing("There is no such version of this guideline.")
    return found[0], found[1]


async def version_by_id(session: AsyncSession, version_id: UUID, *, lock: bool = False) -> GuidelineVersion:
    """A version by its id, which another row of ours refers to."""
    statement = select(GuidelineVersion).where(col(GuidelineVersion.id) == version_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one()


async def version_by_number(session: AsyncSession, guideline_id: UUID, number: int) -> GuidelineVersion | None:
    """A version of a guideline by its number, or None."""
    statement = select(GuidelineVersion).where(
        col(GuidelineVersion.guideline_id) == guideline_id, col(GuidelineVersion.number) == number
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def clauses(session: AsyncSession, version_id: UUID) -> Sequence[GuidelineClause]:
    """The clauses of a version, in order."""
    statement = (
        select(GuidelineClause)
        .where(col(GuidelineClause.version_id) == version_id)
        .order_by(col(GuidelineClause.position), col(GuidelineClause.clause_id))
    )
    return (await session.execute(statement)).scalars().all()


async def clause(session: AsyncSession, version_id: UUID, clause_id: UUID) -> GuidelineClause:
    """A clause of a version by its stable id or its own; 404 when it is not there."""
    statement = select(GuidelineClause).where(
        col(GuidelineClause.version_id) == version_id,
        or_(col(GuidelineClause.clause_id) == clause_id, col(GuidelineClause.id) == clause_id),
    )
    found = (await session.execute(statement)).scalars().first()
    if found is None:
        raise Missing("There is no such clause in this version.")
    return found


async def in_force(session: AsyncSession, actor: Actor, key: str) -> tuple[Guideline, GuidelineVersion]:
    """A guideline with its version in force; 404 when none is."""
    statement = (
        select(Guideline, GuidelineVersion)
        .join(GuidelineVersion, col(GuidelineVersion.id) == col(Guideline.in_force_id))
        .where(named(key), visible_to(actor))
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise Missing("No version of this guideline is in force.")
    return found[0], found[1]
