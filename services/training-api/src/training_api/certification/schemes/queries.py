"""Every SELECT on certification schemes; `visible_to` is here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals
from service_kit.events.feed_state import Things
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Select, select, true
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import State as ModuleState
from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.catalogue.tracks.tables import Track
from training_api.certification.schemes.rules import State
from training_api.certification.schemes.tables import Scheme
from training_api.permissions import Permission

schemes = Scheme.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

# What followers keep of a scheme, from its publication on.
REPLICATED = Things(
    kind="scheme",
    source="certification_schemes s",
    key="s.code",
    text_key=True,
    where="s.published_at IS NOT NULL",
    facts="jsonb_build_array(s.guideline_code)",
)
REPLICATED_COLUMNS = "s.id, s.title, s.guideline_code, s.published_at"


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Trainers see all, others what is or was published."""
    return true() if actor.may(Permission.WRITE_SCHEMES) else schemes.c.state != State.DRAFT


LIST = Collection(
    "certification-schemes",
    select(*schemes.c),
    key=schemes.c.id,
    sorts={"code": (By(schemes.c.code),), "created_at": (By(schemes.c.id),)},
    default="code",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"state": equals(schemes.c.state, State), "code": equals(schemes.c.code, SoughtCode)},
)


async def visible(session: AsyncSession, actor: Actor, scheme_id: UUID) -> Scheme:
    return await _found(session, select(Scheme).where(schemes.c.id == scheme_id, visible_to(actor)))


async def locked(session: AsyncSession, actor: Actor, scheme_id: UUID) -> Scheme:
    """For a change or a move: two trainers may press at once."""
    statement = select(Scheme).where(schemes.c.id == scheme_id, visible_to(actor))
    return await _found(session, statement.with_for_update())


async def _found(session: AsyncSession, statement: Select[Any]) -> Scheme:
    found: Scheme | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def modules_named(session: AsyncSession, module_ids: Sequence[UUID]) -> dict[UUID, Module]:
    statement = select(Module).where(col(Module.id).in_(module_ids))
    return {module.id: module for module in (await session.execute(statement)).scalars()}


async def not_on_offer(session: AsyncSession, module_ids: Sequence[UUID]) -> list[str]:
    """Codes of those that nobody can take. They are held as they are: none is archived until the commit."""
    statement: Any = (
        select(col(Module.code), col(Module.state), col(Track.state).label("track_state"))
        .join(Track, col(Track.id) == col(Module.track_id))
        .where(col(Module.id).in_(module_ids))
        .order_by(col(Module.id))
        .with_for_update(read=True)
    )
    rows = (await session.execute(statement)).all()
    return sorted(row.code for row in rows if {row.state, row.track_state} != {ModuleState.PUBLISHED})
