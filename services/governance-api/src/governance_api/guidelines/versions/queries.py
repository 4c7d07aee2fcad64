"""Every SELECT on versions of guidelines; `visible_to` is here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Connected, Statement, run, updating
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.readers import Asking, ReaderStatement
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


def _with_guideline(asking: Asking) -> Select[Any]:
    """Versions that the reader may see, each with what its guideline says."""
    return (
        select(
            *versions.c,
            guidelines.guidelines.c.code.label("guideline_code"),
            guidelines.guidelines.c.title.label("guideline_title"),
            guidelines.guidelines.c.version.label("guideline_version"),
            guidelines.guidelines.c.in_force,
        )
        .join_from(guidelines.guidelines, versions, versions.c.guideline_id == guidelines.guidelines.c.id)
        .where(guidelines.NAMED, guidelines.visible_to(asking.actor))
    )


def _numbered(asking: Asking) -> Select[Any]:
    return _with_guideline(asking).where(versions.c.number == bindparam("number"), visible_to(asking.actor))


_VISIBLE = ReaderStatement(_numbered)
_VISIBLE_LOCKED = ReaderStatement(lambda asking: _numbered(asking).with_for_update(of=versions))
_IN_FORCE = ReaderStatement(
    lambda asking: _with_guideline(asking).where(versions.c.id == guidelines.guidelines.c.in_force_id)
)


def shown(actor: Actor, key: str, number: int) -> Bound[Any | None]:
    """One version, with what its guideline says (`guideline_code`, `in_force` ...)."""
    return _VISIBLE.first(actor, **guidelines.naming(key), number=number)


async def visible(on: Connected, actor: Actor, key: str, number: int) -> Any:
    """The same; 404 when hidden or missing."""
    return present(await run(on, shown(actor, key, number)))


def present(found: Any | None) -> Any:
    """A version that was asked for; 404 when it is hidden or missing."""
    if found is None:
        raise Missing(case="version")
    return found


def lock_visible(actor: Actor, key: str, number: int) -> Bound[Any | None]:
    """As `shown`, with the version locked: edits, submissions and publications of it follow one another."""
    return _VISIBLE_LOCKED.first(actor, **guidelines.naming(key), number=number)


_LOCKED = Statement(select(*versions.c).where(versions.c.id == bindparam("version")).with_for_update())
MOVE = updating(versions, "state", "version")
"""Where a version stands after its sign-off."""


def lock(version_id: UUID) -> Bound[Any]:
    """The row of a version that another row of ours refers to, locked."""
    return _LOCKED.first(version=version_id)


_BY_NUMBER = Statement(
    select(*versions.c).where(
        versions.c.guideline_id == bindparam("guideline"), versions.c.number == bindparam("number")
    )
)


async def by_number(on: Connected, guideline_id: UUID, number: int) -> Any | None:
    """A version of a guideline by its number, or None."""
    return await run(on, _BY_NUMBER.first(guideline=guideline_id, number=number))


async def in_force(on: Connected, actor: Actor, key: str) -> Any:
    """The version in force of a guideline, with what that says; 404 when none is."""
    found = await run(on, _IN_FORCE.first(actor, **guidelines.naming(key)))
    if found is None:
        raise Missing(case="in-force")
    return found
