"""Rows of repairs and of what was lost with a publisher's history, and every statement on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    false,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Field

from service_kit.data.database import AsyncSession, KitTable, instant_column, json_column, new_id
from service_kit.data.statements import Statement, run
from service_kit.events.feed_cursors import cursors
from service_kit.events.feed_state import Things

PASSING = (OperationalError, InterfaceError, psycopg.OperationalError, OSError)
"""The database is away: a repair is resumed when it is back."""


class RepairStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class FeedRepair(KitTable, table=True):
    """One run over a feed's replicas: `step` is the kind at work, `cursor` and `after` the place reached in it."""

    __tablename__ = "feed_repairs"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'running', 'succeeded', 'failed')", name="status"),
        # However many ask at once, one repair of a feed is under way.
        Index(
            "uq_feed_repairs_running",
            "source",
            unique=True,
            postgresql_where=text("status IN ('queued', 'running')"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    source: str = Field(sa_type=Text, index=True)
    dry_run: bool
    status: str = Field(default=RepairStatus.QUEUED.value, sa_type=Text)
    requested_by: UUID
    requested_at: datetime = instant_column()
    finished_at: datetime | None = instant_column(nullable=True)
    step: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    cursor: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    pages: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    done: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    epoch: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True))
    as_of: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    as_of_key: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True))
    result: dict[str, Any] | None = json_column(nullable=True)
    error: str | None = Field(default=None, sa_type=Text)


class FeedLoss(KitTable, table=True):
    """A thing that the publisher knew in a history that is gone.

    `gone`: it knows it no more at all. `kept`: append-only records here were made of what it lost.
    """

    __tablename__ = "feed_losses"
    __table_args__ = (
        CheckConstraint("decision IN ('keep', 'reverse')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_by IS NULL)", name="decided"),
        Index("ix_feed_losses_undecided", "source", "kind", postgresql_where=text("kept AND decision IS NULL")),
    )

    source: str = Field(sa_type=Text, primary_key=True)
    kind: str = Field(sa_type=Text, primary_key=True)
    thing: str = Field(sa_type=Text, primary_key=True)
    repair_id: UUID = Field(foreign_key="feed_repairs.id", index=True)
    lost_at: datetime = instant_column()
    gone: bool
    kept: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    decision: str | None = Field(default=None, sa_type=Text)
    decided_by: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime | None = instant_column(nullable=True)


repairs: Table = FeedRepair.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
losses: Table = FeedLoss.__table__  # type: ignore[attr-defined]  # as above
UNDER_WAY = (RepairStatus.QUEUED.value, RepairStatus.RUNNING.value)


class Overtaken(Exception):
    """Another worker took this repair further; nothing of ours was applied."""


class Counts(NamedTuple):
    """What one page of one kind came to."""

    kind: str
    same: int = 0
    changed: int = 0
    missing_here: int = 0
    unknown_there: int = 0
    kept: int = 0

    def added_to(self, result: dict[str, Any] | None) -> dict[str, Any]:
        """The result so far with this page in it."""
        sums = dict(result or {})
        known = sums.get(self.kind, {})
        figures = self._asdict()
        figures.pop("kind")
        sums[self.kind] = {name: known.get(name, 0) + count for name, count in figures.items()}
        return sums


def without_lost(things: Things, source: str) -> Things:
    """Without those that the publisher was found not to know; both names are declared by rooms."""
    lost = (
        f"NOT EXISTS (SELECT FROM feed_losses lost WHERE lost.source = '{source}' AND lost.kind = '{things.kind}' "
        f"AND lost.gone AND lost.thing = CAST({things.key} AS text))"
    )
    return replace(things, where=f"({things.where}) AND {lost}")


_LOCKED = Statement(select(*cursors.c).where(cursors.c.source == bindparam("source", type_=Text)).with_for_update())


async def locked_cursor(session: AsyncSession, source: str) -> Any | None:
    """The cursor of a followed feed; whoever proposes a repair of it waits for whoever does so now."""
    return await run(session, _LOCKED.first(source=source))


async def proposers(session: AsyncSession, source: str, *, since: datetime) -> Sequence[UUID]:
    """Who has made a dry run of this feed to its end since a moment."""
    statement = (
        select(repairs.c.requested_by)
        .distinct()
        .where(
            repairs.c.source == source,
            repairs.c.dry_run.is_(true()),
            repairs.c.status == RepairStatus.SUCCEEDED.value,
            repairs.c.requested_at >= since,
        )
    )
    return (await session.execute(statement)).scalars().all()


async def find(session: AsyncSession, source: str, repair_id: UUID) -> FeedRepair | None:
    """One repair of this feed."""
    found = await session.get(FeedRepair, repair_id)
    return found if found is not None and found.source == source else None


