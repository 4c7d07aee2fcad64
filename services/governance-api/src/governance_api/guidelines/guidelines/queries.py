"""Every SELECT on guidelines; `visible_to` is here."""

from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import selects
from service_kit.domain.folding import localized_words, sort_key, together
from service_kit.domain.readers import ReaderStatement
from service_kit.domain.search import Findable
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Text, Uuid, bindparam, cast, null, or_, select, true

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


NAMED = or_(guidelines.c.id == bindparam("guideline_id", type_=Uuid), guidelines.c.code == bindparam("guideline"))
"""A guideline by its id or its code: `naming` gives the values."""


def naming(key: str) -> dict[str, Any]:
    """The values of `NAMED`: what is no id is a code."""
    try:
        return {"guideline": key, "guideline_id": UUID(key)}
    except ValueError:
        return {"guideline": key, "guideline_id": None}


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


FOUND = Findable(
    "guideline",
    select(guidelines.c.id, guidelines.c.code, guidelines.c.title, null().label("texts")),
    order=(guidelines.c.code, guidelines.c.id),
    title=together(guidelines.c.code, localized_words(guidelines.c.title)),
    visible_to=lambda asking: visible_to(asking.actor),
)


_VISIBLE = ReaderStatement(lambda asking: select(*guidelines.c).where(NAMED, visible_to(asking.actor)))
_LOCKED = ReaderStatement(lambda asking: select(*guidelines.c).where(NAMED, visible_to(asking.actor)).with_for_update())


async def visible(on: Connected, actor: Actor, key: str) -> Any:
    """A guideline that the actor may see; 404 otherwise."""
    return _or_missing(await run(on, _VISIBLE.first(actor, **naming(key))))


def lock(actor: Actor, key: str) -> Bound[Any | None]:
    """The same, locked: new versions get their numbers and publications follow one another."""
    return _LOCKED.first(actor, **naming(key))


def edited(session: AsyncSession, locked: Any | None) -> Guideline:
    """The guideline that was locked, to be edited; 404 when it is hidden or missing."""
    return session.edit(Guideline, _or_missing(locked))


def _or_missing(found: Any | None) -> Any:
    if found is None:
        raise Missing(case="guideline")
    return found
