"""Role mappings as a replicated thing: how the directory tells them, and how a replica takes them over."""

from collections.abc import Iterable, Sequence
from typing import ClassVar
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Table, any_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.types import Uuid

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Statement, as_json, given, pipeline, run
from service_kit.events.feed import Event, EventBody
from service_kit.events.feed_repair import Replica
from service_kit.events.feed_snapshot import Snapshot, StateEvent
from service_kit.events.feed_state import Things
from service_kit.identity.role_mappings import RoleMapping
from service_kit.work import clock


class RoleMappingChanged(EventBody):
    """A word of an issuer gives a role from now on, or gives it no more; no news for who may not read people."""

    type: ClassVar[str] = "training.role-mapping.changed.v1"
    personal: ClassVar[bool] = True

    mapping_id: UUID
    value: str
    issuer: str | None
    role: str
    removed: bool


mappings: Table = RoleMapping.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
ROLE_MAPPINGS = Things(
    kind="role-mapping",
    source="role_mappings m",
    key="m.id",
    facts="jsonb_build_array(m.value, m.issuer, m.role)",
)


def _events_of(row: RowMapping) -> list[StateEvent]:
    told = RoleMappingChanged(
        mapping_id=row["id"], value=row["value"], issuer=row["issuer"], role=row["role"], removed=False
    )
    return [StateEvent(told, told.mapping_id, clock.now())]


ROLE_MAPPINGS_SNAPSHOT = Snapshot(
    ROLE_MAPPINGS, columns="m.id, m.value, m.issuer, m.role", types=(RoleMappingChanged,), events_of=_events_of
)
_NAMES = ("id", "value", "issuer", "role")
_GIVEN = given("mappings", *(mappings.c[name] for name in _NAMES))
_TOLD = insert(mappings).from_select(_NAMES, select(*_GIVEN.c), include_defaults=False)
_KEEP = Statement(
    _TOLD.on_conflict_do_update(
        index_elements=[mappings.c.id], set_={name: _TOLD.excluded[name] for name in _NAMES[1:]}
    )
)
# The directory of another history has the same entry under another id: ours goes before theirs comes.
_GIVE_WAY = Statement(
    delete(mappings).where(
        mappings.c.value == _GIVEN.c.value,
        mappings.c.issuer.is_not_distinct_from(_GIVEN.c.issuer),
        mappings.c.role == _GIVEN.c.role,
        mappings.c.id != _GIVEN.c.id,
    )
)
_RETIRE = Statement(delete(mappings).where(mappings.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))
_EVENTS = TypeAdapter(list[RoleMappingChanged])


async def follow_role_mappings(session: AsyncSession, events: Sequence[Event]) -> None:
    """The replica becomes what the directory says."""
    latest = {told.mapping_id: told for told in _EVENTS.validate_python([event.data for event in events])}
    await _settle(session, latest.values())


async def _settle(session: AsyncSession, told: Iterable[RoleMappingChanged]) -> None:
    gone = [one.mapping_id for one in told if one.removed]
    there = [
        {"id": one.mapping_id, "value": one.value, "issuer": one.issuer, "role": one.role}
        for one in told
        if not one.removed
    ]
    if gone:
        await run(session, _RETIRE.count(ids=gone))
    if there:
        told_of = as_json(there)
        await pipeline(session, _GIVE_WAY.count(mappings=told_of), _KEEP.count(mappings=told_of))


async def _retire(session: AsyncSession, ids: Sequence[str]) -> None:
    await run(session, _RETIRE.count(ids=[UUID(mapping_id) for mapping_id in ids]))


ROLE_MAPPINGS_REPLICA = Replica(
    things=ROLE_MAPPINGS,
    types=(RoleMappingChanged.type,),
    key_of=lambda event: str(event.data["mapping_id"]),
    restate=follow_role_mappings,
    retire=_retire,
)
