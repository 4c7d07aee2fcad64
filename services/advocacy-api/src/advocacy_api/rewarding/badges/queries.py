"""Every SELECT on badges, and the statement that awards."""

from collections.abc import Collection as Group
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.statements import Bound, Connected, Statement, as_json, given, inserting, run
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, insert

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.badges.rules import Axis, State, Visibility
from advocacy_api.rewarding.badges.tables import AwardedBadge, Badge, BadgeRequirement

badges = Badge.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
requirements = BadgeRequirement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
awarded = AwardedBadge.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
# Named here and not imported: points know badges, not the other way round.
counts = table("point_counts", column("person_id", Uuid), column("reason", Text), column("times", Integer))

_PUBLISHED: ColumnElement[bool] = badges.c.state == State.PUBLISHED.value
_ENOUGH = and_(requirements.c.reason == counts.c.reason, counts.c.times >= requirements.c.times)
_TOUCHED = requirements.alias("touched")
_MET = (
    select(counts.c.person_id, requirements.c.badge_code, func.count().label("met"))
    .join_from(counts, requirements, _ENOUGH)
    .where(
        counts.c.person_id == any_(bindparam("people", type_=ARRAY(Uuid))),
        requirements.c.badge_code.in_(
            select(_TOUCHED.c.badge_code).where(_TOUCHED.c.reason == any_(bindparam("reasons", type_=ARRAY(Text))))
        ),
    )
    .group_by(counts.c.person_id, requirements.c.badge_code)
    .cte("met")
)
_REACHED = Statement(
    select(_MET.c.person_id, _MET.c.badge_code)
    .join(badges, and_(badges.c.code == _MET.c.badge_code, badges.c.conditions == _MET.c.met))
    .where(
        _PUBLISHED,
        ~exists().where(awarded.c.person_id == _MET.c.person_id, awarded.c.badge_code == _MET.c.badge_code),
    )
    .order_by(_MET.c.person_id, badges.c.position)
)
_REACHED_BY_EVERYBODY = Statement(
    select(counts.c.person_id, badges.c.code.label("badge_code"))
    .select_from(
        badges.join(requirements, requirements.c.badge_code == badges.c.code).join(counts, _ENOUGH),
    )
    .where(
        badges.c.code == bindparam("code"),
        _PUBLISHED,
        ~exists().where(awarded.c.person_id == counts.c.person_id, awarded.c.badge_code == badges.c.code),
    )
    .group_by(counts.c.person_id, badges.c.code, badges.c.conditions)
    .having(func.count() == badges.c.conditions)
    .order_by(counts.c.person_id)
    .limit(bindparam("limit", type_=Integer))
)
_NEW = given("awarded", *awarded.c)
# The unique constraint has the last word: a badge is awarded once, whoever asks at the same time.
_AWARD = Statement(
    insert(awarded)
    .from_select(awarded.c.keys(), select(*_NEW.c), include_defaults=False)
    .on_conflict_do_nothing(index_elements=[awarded.c.person_id, awarded.c.badge_code])
    .returning(awarded.c.id, awarded.c.person_id, awarded.c.badge_code)
)


def reached(people: Group[UUID], reasons: Group[str]) -> Bound[Sequence[Any]]:
    """Who of them now meets all requirements of a badge that they do not have yet, of those that ask for these acts."""
    return _REACHED.rows(people=sorted(people), reasons=sorted(reasons))


async def award(session: AsyncSession, reached: Sequence[Any], *, now: datetime) -> Sequence[Any]:
    """The badges that were not awarded before."""
    rows = [
        {
            "id": new_id(),
            "person_id": row.person_id,
            "badge_code": row.badge_code,
            "visibility": Visibility.PRIVATE,
            "awarded_at": now,
            "version": 1,
        }
        for row in reached
    ]
    return await run(session, _AWARD.rows(awarded=as_json(rows)))


