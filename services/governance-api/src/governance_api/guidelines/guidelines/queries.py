"""Every SELECT on guidelines; `visible_to` is here."""

from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import selects
from service_kit.domain.folding import localized_words, sort_key, together
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Text, cast, or_, select, true

from governance_api.guidelines.guidelines.rules import State
from governance_api.guidelines.guidelines.tables import Guideline
from governance_api.permissions import Permission
from governance_api.signoff.signoffs.queries import subjects_signed_by

guidelines = Guideline.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
VERSIONS = "guideline-version"
"""The subject type of a version in its sign-off."""


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Everyone sees what has been in force; drafts are for those who write and those who are asked to sign them."""
    if actor.may(Permission.READ_DRAFTS):
        return true()
    asked = cast(guidelines.c.id, Text).in_(subjects_signed_by(actor, VERSIONS, "guideline_id"))
    return or_(guidelines.c.in_force.is_not(None), asked)


def named(key: str) -> ColumnElement[bool]:
    """A guideline by its id or its code."""
    try:
        return or_(guidelines.c.id == UUID(key), guidelines.c.code == key)
    except ValueError:
        is_code: ColumnElement[bool] = guidelines.c.code == key
        return is_code


def _in_state(state: State) -> ColumnElement[bool]:
    in_force: ColumnElement[bool] = guidelines.c.in_force.is_not(None)
    return in_force if state is State.IN_FORCE else ~in_force


LIST = Collection(
    "guidelines",
    select(*guidelines.c),
    key=guidelines.c.id,
    sorts={"code": (By(sort_key(guidelines.c.code)),), "created_at": (By(guidelines.c.id),)},
    default="code",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"state": selects(_in_state, State)},
    searched=together(guidelines.c.code, localized_words(guidelines.c.title)),
)


async def visible(session: AsyncSession, actor: Actor, key: str) -> Guideline:
    """A guideline that the actor may see; 404 otherwise."""
    found: Guideline | None = (
        await session.execute(select(Guideline).where(named(key), visible_to(actor)))
    ).scalar_one_or_none()
    if found is None:
        raise Missing(case="guideline")
    return found


async def locked(session: AsyncSession, actor: Actor, key: str) -> Guideline:
    """The same, locked: new versions get their numbers and publications follow one another."""
    statement = select(Guideline).where(named(key), visible_to(actor)).with_for_update()
    found: Guideline | None = (
        await session.execute(statement.execution_options(populate_existing=True))
    ).scalar_one_or_none()
    if found is None:
        raise Missing(case="guideline")
    return found
