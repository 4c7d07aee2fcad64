"""Every SELECT on sign-off templates."""

from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import select
from sqlmodel import col

from governance_api.signoff.templates.tables import SignoffTemplate


async def template(session: AsyncSession, template_id: UUID, *, lock: bool = False) -> SignoffTemplate:
    """A template by its id; 404 when there is none."""
    statement = select(SignoffTemplate).where(col(SignoffTemplate.id) == template_id)
    if lock:
        statement = statement.with_for_update()
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing("There is no such sign-off template.")
    return found


async def active(session: AsyncSession, template_id: UUID) -> SignoffTemplate | None:
    """A template that may be used for a new sign-off, or None."""
    statement = select(SignoffTemplate).where(
        col(SignoffTemplate.id) == template_id, col(SignoffTemplate.state) == "active"
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def listed(
    session: AsyncSession, page: PageRequest, state: str | None
) -> tuple[list[SignoffTemplate], str | None]:
    """The templates, oldest first."""
    statement = select(SignoffTemplate)
    if state:
        statement = statement.where(col(SignoffTemplate.state) == state)
    rows, cursor = await paginate(session, statement, [Key(col(SignoffTemplate.id))], page)
    return [row[0] for row in rows], cursor
