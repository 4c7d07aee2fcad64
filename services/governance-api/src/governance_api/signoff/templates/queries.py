"""Every SELECT on sign-off templates."""

from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.domain.folding import sort_key
from service_kit.web.errors import Missing
from sqlalchemy import select

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


async def template(session: AsyncSession, template_id: UUID) -> SignoffTemplate:
    """A template by its id; 404 when there is none."""
    found = await session.get(SignoffTemplate, template_id)
    if found is None:
        raise Missing(case="template")
    return found


async def locked(session: AsyncSession, template_id: UUID) -> SignoffTemplate:
    """The same, locked: two editors may press at once."""
    found = await session.get(SignoffTemplate, template_id, with_for_update=True)
    if found is None:
        raise Missing(case="template")
    return found


async def active(session: AsyncSession, template_id: UUID) -> SignoffTemplate | None:
    """A template that may be used for a new sign-off, or None."""
    statement = select(SignoffTemplate).where(templates.c.id == template_id, templates.c.state == State.ACTIVE.value)
    found: SignoffTemplate | None = (await session.execute(statement)).scalar_one_or_none()
    return found
