"""Every SELECT on badges, and the statement that awards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.events.feed import outbox_insert, publishing
from service_kit.web.errors import Missing
from sqlalchemy import Row, and_, select, text

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
    SELECT m.person_id, m.badge_code FROM met m JOIN badges b ON b.code = m.badge_code AND b.conditions = m.met
    WHERE NOT EXISTS (
        SELECT FROM awarded_badges a WHERE a.person_id = m.person_id AND a.badge_code = m.badge_code)
    ORDER BY m.person_id, b.position
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


async def catalogue(session: AsyncSession) -> Sequence[Row[Any]]:
    """Every badge with its requirements, one row each, in order."""
    statement = (
        select(badges, requirements.c.reason, requirements.c.times)
        .join(requirements, requirements.c.badge_code == badges.c.code)
        .order_by(badges.c.position, badges.c.code, requirements.c.reason)
    )
    return (await session.execute(statement)).all()


async def held_by(session: AsyncSession, person_id: UUID, *, public_only: bool = False) -> Sequence[Row[Any]]:
    """A person's badges, newest first."""
    statement = (
        select(awarded, badges.c.title, badges.c.description, badges.c.axis)
        .join(badges, badges.c.code == awarded.c.badge_code)
        .where(awarded.c.person_id == person_id)
        .order_by(awarded.c.awarded_at.desc(), awarded.c.id.desc())
    )
    if public_only:
        statement = statement.where(awarded.c.visibility == "public")
    return (await session.execute(statement)).all()


async def own(session: AsyncSession, person_id: UUID, award_id: UUID) -> AwardedBadge:
    """One of the person's own badges, locked; another's looks missing."""
    statement = select(AwardedBadge).where(and_(awarded.c.id == award_id, awarded.c.person_id == person_id))
    found: AwardedBadge | None = (await session.execute(statement.with_for_update())).scalar_one_or_none()
    if found is None:
        raise Missing
    return found


async def badge(session: AsyncSession, code: str) -> Row[Any]:
    row = (await session.execute(select(badges).where(badges.c.code == code))).first()
    if row is None:
        raise Missing
    return row
