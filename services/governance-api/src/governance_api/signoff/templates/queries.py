"""Every SELECT on sign-off templates."""

from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import sort_key
from service_kit.domain.search import Findable
from service_kit.web.errors import Missing
from sqlalchemy import bindparam, func, null, select

from governance_api.permissions import Permission
from governance_api.signoff.templates.rules import State
from governance_api.signoff.templates.tables import SignoffTemplate

templates = SignoffTemplate.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

LIST = Collection(
    "signoff-templates",
    select(*templates.c),
    key=templates.c.id,
    sorts={"created_at": (By(templates.c.id),), "name": (By(sort_key(templates.c.name)),)},
    default="created_at",
    filters={"state": equals(templates.c.state, State)},
    searched=templates.c.name,
)


FOUND = Findable(
    "template",
    select(
        templates.c.id,
        null().label("code"),
        func.jsonb_build_object("en", templates.c.name).label("title"),
        null().label("texts"),
    ),
    order=(sort_key(templates.c.name), templates.c.id),
    title=templates.c.name,
    permission=Permission.READ_SIGNOFF_TEMPLATES,
)
"""Their name is the same in every language."""


_TEMPLATE = select(*templates.c).where(templates.c.id == bindparam("template"))
_SHOWN = Statement(_TEMPLATE)
_ACTIVE = Statement(_TEMPLATE.where(templates.c.state == State.ACTIVE.value))
_LOCKED = Statement(select(*templates.c).where(templates.c.id == bindparam("template")).with_for_update())


async def template(on: Connected, template_id: UUID) -> Any:
    """A template by its id; 404 when there is none."""
    return _or_missing(await run(on, _SHOWN.first(template=template_id)))


def lock(template_id: UUID) -> Bound[Any | None]:
    """The same, locked: two editors may press at once."""
    return _LOCKED.first(template=template_id)


def edited(session: AsyncSession, locked: Any | None) -> SignoffTemplate:
    """The template that was locked, to be edited; 404 when there is none."""
    return session.edit(SignoffTemplate, _or_missing(locked))


def active(template_id: UUID) -> Bound[Any | None]:
    """A template that may be used for a new sign-off, or None."""
    return _ACTIVE.first(template=template_id)


def _or_missing(found: Any | None) -> Any:
    if found is None:
        raise Missing(case="template")
    return found
