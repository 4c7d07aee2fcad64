"""Every SELECT on points, and the one statement that writes the ledger with all that is summed from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession, new_id
from service_kit.data.statements import Connected, Statement, run
from service_kit.domain.collections import By, Collection, Wanted, page_of
from service_kit.domain.filters import equals
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import Missing
from sqlalchemy import ColumnElement, Row, bindparam, select, text, true

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.point_rules.queries import in_force as rules_in_force
from advocacy_api.rewarding.points.rules import DayOf, Earned, Learned, PointRule, Reason, Today
from advocacy_api.rewarding.points.tables import PointBalance, PointEntry

entries = PointEntry.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
balances = PointBalance.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
SHOWN = ("id", "amount", "reason", "event_id", "created_at", "reverses_id", "note")

LOCK_BALANCES = text(
    "SELECT person_id, balance FROM point_balances WHERE person_id = ANY(CAST(:people AS uuid[])) "
    "ORDER BY person_id FOR UPDATE"
)
ADD_BALANCES = text(
    "INSERT INTO point_balances (person_id) SELECT person_id FROM unnest(CAST(:people AS uuid[])) AS person_id "
    "ORDER BY person_id ON CONFLICT DO NOTHING"
)
TOLD_BEFORE = text("SELECT event_id, reason FROM point_entries WHERE event_id = ANY(CAST(:events AS uuid[]))")
USED_ON_DAYS = text(
    """
    SELECT e.person_id, e.reason, CAST(e.created_at AT TIME ZONE 'UTC' AS date) AS day,
           count(*) AS times, sum(e.amount) AS points
    FROM point_entries e
    WHERE e.person_id = ANY(CAST(:people AS uuid[])) AND e.reason = ANY(CAST(:reasons AS text[]))
      AND e.created_at >= :since AND e.created_at < :until
    GROUP BY 1, 2, 3
    """
)
REVERSIBLE = text(
    """
    SELECT e.id, e.person_id, e.amount, e.reason, e.event_id, e.month,
           EXISTS (SELECT FROM point_entries r WHERE r.reverses_id = e.id) AS reversed
    FROM point_entries e WHERE e.event_id = ANY(CAST(:events AS uuid[])) AND e.reason = :reason
    """
)
# One round trip: the entries, the balances, the month's totals and the counts that badges are awarded by. The rows of
# point_balances are locked already, so nobody else is between the rules' decision and this.
WRITE = text(
    """
    WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS given (
            id uuid, person_id uuid, amount int, reason text, event_id uuid, created_at timestamptz, month date,
            reverses_id uuid, note text, counts_for text, times int)
    ), entry AS (
        INSERT INTO point_entries (id, person_id, amount, reason, event_id, created_at, month, reverses_id, note)
        SELECT id, person_id, amount, reason, event_id, created_at, month, reverses_id, note FROM given
        RETURNING person_id, amount, month
    ), balance AS (
        UPDATE point_balances b SET balance = b.balance + e.points
        FROM (SELECT person_id, sum(amount) AS points FROM entry GROUP BY person_id) e
        WHERE b.person_id = e.person_id
    ), total AS (
        INSERT INTO point_totals (month, person_id, points)
        SELECT month, person_id, sum(amount) FROM entry WHERE month IS NOT NULL GROUP BY month, person_id
        ON CONFLICT (month, person_id) DO UPDATE SET points = point_totals.points + EXCLUDED.points
    )
    INSERT INTO point_counts (person_id, reason, times)
    SELECT person_id, counts_for, sum(times) FROM given WHERE counts_for IS NOT NULL GROUP BY person_id, counts_for
    ON CONFLICT (person_id, reason) DO UPDATE SET times = point_counts.times + EXCLUDED.times
    """
)
# Of the same module the first completion counts, and the next one only after the days; told again it counts again,
# for the ledger to say that it has it.
COUNTING = text(
    """
    INSERT INTO module_awards AS known (person_id, module_id, completion_id, completed_at)
    SELECT DISTINCT ON (person_id, module_id) person_id, module_id, event_id, at
    FROM jsonb_to_recordset(CAST(:learned AS jsonb))
        AS learned (person_id uuid, module_id uuid, event_id uuid, at timestamptz)
    ORDER BY person_id, module_id, at, event_id
    ON CONFLICT (person_id, module_id) DO UPDATE
    SET completion_id = EXCLUDED.completion_id, completed_at = EXCLUDED.completed_at
    WHERE known.completion_id = EXCLUDED.completion_id
       OR known.completed_at + make_interval(hours => 24 * :days) <= EXCLUDED.completed_at
    RETURNING completion_id
    """
)
FORGET_COUNTING = text("DELETE FROM module_awards WHERE completion_id = ANY(CAST(:completions AS uuid[]))")
DRIFT = text(
    """
    SELECT coalesce(b.person_id, e.person_id) AS person_id, coalesce(b.balance, 0) AS balance, coalesce(e.sum, 0) AS sum
    FROM point_balances b
    FULL JOIN (SELECT person_id, sum(amount) AS sum FROM point_entries GROUP BY person_id) e USING (person_id)
    WHERE coalesce(b.balance, 0) <> coalesce(e.sum, 0) ORDER BY 1 LIMIT 100
    """
)
MONTH_DRIFT = text(
    """
    SELECT coalesce(t.person_id, e.person_id) AS person_id, coalesce(t.month, e.month) AS month,
           coalesce(t.points, 0) AS points, coalesce(e.sum, 0) AS sum
    FROM point_totals t
    FULL JOIN (SELECT person_id, month, sum(amount) AS sum FROM point_entries WHERE month IS NOT NULL
               GROUP BY person_id, month) e USING (person_id, month)
    WHERE coalesce(t.points, 0) <> coalesce(e.sum, 0) ORDER BY 1, 2 LIMIT 100
    """
)


@dataclass(frozen=True)
class NewEntry:
    """A row to be: `counts_for` and `times` say which count of the person it moves, if any."""

    person_id: UUID
    amount: int
    reason: Reason
    event_id: UUID
    at: datetime
    month: date | None
    counts_for: Reason | None = None
    times: int = 0
    reverses_id: UUID | None = None
    note: str | None = None


async def lock_balances(session: AsyncSession, people: set[UUID]) -> dict[UUID, int]:
    """Everyone's balance, locked in the order of ids, so that two writers wait for each other and never in a ring."""
    wanted = {"people": sorted(people)}
    found = (await session.execute(LOCK_BALANCES, wanted)).all()
    if len(found) < len(people):
        await session.execute(ADD_BALANCES, wanted)
        found = (await session.execute(LOCK_BALANCES, wanted)).all()
    return {row.person_id: row.balance for row in found}


