"""Every SELECT on badges, and the statement that awards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.domain.collections import By, Collection, one
from service_kit.domain.filters import equals
from service_kit.domain.folding import localized_words, together
from service_kit.events.feed import outbox_insert, publishing
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.badges.rules import Axis, State, Visibility
from advocacy_api.rewarding.badges.tables import AwardedBadge, Badge, BadgeRequirement

badges = Badge.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
requirements = BadgeRequirement.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
awarded = AwardedBadge.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

REACHED = text(
    """
    WITH met AS (
        SELECT c.person_id, r.badge_code, count(*) AS met
        FROM point_counts c JOIN badge_requirements r ON r.reason = c.reason AND c.times >= r.times
        WHERE c.person_id = ANY(CAST(:people AS uuid[]))
          AND r.badge_code IN (SELECT badge_code FROM badge_requirements WHERE reason = ANY(CAST(:reasons AS text[])))
        GROUP BY c.person_id, r.badge_code
    )
    SELECT m.person_id, m.badge_code FROM met m JOIN badges b
        ON b.code = m.badge_code AND b.conditions = m.met AND b.state = 'published'
    WHERE NOT EXISTS (
        SELECT FROM awarded_badges a WHERE a.person_id = m.person_id AND a.badge_code = m.badge_code)
    ORDER BY m.person_id, b.position
    """
)
REACHED_BY_EVERYBODY = text(
    """
    SELECT c.person_id, b.code AS badge_code
    FROM badges b JOIN badge_requirements r ON r.badge_code = b.code
    JOIN point_counts c ON c.reason = r.reason AND c.times >= r.times
    WHERE b.code = :code AND b.state = 'published' AND NOT EXISTS (
        SELECT FROM awarded_badges a WHERE a.person_id = c.person_id AND a.badge_code = b.code)
    GROUP BY c.person_id, b.code, b.conditions HAVING count(*) = b.conditions
    ORDER BY c.person_id LIMIT :limit
    """
)
_TELL_AWARDED = outbox_insert(
    event_type="CAST(:type AS text)",
    subject="person_id::text",
    occurred_at="awarded_at",
    data="jsonb_build_object('award_id', id, 'person_id', person_id, 'badge_code', badge_code, "
    "'awarded_at', awarded_at)",
    source="FROM fresh",
)
# The unique constraint has the last word: a badge is awarded once, whoever asks at the same time. Published in the
# same statement, so that bulk stays one round trip.
AWARD = publishing(
    f"""
    WITH fresh AS (
        INSERT INTO awarded_badges (id, person_id, badge_code, visibility, awarded_at, version)
        SELECT id, person_id, badge_code, 'private', :now, 1
        FROM unnest(CAST(:id AS uuid[]), CAST(:person_id AS uuid[]), CAST(:badge_code AS text[]))
            AS reached (id, person_id, badge_code)
        ON CONFLICT (person_id, badge_code) DO NOTHING
        RETURNING id, person_id, badge_code, awarded_at
    )
    {_TELL_AWARDED}
    """  # noqa: S608 - constants of this file
)


async def reached(session: AsyncSession, people: set[UUID], reasons: set[str]) -> Sequence[Row[Any]]:
    """Who of them now meets all requirements of a badge that they do not have yet."""
    return (await session.execute(REACHED, {"people": sorted(people), "reasons": sorted(reasons)})).all()


async def award(session: AsyncSession, rows: Sequence[Row[Any]], *, event_type: str, now: datetime) -> None:
    await session.execute(
        AWARD,
        {
            "id": [new_id() for _ in rows],
            "person_id": [row.person_id for row in rows],
            "badge_code": [row.badge_code for row in rows],
            "type": event_type,
            "now": now,
        },
    )


async def reached_by_everybody(session: AsyncSession, code: str, *, limit: int) -> Sequence[Row[Any]]:
    """Some of those who meet all criteria of a published badge that they do not have yet."""
    return (await session.execute(REACHED_BY_EVERYBODY, {"code": code, "limit": limit})).all()


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """What can be earned, for everybody; drafts and what is over, for who manages badges."""
    if actor.may(Permission.MANAGE_BADGES):
        return true()
    offered: ColumnElement[bool] = badges.c.state == State.PUBLISHED.value
    return offered


CRITERIA = (
    select(
        func.coalesce(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object("reason", requirements.c.reason, "times", requirements.c.times),
                    requirements.c.reason,
                )
            ),
            text("'[]'::jsonb"),
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


async def visible(session: AsyncSession, actor: Actor, code: str, *, now: datetime) -> Any:
    """One badge with its criteria; hidden and missing look the same."""
    return await one(LIST, session, actor, code, now=now)


async def award_of(session: AsyncSession, actor: Actor, award_id: UUID, *, now: datetime) -> Any:
    """One badge that somebody earned, with its words."""
    return await one(AWARDS, session, actor, award_id, now=now)


async def criteria(session: AsyncSession, code: str) -> Sequence[Row[Any]]:
    """What a badge asks for."""
    return (await session.execute(select(requirements).where(requirements.c.badge_code == code))).all()


async def forget_criteria(session: AsyncSession, code: str) -> None:
    """To be replaced by others in the same transaction."""
    await session.execute(delete(requirements).where(requirements.c.badge_code == code))


async def next_position(session: AsyncSession) -> int:
    """Behind all others; equal places are told apart by their codes."""
    return int((await session.execute(select(func.coalesce(func.max(badges.c.position), 0) + 1))).scalar_one())


async def locked(session: AsyncSession, code: str) -> Badge:
    """Two community managers may change it at once."""
    statement = select(Badge).where(badges.c.code == code).with_for_update()
    found: Badge | None = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def locked_award(session: AsyncSession, person_id: UUID, award_id: UUID) -> AwardedBadge:
    """One of the person's own badges; another's looks missing."""
    statement = select(AwardedBadge).where(and_(awarded.c.id == award_id, awarded.c.person_id == person_id))
    found: AwardedBadge | None = (await session.execute(statement.with_for_update())).scalar_one_or_none()
    if found is None:
        raise Missing
    return found
