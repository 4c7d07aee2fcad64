"""Every SELECT on shares."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, bindparam, func, insert, select, true, update

from advocacy_api.content.content.rules import Network
from advocacy_api.content.content.tables import Content
from advocacy_api.permissions import Permission
from advocacy_api.sharing.clicks.tables import Clicks
from advocacy_api.sharing.shares.rules import State
from advocacy_api.sharing.shares.schemas import CreateShare
from advocacy_api.sharing.shares.tables import Share

shares = Share.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
clicks = Clicks.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
content = Content.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


class NewShare(NamedTuple):
    """A row to be; no entity, since nothing is edited."""

    id: UUID
    person_id: UUID
    content_id: UUID
    network: str
    on_behalf: bool
    text: str
    text_language: str | None
    code: str
    created_at: datetime
    state: str = State.PREPARED.value
    posted_at: datetime | None = None
    post_url: str | None = None


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
        "state": equals(shares.c.state, State),
        "on_behalf": equals(shares.c.on_behalf, bool),
        "content": equals(shares.c.content_id, UUID, "The content's id."),
    },
    searched=localized_words(content.c.title),
    personal=True,
)
OWN = replace(LIST, within=lambda asking: own(asking.actor))
"""What the caller made, whatever else they may see."""


async def visible(on: Connected, actor: Actor, share_id: UUID, *, now: datetime) -> Any:
    """One share with its content and its clicks so far; hidden and missing look the same."""
    return await one(LIST, on, actor, share_id, now=now)


_KNOWN = Statement(
    _rows()
    .where(
        shares.c.person_id == bindparam("person"),
        shares.c.content_id == bindparam("content"),
        shares.c.network == bindparam("network"),
    )
    .with_for_update(of=shares)
)
_ADD = Statement(insert(shares).values({one.name: bindparam(one.name) for one in shares.c}))
_OWN = Statement(
    _rows()
    .where(shares.c.id == bindparam("share"), shares.c.person_id == bindparam("person"))
    .with_for_update(of=shares)
)
_CHANGE = Statement(
    update(shares)
    .where(shares.c.id == bindparam("share"))
    .values(
        on_behalf=bindparam("for_the_brand"),
        text=bindparam("words"),
        text_language=bindparam("spoken_in"),
        state=bindparam("reached"),
    )
)
_MARK = Statement(
    update(shares)
    .where(shares.c.id == bindparam("share"))
    .values(state=bindparam("reached"), posted_at=bindparam("at"), post_url=bindparam("stands_at"))
)


def known(person_id: UUID, body: CreateShare) -> Bound[Any | None]:
    """What the person shared there before, as `visible` has it, locked: it may be marked at once. To be asked once
    their balance is held: who shares holds it, so that one share is made of two requests at once."""
    return _KNOWN.first(person=person_id, content=body.content_id, network=body.network.value)


def add(share: NewShare) -> Bound[int]:
    """A share that was not known."""
    return _ADD.count(**share._asdict())


def change(share: Any) -> Bound[int]:
    """The latest choice of voice and words, and what state that leaves the share in."""
    return _CHANGE.count(
        share=share.id,
        for_the_brand=share.on_behalf,
        words=share.text,
        spoken_in=share.text_language,
        reached=share.state,
    )


async def held(session: AsyncSession, actor: Actor, share_id: UUID) -> Any:
    """The caller's own share, as `visible` has it: two tabs may mark it at once."""
    found = await run(session, _OWN.first(share=share_id, person=actor.person_id))
    if found is None:
        raise Missing
    return found


def mark(share: Any) -> Bound[int]:
    """How far the share has come."""
    return _MARK.count(share=share.id, reached=share.state, at=share.posted_at, stands_at=share.post_url)