async def point_rules(session: AsyncSession) -> dict[str, PointRule]:
    """What each act is worth now."""
    rows = await rules_in_force(session)
    return {row.reason: PointRule(row.reason, row.amount, row.daily_cap, row.diminishing) for row in rows}


async def told_before(session: AsyncSession, earned: Sequence[Earned]) -> frozenset[tuple[UUID, str]]:
    """Which of these are in the ledger already; a completion whose reversal came first counts as told."""
    rows = (await session.execute(TOLD_BEFORE, {"events": sorted({one.event_id for one in earned})})).all()
    told = {(row.event_id, row.reason) for row in rows}
    told |= {(event, Reason.COMPLETION.value) for event, reason in told if reason == Reason.COMPLETION_REVERSED}
    return frozenset(told)


async def used_on_days(
    session: AsyncSession, people: set[UUID], reasons: set[str], since: datetime, until: datetime
) -> dict[DayOf, Today]:
    """What these reasons brought these people on each day (UTC) of the span."""
    wanted = {"people": sorted(people), "reasons": sorted(reasons), "since": since, "until": until}
    rows = (await session.execute(USED_ON_DAYS, wanted)).all()
    return {(row.person_id, row.reason, row.day): Today(row.times, row.points) for row in rows}


async def counting(session: AsyncSession, learned: Sequence[Learned], *, days: int) -> set[UUID]:
    """The completions that may earn points: not those of a module that earned some a short while ago."""
    rows = [
        {
            "person_id": str(one.person_id),
            "module_id": str(one.module_id),
            "event_id": str(one.event_id),
            "at": one.at.isoformat(),
        }
        for one in learned
    ]
    return set((await session.execute(COUNTING, {"learned": json.dumps(rows), "days": days})).scalars())


