"""How far each followed feed has been applied here, by which event, and why it stands still if it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, RowMapping, Table, Text, Uuid, case, func, null, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field

from service_kit.data.database import AsyncSession, KitTable, instant_column, json_column


class FeedState(StrEnum):
    FOLLOWING = "following"
    STOPPED = "stopped"
    """An event cannot be applied; it is tried again and again."""
    REWOUND = "rewound"
    """The publisher's history is another one than was read here; nothing is applied before a repair."""


class FeedCursor(KitTable, table=True):
    """The last event applied, by position and key; `rewound` is what the publisher answered when it knew it no more."""

    __tablename__ = "feed_cursors"

    source: str = Field(sa_type=Text, primary_key=True)
    position: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    head: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    stopped_at: datetime | None = instant_column(nullable=True)
    error: str | None = Field(default=None, sa_type=Text)
    updated_at: datetime = instant_column(default_now=True)
    eventkey: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True))
    epoch: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True))
    rewound_at: datetime | None = instant_column(nullable=True)
    rewound: dict[str, Any] | None = json_column(nullable=True)
    differs: list[str] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))
    """The kinds whose replica was another than the publisher's when they were compared last; null before that."""
    compared_at: datetime | None = instant_column(nullable=True)


cursors: Table = FeedCursor.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a follower stands; `eventkey` is None before the first event and for one from before events had keys."""

    position: int
    eventkey: UUID | None = None
    state: FeedState = FeedState.FOLLOWING


def state_of(row: RowMapping) -> FeedState:
    """The state of a feed whose cursor this is."""
    if row["rewound_at"] is not None:
        return FeedState.REWOUND
    return FeedState.STOPPED if row["stopped_at"] is not None else FeedState.FOLLOWING


async def read_cursors(session: AsyncSession) -> Sequence[RowMapping]:
    """The cursor of every feed followed here, by source."""
    return (await session.execute(select(cursors).order_by(cursors.c.source))).mappings().all()


async def open_cursor(session: AsyncSession, source: str) -> Cursor:
    """The cursor of one feed, made at its beginning if it is new."""
    await session.execute(insert(cursors).values(source=source).on_conflict_do_nothing())
    row = (await session.execute(select(cursors).where(cursors.c.source == source))).mappings().one()
    return Cursor(row["position"], row["eventkey"], state_of(row))


async def advance(session: AsyncSession, source: str, *, after: int, to: Cursor, head: int, epoch: UUID | None) -> bool:
    """Move the cursor from one event to a later one. False when somebody else moved it, or the feed was rewound."""
    moved = await session.execute(
        update(cursors)
        .where(cursors.c.source == source, cursors.c.position == after, cursors.c.rewound_at.is_(None))
        .values(
            position=to.position,
            eventkey=to.eventkey,
            epoch=epoch or cursors.c.epoch,
            head=max(head, to.position),
            updated_at=func.now(),
        )
        .returning(cursors.c.source)
    )
    return moved.first() is not None


async def name_event(session: AsyncSession, source: str, position: int, eventkey: UUID) -> None:
    """Learn the key of the event at which the cursor stands."""
    nameless = update(cursors).where(
        cursors.c.source == source, cursors.c.position == position, cursors.c.eventkey.is_(None)
    )
    await session.execute(nameless.values(eventkey=eventkey))


async def stop(session: AsyncSession, source: str, sentence: str) -> None:
    """The feed stands still since the first time this was said; `sentence` may quote the event."""
    since = case((cursors.c.stopped_at.is_(None), func.now()), else_=cursors.c.stopped_at)
    stopped = update(cursors).where(cursors.c.source == source)
    await session.execute(stopped.values(stopped_at=since, error=sentence[:2000], updated_at=func.now()))


async def resume(session: AsyncSession, source: str) -> None:
    """The event that could not be applied was applied."""
    mended = update(cursors).where(cursors.c.source == source)
    await session.execute(mended.values(stopped_at=null(), error=null(), updated_at=func.now()))


async def rewind(session: AsyncSession, source: str, answer: Mapping[str, Any]) -> bool:
    """The publisher knows our last event no more: apply nothing until it is repaired. False when that was known."""
    found = await session.execute(
        update(cursors)
        .where(cursors.c.source == source, cursors.c.rewound_at.is_(None))
        .values(rewound_at=func.now(), rewound=dict(answer), stopped_at=null(), error=null(), updated_at=func.now())
        .returning(cursors.c.source)
    )
    return found.first() is not None


async def follow_on(session: AsyncSession, source: str, *, at: Cursor, epoch: UUID) -> None:
    """After a repair: go on from there, in the history of this epoch."""
    repaired = update(cursors).where(cursors.c.source == source)
    await session.execute(
        repaired.values(
            position=at.position,
            eventkey=at.eventkey,
            epoch=epoch,
            head=at.position,
            rewound_at=null(),
            rewound=null(),
            stopped_at=null(),
            error=null(),
            differs=null(),
            compared_at=null(),
            updated_at=func.now(),
        )
    )


async def note_comparison(session: AsyncSession, source: str, differs: Sequence[str], *, now: datetime) -> None:
    """Which kinds of things were found to be others than the publisher's."""
    compared = update(cursors).where(cursors.c.source == source)
    await session.execute(compared.values(differs=sorted(differs), compared_at=now))
