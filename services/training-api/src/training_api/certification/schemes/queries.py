"""Every SELECT on certification schemes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.events.feed_state import Things
from service_kit.identity.auth import Actor
from service_kit.web.errors import Missing
from service_kit.web.pages import Key, PageRequest, paginate
from sqlalchemy import ColumnElement, select, true
from sqlmodel import col

from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import State as ModuleState
from training_api.catalogue.tracks.tables import Track
from training_api.certification.schemes.rules import State
from training_api.certification.schemes.tables import Scheme
from training_api.permissions import Permission

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


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Trainers see all, others what is or was published."""
    return true() if actor.may(Permission.WRITE_SCHEMES) else col(Scheme.state) != State.DRAFT


async def visible(session: AsyncSession, actor: Actor, scheme_id: UUID, *, lock: bool = False) -> Scheme:
    statement = select(Scheme).where(col(Scheme.id) == scheme_id, visible_to(actor))
    scheme = (await session.execute(statement.with_for_update() if lock else statement)).scalar_one_or_none()
    if scheme is None:
        raise Missing
    return scheme


async def list_visible(
    session: AsyncSession, actor: Actor, page: PageRequest, *, state: State | None, code: str | None
) -> tuple[list[Scheme], str | None]:
    statement = select(Scheme).where(visible_to(actor))
    if state is not None:
        statement = statement.where(col(Scheme.state) == state)
    if code is not None:
        statement = statement.where(col(Scheme.code) == code)
    rows, cursor = await paginate(session, statement, [Key(Scheme.code)], page)
    return [row[0] for row in rows], cursor


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
