"""Every SELECT on content; `visible_to` is here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.dialects.postgresql import array

from advocacy_api.content.content.rules import Kind, State
from advocacy_api.content.content.tables import Content
from advocacy_api.networks import Network
from advocacy_api.permissions import Permission

content = Content.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def is_open(now: datetime) -> ColumnElement[bool]:
    """As `rules.is_open`: published, within its validity, no longer under embargo."""
    return and_(
        content.c.state == State.PUBLISHED.value,
        or_(content.c.valid_from.is_(None), content.c.valid_from <= now),
        or_(content.c.valid_to.is_(None), content.c.valid_to > now),
        or_(content.c.embargo_until.is_(None), content.c.embargo_until <= now),
    )


def is_for(actor: Actor) -> ColumnElement[bool]:
    """Meant for everyone, or for one of the groups this person is in; a machine sees what everyone sees."""
    audience = content.c.audience
    meant = [audience.has_key("everyone")]
    if actor.person is not None:
        person = actor.person
        groups = {"departments": person.department, "divisions": person.division, "job_profiles": person.job_profile}
        meant += [audience[name].has_key(group) for name, group in groups.items() if group]
        meant.append(audience["roles"].has_any(array(sorted({*person.roles, *actor.roles}))))
    return or_(*meant)


def visible_to(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Who manages content sees all of it; everyone else what is open and meant for them."""
    if actor.may(Permission.MANAGE_CONTENT):
        return true()
    return and_(is_open(now), is_for(actor))


async def page_of(
    session: AsyncSession,
    actor: Actor,
    page: PageRequest,
    *,
    now: datetime,
    kind: Kind | None,
    network: Network | None,
    language: str | None,
    state: State | None,
    q: str | None,
) -> tuple[Sequence[Row[Any]], str | None]:
    """Newest first. Content without words of its own suits every network."""
    statement = select(content).where(visible_to(actor, now))
    if kind is not None:
        statement = statement.where(content.c.kind == kind.value)
    if state is not None:
        statement = statement.where(content.c.state == state.value)
    if network is not None:
        worded = content.c.variants.contains([{"network": network.value}])
        statement = statement.where(or_(worded, func.jsonb_array_length(content.c.variants) == 0))
    if language is not None:
        worded = content.c.variants.contains([{"language": language}])
        statement = statement.where(or_(content.c.language == language, worded))
    if q is not None:
        document = func.to_tsvector("simple", content.c.search)
        statement = statement.where(document.op("@@")(func.websearch_to_tsquery("simple", q)))
    return await paginate(session, statement, [Key(content.c.id, descending=True)], page)


async def visible(
    session: AsyncSession, actor: Actor, content_id: UUID, now: datetime, *, hold: bool = False
) -> Content:
    """One content that this actor may see; hidden and missing look the same. Held, it stays as it is until the
    transaction ends: nobody withdraws it meanwhile, and others may still share it."""
    statement = select(Content).where(content.c.id == content_id, visible_to(actor, now))
    if hold:
        statement = statement.with_for_update(read=True)
    found: Content | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def locked(session: AsyncSession, content_id: UUID) -> Content:
    """For who manages content: two editors may press at once."""
    found: Content | None = (
        await session.execute(select(Content).where(content.c.id == content_id).with_for_update())
    ).scalar_one_or_none()
    if found is None:
        raise Missing
    return found
