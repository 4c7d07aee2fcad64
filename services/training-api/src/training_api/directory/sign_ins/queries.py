"""Every statement on what tokens held."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.statements import Bound, Statement
from service_kit.identity.matching import PEOPLE
from service_kit.identity.people import ROLES
from service_kit.identity.role_mappings_state import mappings
from sqlalchemy import any_, bindparam, delete, func, literal_column, select, union, update
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, insert
from sqlalchemy.types import DateTime, Text, Uuid

from training_api.directory.sign_ins.tables import SignInClient, SignInRoles

ROLES_SEEN = SignInRoles.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
CLIENTS = SignInClient.__table__  # type: ignore[attr-defined]  # as above
_NO_ROLES = literal_column("'{}'::text[]", ARRAY(Text))
_PERSON, _NOW = bindparam("person", type_=Uuid), bindparam("now", type_=DateTime(timezone=True))
_PEOPLE, _ROLES = bindparam("people", type_=ARRAY(Uuid)), bindparam("held", type_=ARRAY(Text))
_MET = mappings.c.id == any_(bindparam("mapped", type_=ARRAY(Uuid)))  # one that was taken away meanwhile gives nothing
_SEEN = insert(SignInClient).values(
    person_id=_PERSON,
    client=bindparam("of"),
    roles=_ROLES,
    mapped=func.array(select(mappings.c.id).where(_MET).order_by(mappings.c.id).scalar_subquery()),
    seen_at=_NOW,
)
_KEEP_SEEN = Statement(
    _SEEN.on_conflict_do_update(
        index_elements=["person_id", "client"],
        set_={name: _SEEN.excluded[name] for name in ("roles", "mapped", "seen_at")},
    )
)
_FORGET = Statement(delete(CLIENTS).where(CLIENTS.c.person_id == _PERSON, CLIENTS.c.seen_at < bindparam("before")))


# The roles that the tokens of these people's applications name, or that mappings give them.
_THEIRS = CLIENTS.c.person_id == any_(_PEOPLE)
_each = select(CLIENTS.c.person_id, func.unnest(CLIENTS.c.roles).label("role")).where(_THEIRS).subquery("each")
_known = literal_column("ARRAY[" + ", ".join(f"'{role}'" for role in sorted(ROLES)) + "]::text[]", ARRAY(Text))
_named = select(_each).where(_each.c.role == any_(_known))
_by_mapping = select(CLIENTS.c.person_id, mappings.c.role).join_from(
    CLIENTS, mappings, mappings.c.id == any_(CLIENTS.c.mapped)
)
_held = union(_named, _by_mapping.where(_THEIRS)).subquery("held")
_HELD = Statement(select(_held.c.role))
_SIGN_IN_ROLES = Statement(select(ROLES_SEEN.c.roles).where(ROLES_SEEN.c.person_id == _PERSON))
_BROUGHT = insert(SignInRoles).values(person_id=_PERSON, roles=_ROLES, seen_at=_NOW)
_KEEP_SIGN_IN_ROLES = Statement(
    _BROUGHT.on_conflict_do_update(
        index_elements=["person_id"], set_={"roles": _BROUGHT.excluded.roles, "seen_at": _BROUGHT.excluded.seen_at}
    )
)


def keep_seen(
    person_id: UUID,
    client: str,
    roles: Sequence[str],
    mapped: Sequence[UUID],
    *,
    now: datetime,
    forget_before: datetime,
) -> tuple[Bound[Any], ...]:
    """Note what their token of this application holds now, and forget applications long unused.

    The last two answer all roles held, and those that were held before the sign-in; None before the first.
    """
    return (
        _KEEP_SEEN.count(person=person_id, of=client, held=list(roles), mapped=list(mapped), now=now),
        _FORGET.count(person=person_id, before=forget_before),
        _HELD.values(people=[person_id]),
        _SIGN_IN_ROLES.value(person=person_id),
    )


def keep_sign_in_roles(person_id: UUID, roles: Sequence[str], seen_at: datetime) -> Bound[int]:
    """From now on their tokens hold these."""
    return _KEEP_SIGN_IN_ROLES.count(person=person_id, held=list(roles), now=seen_at)


_HAS_MAPPING = CLIENTS.c.mapped.contains(bindparam("mappings", type_=ARRAY(Uuid)))
_HOLDERS = Statement(select(CLIENTS.c.person_id).where(_HAS_MAPPING).distinct().order_by(CLIENTS.c.person_id))
_FORGET_MAPPING = Statement(
    update(CLIENTS)
    .where(_HAS_MAPPING)
    .values(mapped=func.array_remove(CLIENTS.c.mapped, bindparam("mapping", type_=Uuid)))
)
_in_order = aggregate_order_by(_held.c.role, _held.c.role)
_roles = func.coalesce(func.array_agg(_in_order).filter(_held.c.role.is_not(None)), _NO_ROLES)
_now_held = (
    select(ROLES_SEEN.c.person_id, _roles.label("roles"))
    .outerjoin_from(ROLES_SEEN, _held, _held.c.person_id == ROLES_SEEN.c.person_id)
    .where(ROLES_SEEN.c.person_id == any_(_PEOPLE))
    .group_by(ROLES_SEEN.c.person_id)
    .subquery("now_held")
)
_REHOLD = Statement(
    update(ROLES_SEEN).where(ROLES_SEEN.c.person_id == _now_held.c.person_id).values(roles=_now_held.c.roles)
)


def people_with_mapping(mapping_id: UUID) -> Bound[list[UUID]]:
    """The people in whose tokens something met this mapping."""
    return _HOLDERS.values(mappings=[mapping_id])


def recount(people: Collection[UUID]) -> Bound[int]:
    """What these people's tokens hold is counted again, of roles alone."""
    return _REHOLD.count(people=list(people))


def forget_mapping(mapping_id: UUID, people: Collection[UUID]) -> tuple[Bound[int], Bound[int]]:
    """These people's tokens hold nothing by this mapping any more; their remaining roles are counted again."""
    return _FORGET_MAPPING.count(mapping=mapping_id, mappings=[mapping_id]), recount(people)


_NAMED = func.coalesce(select(func.array_agg(mappings.c.role, type_=ARRAY(Text))).scalar_subquery(), _NO_ROLES)
_WITH_UNKNOWN = Statement(
    select(PEOPLE.c.id)
    .where(~PEOPLE.c.roles.contained_by(_known + _NAMED))
    .order_by(PEOPLE.c.id)
    .limit(bindparam("most"))
)


def with_unknown_roles(most: int) -> Bound[list[UUID]]:
    """People who have a role that is none, as earlier releases took from any group of a token."""
    return _WITH_UNKNOWN.values(most=most)
