"""What can happen to role mappings: whoever has a role by one loses it in the transaction in which it goes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from service_kit.data.database import LONG_REQUEST_SECONDS, AsyncSession, allowing
from service_kit.data.locks import locking
from service_kit.data.statements import pipeline, run
from service_kit.events import feed
from service_kit.identity.auth import Actor
from service_kit.identity.role_mappings import RoleMapping, as_issued
from service_kit.identity.role_mappings_state import RoleMappingChanged
from service_kit.record import audit
from service_kit.web.errors import present

from training_api.directory.people import actions as people
from training_api.directory.role_mappings import queries, rules
from training_api.directory.role_mappings.schemas import AddRoleMapping
from training_api.directory.role_mappings.tables import RoleMappingNote
from training_api.locks import ROLE_MAPPINGS

SETTINGS = audit.SystemActor("settings")


async def add(session: AsyncSession, actor: Actor, body: AddRoleMapping, *, now: datetime) -> UUID:
    """From now on whoever's token holds the word has the role; the unique index refuses the same entry twice."""
    rules.refuse_unfit(body.role, body.issuer)
    await run(session, locking(ROLE_MAPPINGS))
    mapping = RoleMapping(value=as_issued(body.value), issuer=body.issuer, role=body.role)
    return await _add(session, actor, mapping, note=body.note, fixed=False, now=now)


async def remove(session: AsyncSession, actor: Actor, mapping_id: UUID, *, now: datetime) -> None:
    """The word gives the role no more, here and in every service."""
    lasting = allowing(LONG_REQUEST_SECONDS)  # half of the organisation may have the role by it
    *_, row = await pipeline(session, lasting, locking(ROLE_MAPPINGS), queries.to_go(mapping_id))
    found = present(row)
    if found.fixed:
        raise rules.SettingFixed
    await _remove(session, actor, found, now=now)


async def settle_fixed(session: AsyncSession, wanted: Mapping[str, str], *, now: datetime) -> None:
    """The entries of the settings are there, and those that left the settings are gone."""
    entries = {(as_issued(value), role) for value, role in wanted.items()}
    if {(one.value, one.role) for one in await queries.fixed(session)} == entries:
        return
    await run(session, locking(ROLE_MAPPINGS))
    for one in await queries.fixed(session):
        if (one.value, one.role) in entries:
            entries.discard((one.value, one.role))
        else:
            await _remove(session, SETTINGS, RoleMapping(id=one.id, value=one.value, role=one.role), now=now)
    for value, role in sorted(entries):
        if (known := await queries.entry(session, value, role)) is not None:
            await _remove(session, SETTINGS, RoleMapping(id=known, value=value, role=role), now=now)
        await _add(session, SETTINGS, RoleMapping(value=value, role=role), note="", fixed=True, now=now)


async def _add(
    session: AsyncSession, actor: audit.Acting, mapping: RoleMapping, *, note: str, fixed: bool, now: datetime
) -> UUID:
    session.add(mapping)
    await session.flush()
    session.add(RoleMappingNote(mapping_id=mapping.id, note=note, fixed=fixed, created_by=actor.id, created_at=now))
    _tell(session, mapping, removed=False)
    audit.record(session, actor, "role-mapping.added", mapping.id, {"role": mapping.role, "issuer": mapping.issuer})
    return mapping.id


async def _remove(session: AsyncSession, actor: audit.Acting, mapping: RoleMapping, *, now: datetime) -> None:
    met = await people.lose_mapping(session, mapping.id, now=now)
    await run(session, queries.remove(mapping.id))
    _tell(session, mapping, removed=True)
    audit.record(session, actor, "role-mapping.removed", mapping.id, {"role": mapping.role, "people": met})


def _tell(session: AsyncSession, mapping: RoleMapping, *, removed: bool) -> None:
    told = RoleMappingChanged(
        mapping_id=mapping.id, value=mapping.value, issuer=mapping.issuer, role=mapping.role, removed=removed
    )
    feed.publish(session, told, mapping.id)