async def forget_counting(session: AsyncSession, completions: Sequence[UUID]) -> None:
    """What was taken back may be learned again."""
    await session.execute(FORGET_COUNTING, {"completions": list(completions)})


async def reversible(session: AsyncSession, events: Sequence[UUID], reason: Reason) -> Sequence[Row[Any]]:
    """The entries of these events, and whether each was reversed already."""
    return (await session.execute(REVERSIBLE, {"events": list(events), "reason": reason.value})).all()


async def write(session: AsyncSession, new: Sequence[NewEntry]) -> None:
    """Into the ledger, the balances, the totals and the counts, in one statement."""
    if not new:
        return
    # One JSON parameter: for thousands of rows it is made several times faster than an array per column.
    rows = [
        {
            "id": str(new_id()),
            "person_id": str(entry.person_id),
            "amount": entry.amount,
            "reason": entry.reason.value,
            "event_id": str(entry.event_id),
            "created_at": entry.at.isoformat(),
            "month": entry.month.isoformat() if entry.month else None,
            "reverses_id": str(entry.reverses_id) if entry.reverses_id else None,
            "note": entry.note,
            "counts_for": entry.counts_for.value if entry.counts_for else None,
            "times": entry.times,
        }
        for entry in new
    ]
    await session.execute(WRITE, {"entries": json.dumps(rows)})


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Everybody's entries for who reads points, and the caller's own."""
    if actor.may(Permission.READ_POINTS) or actor.may(Permission.MANAGE_POINTS):
        return true()
    own: ColumnElement[bool] = entries.c.person_id == actor.person_id
    return own


async def entry(session: AsyncSession, entry_id: UUID) -> Row[Any]:
    row = (await session.execute(select(entries).where(entries.c.id == entry_id))).first()
    if row is None:
        raise Missing
    return row


LIST = Collection(
    "points",
    select(*(entries.c[name] for name in SHOWN)),
    key=entries.c.id,
    sorts={"created_at": (By(entries.c.created_at),), "amount": (By(entries.c.amount),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"reason": equals(entries.c.reason, Reason)},
    within=entries.c.person_id == bindparam("person"),
    personal=True,
)


_BALANCE = Statement(select(balances.c.balance).where(balances.c.person_id == bindparam("person")))
_THEIRS = select(balances.c.balance).where(balances.c.person_id == entries.c.person_id).scalar_subquery()
_WITH_BALANCE = replace(
    LIST,
    rows=select(
        *(entries.c[name] for name in SHOWN),
        _THEIRS.label("balance"),
    ),
)


async def points_of(
    connection: Connected, actor: Actor, wanted: Wanted, person_id: UUID, *, now: datetime
) -> tuple[int, Sequence[Any], str | None]:
    """A person's balance and entries, newest first; one statement, so that the two are of the same moment."""
    whose = {"person": person_id}
    rows, cursor = await page_of(_WITH_BALANCE, connection, actor, wanted, now=now, values=whose)
    if rows:
        return int(rows[0].balance), rows, cursor
    return int(await run(connection, _BALANCE.value(person=person_id)) or 0), rows, cursor


async def drift(session: AsyncSession) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Balances and monthly totals that differ from the sum of the ledger; both empty unless something is broken."""
    return (await session.execute(DRIFT)).all(), (await session.execute(MONTH_DRIFT)).all()
