"""Every SELECT on content; `visible_to` is here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.audience import is_for_everyone, means
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals, selects
from service_kit.domain.folding import localized_words
from service_kit.domain.readers import NOW, ReaderStatement
from service_kit.domain.search import Findable
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from advocacy_api.content.content.rules import Network, State
from advocacy_api.content.content.schemas import AnyKind, Language
from advocacy_api.content.content.tables import Content
from advocacy_api.permissions import Permission

content = Content.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
# Named here and not imported: the programme's settings are of an area above.
settings = table("programme_settings", column("disclosure_kinds", JSONB))


def is_open(now: Any = NOW, of: Any = content.c) -> ColumnElement[bool]:
    """As `rules.is_open`: published, within its validity, no longer under embargo."""
    return and_(
        of.state == State.PUBLISHED.value,
        or_(of.valid_from.is_(None), of.valid_from <= now),
        or_(of.valid_to.is_(None), of.valid_to > now),
        or_(of.embargo_until.is_(None), of.embargo_until <= now),
    )


OPEN = is_open()


def is_for(actor: Reader) -> ColumnElement[bool]:
    """Meant for this person; a machine sees what everyone sees."""
    return means(content.c.audience, actor.person) if actor.person else is_for_everyone(content.c.audience)


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Who manages content sees all of it; everyone else what is open `NOW` and meant for them."""
    if actor.may(Permission.MANAGE_CONTENT):
        return true()
    return and_(OPEN, is_for(actor))


def _suits(network: Network) -> ColumnElement[bool]:
    """Content without words of its own suits every network."""
    worded = content.c.variants.contains([{"network": network.value}])
    return or_(worded, func.jsonb_array_length(content.c.variants) == 0)


def _speaks(variant: BindParameter[Any]) -> ColumnElement[bool]:
    return or_(
        content.c.language == func.jsonb_extract_path_text(variant, "0", "language"),
        content.c.variants.contains(variant),
    )


_LISTED = select(*content.c)
LIST = Collection(
    "content",
    _LISTED,
    key=content.c.id,
    sorts={"created_at": (By(content.c.id),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "kind": equals(content.c.kind, AnyKind),
        "network": selects(_suits, Network),
        "language": selects(_speaks, Language, sql_type=JSONB(), stored=lambda one: [{"language": one}]),
        "state": equals(content.c.state, State),
    },
    searched=content.c.search,
)


FOUND = Findable(
    "content",
    select(
        content.c.id,
        content.c.code,
        content.c.title,
        func.jsonb_path_query_array(content.c.variants, literal_column("'$[*].text'::jsonpath")).label("texts"),
    ),
    order=(content.c.id.desc(),),
    title=localized_words(content.c.title),
    whole=content.c.search,
    visible_to=lambda asking: visible_to(asking.actor),
)


_HELD = ReaderStatement(
    lambda asking: _LISTED.where(content.c.id == bindparam("content"), visible_to(asking.actor)).with_for_update(
        read=True
    )
)


def held(actor: Actor, content_id: UUID, now: datetime) -> Bound[Any | None]:
    """One content that this actor may see, kept from being changed until the transaction ends; others may share it."""
    return _HELD.first(actor, now, content=content_id)


async def visible(on: Connected, actor: Actor, content_id: UUID, now: datetime) -> Any:
    """One content that this actor may see; hidden and missing look the same."""
    return await one(LIST, on, actor, content_id, now=now)


_DISCLOSED = Statement(select(func.jsonb_array_elements_text(settings.c.disclosure_kinds, type_=Text)))


def disclosure_kinds() -> Bound[Sequence[str]]:
    """The kinds of content of which the programme asks a disclosure of their own."""
    return _DISCLOSED.values()


_LOCKED = Statement(_LISTED.where(content.c.id == bindparam("content")).with_for_update())


async def locked(session: AsyncSession, content_id: UUID) -> Content:
    """To be edited by who manages content: two editors may press at once."""
    found = await run(session, _LOCKED.first(content=content_id))
    if found is None:
        raise Missing
    return session.edit(Content, found)
