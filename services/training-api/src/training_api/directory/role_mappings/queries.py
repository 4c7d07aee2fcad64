"""Every SELECT on role mappings."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.identity.auth import Actor
from service_kit.identity.role_mappings_state import mappings
from sqlalchemy import bindparam, delete, func, select, true
from sqlalchemy.dialects.postgresql import array

from training_api.directory.role_mappings.tables import RoleMappingNote
from training_api.directory.sign_ins.queries import CLIENTS

notes = RoleMappingNote.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

_MET = (
    select(
        func.count(CLIENTS.c.person_id.distinct()).label("people"), func.max(CLIENTS.c.seen_at).label("last_seen_at")
    )
    .where(CLIENTS.c.mapped.contains(array([mappings.c.id])))
    .lateral("met")
)
_ROWS = (
    select(*mappings.c, notes.c.note, notes.c.fixed, notes.c.created_at, _MET.c.people, _MET.c.last_seen_at)
    .join_from(mappings, notes, notes.c.mapping_id == mappings.c.id)
    .join(_MET, true())
)

LIST = Collection(
    "role-mappings",
    _ROWS,
    key=mappings.c.id,
    sorts={"value": (By(mappings.c.value),), "role": (By(mappings.c.role),), "created_at": (By(mappings.c.id),)},
    default="value",
    filters={"role": equals(mappings.c.role, str), "fixed": equals(notes.c.fixed, bool)},
    searched=mappings.c.value,
)

_TO_GO = Statement(
    select(*mappings.c, notes.c.fixed)
    .join_from(mappings, notes, notes.c.mapping_id == mappings.c.id)
    .where(mappings.c.id == bindparam("mapping"))
)
_REMOVE = Statement(delete(mappings).where(mappings.c.id == bindparam("mapping")))
_FIXED = Statement(
    select(mappings.c.id, mappings.c.value, mappings.c.role)
    .join_from(notes, mappings, notes.c.mapping_id == mappings.c.id)
    .where(notes.c.fixed)
)
_ENTRY = Statement(
    select(mappings.c.id).where(
        mappings.c.value == bindparam("value"), mappings.c.role == bindparam("role"), mappings.c.issuer.is_(None)
    )
)


async def mapping(on: Connected, actor: Actor, mapping_id: UUID, *, now: Any) -> Any:
    """One mapping with the people it met; 404 when there is none."""
    return await one(LIST, on, actor, mapping_id, now=now)


def to_go(mapping_id: UUID) -> Bound[Any | None]:
    """A mapping that is to go; whoever changes mappings holds their lock."""
    return _TO_GO.first(mapping=mapping_id)


def remove(mapping_id: UUID) -> Bound[int]:
    """Take it away."""
    return _REMOVE.count(mapping=mapping_id)


async def fixed(on: Connected) -> Sequence[Any]:
    """Those that stand in the settings, as they stood there last."""
    return list(await run(on, _FIXED.rows()))


async def entry(session: AsyncSession, value: str, role: str) -> UUID | None:
    """The mapping of this word, of any issuer, to this role."""
    found: UUID | None = await run(session, _ENTRY.value(value=value, role=role))
    return found
