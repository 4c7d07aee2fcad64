"""Every SELECT on shares."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words
from service_kit.identity.auth import Actor, Reader
from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.dialects.postgresql import insert

from advocacy_api.content.content.rules import Network
from advocacy_api.content.content.tables import Content
from advocacy_api.permissions import Permission
from advocacy_api.sharing.clicks.tables import Clicks
from advocacy_api.sharing.shares.tables import Share

shares = Share.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
clicks = Clicks.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
content = Content.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


def _rows() -> Select[Any]:
    counted = select(func.coalesce(func.sum(clicks.c.clicks), 0)).where(clicks.c.share_id == shares.c.id)
    return select(
        *shares.c,
        content.c.title,
        content.c.variants,
        content.c.disclosure,
        content.c.language,
        counted.scalar_subquery().label("clicks"),
    ).join(content, content.c.id == shares.c.content_id)


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """The caller's own shares, or any for who manages content."""
    return true() if actor.may(Permission.MANAGE_CONTENT) else own(actor)


def own(actor: Reader) -> ColumnElement[bool]:
    """What the caller shared."""
    shared: ColumnElement[bool] = shares.c.person_id == actor.person_id
    return shared


LIST = Collection(
    "shares",
    _rows(),
    key=shares.c.id,
    sorts={"created_at": (By(shares.c.id),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "network": equals(shares.c.network, Network),
        "on_behalf": equals(shares.c.on_behalf, bool),
        "content": equals(shares.c.content_id, UUID, "The content's id."),
    },
    searched=localized_words(content.c.title),
    personal=True,
)
OWN = replace(LIST, within=lambda asking: own(asking.actor))
"""What the caller made, whatever else they may see."""


async def visible(session: AsyncSession, actor: Actor, share_id: UUID, *, now: datetime) -> Any:
    """One share with its content and its clicks so far; hidden and missing look the same."""
    return await one(LIST, session, actor, share_id, now=now)


async def add_once(session: AsyncSession, share: Share) -> bool:
    """False when the person shared this there before. The unique constraint decides between two requests at once."""
    statement = (
        insert(shares).values(share.model_dump()).on_conflict_do_nothing(constraint="uq_shares_person_content_network")
    )
    return (await session.execute(statement.returning(shares.c.id))).first() is not None


async def locked(session: AsyncSession, person_id: UUID, content_id: UUID, network: str) -> Share:
    """The share that the person made before."""
    statement = select(Share).where(
        shares.c.person_id == person_id, shares.c.content_id == content_id, shares.c.network == network
    )
    known: Share = (await session.execute(statement.with_for_update())).scalar_one()
    return known