async def under_way(session: AsyncSession, source: str) -> UUID | None:
    """The repair of this feed that is to be done, or to be gone on with."""
    waiting = select(repairs.c.id).where(repairs.c.source == source, repairs.c.status.in_(UNDER_WAY))
    return (await session.execute(waiting)).scalar_one_or_none()


async def begin(session: AsyncSession, repair_id: UUID) -> FeedRepair | None:
    """The repair as it stands, under way from now on."""
    started = update(repairs).where(repairs.c.id == repair_id, repairs.c.status.in_(UNDER_WAY))
    await session.execute(started.values(status=RepairStatus.RUNNING.value))
    return await session.get(FeedRepair, repair_id, populate_existing=True)


async def wait_for_turn(session: AsyncSession, repair: FeedRepair) -> None:
    """Lock the repair at the place we read it at; a worker that was thought dead may have gone further."""
    same_place = select(repairs.c.id).where(
        repairs.c.id == repair.id,
        repairs.c.pages == repair.pages,
        repairs.c.status == RepairStatus.RUNNING.value,
    )
    if (await session.execute(same_place.with_for_update())).first() is None:
        raise Overtaken(str(repair.id))


async def advance(
    session: AsyncSession, repair: FeedRepair, *, cursor: str | None, until: str | None, found: Counts
) -> None:
    """One page further; without a cursor the next kind begins."""
    figures = found.same + found.changed + found.missing_here + found.unknown_there
    await session.execute(
        update(repairs)
        .where(repairs.c.id == repair.id)
        .values(
            step=repair.step if cursor is not None else repair.step + 1,
            cursor=cursor,
            after=until,
            pages=repair.pages + 1,
            done=repair.done + figures,
            epoch=repair.epoch,
            as_of=repair.as_of,
            as_of_key=repair.as_of_key,
            result=found.added_to(repair.result),
        )
    )


async def succeed(session: AsyncSession, repair_id: UUID, *, now: datetime) -> None:
    """It came to its end."""
    done = update(repairs).where(repairs.c.id == repair_id)
    await session.execute(done.values(status=RepairStatus.SUCCEEDED.value, finished_at=now))


async def fail(session: AsyncSession, repair_id: UUID, sentence: str, *, now: datetime) -> None:
    """It cannot go on; what it has changed so far is as the publisher said."""
    failed = update(repairs).where(repairs.c.id == repair_id, repairs.c.status.in_(UNDER_WAY))
    values = {"status": RepairStatus.FAILED.value, "error": sentence[:2000], "finished_at": now}
    await session.execute(failed.values(values))


_NOTE_LOST = text(
    "INSERT INTO feed_losses (source, kind, thing, repair_id, lost_at, gone, kept) "
    "SELECT :source, :kind, thing, :repair, :now, thing = ANY(:gone), thing = ANY(:kept) FROM unnest(:things) AS thing "
    "ON CONFLICT DO NOTHING"
).bindparams(*(bindparam(name, type_=ARRAY(Text)) for name in ("things", "gone", "kept")))


async def note_lost(
    session: AsyncSession, repair: FeedRepair, kind: str, unknown: Sequence[str], kept: set[str], *, now: datetime
) -> None:
    """Remember what the publisher knows no more, and what was made here of it."""
    if things := sorted({*unknown, *kept}):
        values = {"source": repair.source, "kind": kind, "repair": repair.id, "now": now}
        await session.execute(_NOTE_LOST, {**values, "things": things, "gone": list(unknown), "kept": sorted(kept)})


async def forget_lost(session: AsyncSession, source: str, kind: str, told: Sequence[str]) -> None:
    """What the publisher tells of again is not gone."""
    if told:
        again = losses.c.source == source, losses.c.kind == kind, losses.c.gone.is_(true())
        await session.execute(delete(losses).where(*again, losses.c.thing.in_(told)))


def kept_of(source: str, kind: str | None) -> Select[Any]:
    """Records that were made from lost events, as columns; the caller orders and pages."""
    statement = select(*losses.c).where(losses.c.source == source, losses.c.kept.is_(true()))
    return statement.where(losses.c.kind == kind) if kind is not None else statement


async def undecided(session: AsyncSession, source: str, kind: str) -> Sequence[str]:
    """The things of a kind whose records wait for a decision, locked: two admins may decide at once."""
    waiting = (
        select(losses.c.thing)
        .where(losses.c.source == source, losses.c.kind == kind, losses.c.kept.is_(true()), losses.c.decision.is_(None))
        .order_by(losses.c.thing)
        .with_for_update()
    )
    return (await session.execute(waiting)).scalars().all()


async def note_decision(
    session: AsyncSession, source: str, kind: str, decision: str, by: str, *, now: datetime
) -> None:
    """What an admin decided about all of a kind that waited."""
    waiting = update(losses).where(
        losses.c.source == source, losses.c.kind == kind, losses.c.kept.is_(true()), losses.c.decision.is_(None)
    )
    await session.execute(waiting.values(decision=decision, decided_by=by, decided_at=now))