async def reached_by_everybody(session: AsyncSession, code: str, *, limit: int) -> Sequence[Any]:
    """Some of those who meet all criteria of a published badge that they do not have yet."""
    return await run(session, _REACHED_BY_EVERYBODY.rows(code=code, limit=limit))


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """What can be earned, for everybody; drafts and what is over, for who manages badges."""
    if actor.may(Permission.MANAGE_BADGES):
        return true()
    return _PUBLISHED


CRITERIA = (
    select(
        func.coalesce(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object("reason", requirements.c.reason, "times", requirements.c.times),
                    requirements.c.reason,
                )
            ),
            cast(literal([], JSONB), JSONB),
        )
    )
    .where(requirements.c.badge_code == badges.c.code)
    .scalar_subquery()
)
_LISTED = select(*badges.c, CRITERIA.label("criteria"))
LIST = Collection(
    "badges",
    _LISTED,
    key=badges.c.code,
    sorts={"position": (By(badges.c.position),), "code": (By(badges.c.code),)},
    default="position",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"axis": equals(badges.c.axis, Axis), "state": equals(badges.c.state, State)},
    searched=together(badges.c.code, localized_words(badges.c.title)),
)


def shown_to(actor: Reader) -> ColumnElement[bool]:
    """A person's own badges, and those that others show."""
    shown: ColumnElement[bool] = awarded.c.visibility == Visibility.PUBLIC.value
    return or_(shown, awarded.c.person_id == actor.person.id) if actor.person else shown


_AWARDED = select(*awarded.c, badges.c.title, badges.c.description, badges.c.axis).join(
    badges, badges.c.code == awarded.c.badge_code
)
AWARDS = Collection(
    "awarded-badges",
    _AWARDED,
    key=awarded.c.id,
    sorts={"awarded_at": (By(awarded.c.awarded_at),)},
    default="-awarded_at",
    visible_to=lambda asking: shown_to(asking.actor),
    filters={"axis": equals(badges.c.axis, Axis)},
    searched=localized_words(badges.c.title),
    personal=True,
)
AWARDS_OF = replace(AWARDS, within=awarded.c.person_id == bindparam("person"))
"""Those of one person."""


_ACTS = Statement(select(requirements.c.reason).where(requirements.c.badge_code == bindparam("code")))
_FORGET = Statement(delete(requirements).where(requirements.c.badge_code == bindparam("code")))
ASK = inserting(requirements)
"""What a badge asks for."""
_NEXT = Statement(select((func.coalesce(func.max(badges.c.position), 0) + 1).label("next")))
_LOCKED = Statement(select(*badges.c).where(badges.c.code == bindparam("code")).with_for_update())
_LOCKED_AWARD = Statement(
    select(*awarded.c)
    .where(awarded.c.id == bindparam("award"), awarded.c.person_id == bindparam("person"))
    .with_for_update()
)


async def visible(on: Connected, actor: Actor, code: str, *, now: datetime) -> Any:
    """One badge with its criteria; hidden and missing look the same."""
    return await one(LIST, on, actor, code, now=now)


async def award_of(on: Connected, actor: Actor, award_id: UUID, *, now: datetime) -> Any:
    """One badge that somebody earned, with its words."""
    return await one(AWARDS, on, actor, award_id, now=now)


async def acts_of(on: Connected, code: str) -> list[str]:
    """The acts that a badge asks for."""
    return await run(on, _ACTS.values(code=code))


async def forget_criteria(session: AsyncSession, code: str) -> None:
    """To be replaced by others in the same transaction."""
    await run(session, _FORGET.count(code=code))


async def next_position(on: Connected) -> int:
    """Behind all others; equal places are told apart by their codes."""
    return int(await run(on, _NEXT.value()))


async def locked(session: AsyncSession, code: str) -> Badge:
    """To be edited: two community managers may change it at once."""
    found = await run(session, _LOCKED.first(code=code))
    if found is None:
        raise Missing
    return session.edit(Badge, found)


async def locked_award(session: AsyncSession, person_id: UUID, award_id: UUID) -> AwardedBadge:
    """One of the person's own badges, to be edited; another's looks missing."""
    found = await run(session, _LOCKED_AWARD.first(award=award_id, person=person_id))
    if found is None:
        raise Missing
    return session.edit(AwardedBadge, found)
