"""How far each followed feed has been applied here, by which event, and why it stands still if it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Table, Text, Uuid, bindparam, func, null, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field

from service_kit.data.database import AsyncSession, KitTable, instant_column, json_column
from service_kit.data.statements import Connected, Statement, pipeline, run


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


_SOURCE = bindparam("source", type_=Text)
_HERE = update(cursors).where(cursors.c.source == _SOURCE)
_ALL = Statement(select(*cursors.c).order_by(cursors.c.source))
_OPENED = insert(cursors).values(source=_SOURCE, position=0, head=0, updated_at=func.now())
_OPEN = Statement(_OPENED.on_conflict_do_nothing())
_ONE = Statement(select(*cursors.c).where(cursors.c.source == _SOURCE))
_ADVANCE = Statement(
    _HERE.where(cursors.c.position == bindparam("after", type_=BigInteger), cursors.c.rewound_at.is_(None)).values(
        position=bindparam("to", type_=BigInteger),
        eventkey=bindparam("key", type_=Uuid),
        epoch=func.coalesce(bindparam("history", type_=Uuid), cursors.c.epoch),
        head=bindparam("newest", type_=BigInteger),
        updated_at=func.now(),
    )
)
_NAME = Statement(
    _HERE.where(cursors.c.position == bindparam("at", type_=BigInteger), cursors.c.eventkey.is_(None)).values(
        eventkey=bindparam("key", type_=Uuid)
    )
)
_STOP = Statement(
    _HERE.values(
        stopped_at=func.coalesce(cursors.c.stopped_at, func.now()),
        error=bindparam("sentence", type_=Text),
        updated_at=func.now(),
    )
)
_RESUME = Statement(_HERE.values(stopped_at=null(), error=null(), updated_at=func.now()))
_REWIND = Statement(
    _HERE.where(cursors.c.rewound_at.is_(None)).values(
        rewound_at=func.now(),
        rewound=bindparam("answer", type_=JSONB),
        stopped_at=null(),
        error=null(),
        updated_at=func.now(),
    )
)
_FOLLOW_ON = Statement(
    _HERE.values(
        position=bindparam("at", type_=BigInteger),
        eventkey=bindparam("key", type_=Uuid),
        epoch=bindparam("history", type_=Uuid),
        head=bindparam("at", type_=BigInteger),
        rewound_at=null(),
        rewound=null(),
        stopped_at=null(),
        error=null(),
        differs=null(),
        compared_at=null(),
        updated_at=func.now(),
    )
)
_COMPARED = Statement(
    _HERE.values(differs=bindparam("kinds", type_=JSONB), compared_at=bindparam("now", type_=DateTime(timezone=True)))
)


def state_of(row: Any) -> FeedState:
    """The state of a feed whose cursor this is."""
    if row.rewound_at is not None:
        return FeedState.REWOUND
    return FeedState.STOPPED if row.stopped_at is not None else FeedState.FOLLOWING


async def read_cursors(on: Connected) -> Sequence[Any]:
    """The cursor of every feed followed here, by source."""
    return await run(on, _ALL.rows())


async def open_cursor(session: AsyncSession, source: str) -> Cursor:
    """The cursor of one feed, made at its beginning if it is new."""
    _, row = await pipeline(session, _OPEN.count(source=source), _ONE.first(source=source))
    return Cursor(row.position, row.eventkey, state_of(row))


async def advance(session: AsyncSession, source: str, *, after: int, to: Cursor, head: int, epoch: UUID | None) -> bool:
    """Move the cursor from one event to a later one. False when somebody else moved it, or the feed was rewound."""
    newest = max(head, to.position)
    moved = _ADVANCE.count(source=source, after=after, to=to.position, key=to.eventkey, history=epoch, newest=newest)
    return await run(session, moved) == 1


async def name_event(session: AsyncSession, source: str, position: int, eventkey: UUID) -> None:
    """Learn the key of the event at which the cursor stands."""
    await run(session, _NAME.count(source=source, at=position, key=eventkey))


async def stop(session: AsyncSession, source: str, sentence: str) -> None:
    """The feed stands still since the first time this was said; `sentence` may quote the event."""
    await run(session, _STOP.count(source=source, sentence=sentence[:2000]))


async def resume(session: AsyncSession, source: str) -> None:
    """The event that could not be applied was applied."""
    await run(session, _RESUME.count(source=source))


async def rewind(session: AsyncSession, source: str, answer: Mapping[str, Any]) -> bool:
    """The publisher knows our last event no more: apply nothing until it is repaired. False when that was known."""
    return await run(session, _REWIND.count(source=source, answer=dict(answer))) == 1


async def follow_on(session: AsyncSession, source: str, *, at: Cursor, epoch: UUID) -> None:
    """After a repair: go on from there, in the history of this epoch."""
    await run(session, _FOLLOW_ON.count(source=source, at=at.position, key=at.eventkey, history=epoch))


async def note_comparison(session: AsyncSession, source: str, differs: Sequence[str], *, now: datetime) -> None:
    """Which kinds of things were found to be others than the publisher's."""
    await run(session, _COMPARED.count(source=source, kinds=sorted(differs), now=now))
