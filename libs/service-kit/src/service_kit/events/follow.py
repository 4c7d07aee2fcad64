"""Follow a sibling's feed: every event takes effect once, in order, whatever crashes; a bad one stops it loudly."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import psycopg
import structlog
from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Column, RowMapping, Table, Text, case, func, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlmodel import Field

from service_kit.data.database import AsyncSession, Database, KitTable, instant_column, plain_url
from service_kit.events.feed import Event
from service_kit.events.siblings import Sibling, SiblingRefused
from service_kit.observe import telemetry
from service_kit.observe.trace import enter_trace
from service_kit.web.errors import SiblingAway

PAGE = 2000
WAIT_SECONDS = 25
STAND_BY_SECONDS = 1.0
BACK_OFF_SECONDS = (0.2, 10.0)
PASSING = (OperationalError, InterfaceError, psycopg.OperationalError, SiblingAway, OSError)
Handler = Callable[[AsyncSession, Sequence[Event]], Awaitable[None]]
log = structlog.get_logger(__name__)
_events = TypeAdapter(list[Event])


class FeedCursor(KitTable, table=True):
    """How far one feed has been applied here, and why it stands still if it does."""

    __tablename__ = "feed_cursors"

    source: str = Field(sa_type=Text, primary_key=True)
    position: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    head: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    stopped_at: datetime | None = instant_column(nullable=True)
    error: str | None = Field(default=None, sa_type=Text)
    updated_at: datetime = instant_column(default_now=True)


cursors: Table = FeedCursor.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__


class Overtaken(Exception):
    """Another follower moved the cursor meanwhile; nothing of ours was applied."""


class Stopped(Exception):
    """An event cannot be applied; everything before it is, nothing after it will be."""


@dataclass
class Follower:
    """Applies a sibling's events with the handler of their type; types without a handler are passed over."""

    source: str
    handlers: Mapping[str, Handler]
    page: int = PAGE
    wait_seconds: int = WAIT_SECONDS
    back_off: tuple[float, float] = BACK_OFF_SECONDS
    stand_by_seconds: float = STAND_BY_SECONDS
    _failures: int = field(default=0, init=False)
    _stopped: bool = field(default=False, init=False)

    async def run(self, database: Database, sibling: Sibling) -> None:
        """Follow until cancelled. Any number of processes may run this; one of them applies, the others stand by."""
        while True:
            try:
                async with _leadership(database, self.source) as lock:
                    if lock is not None:
                        await self._lead(database, sibling, lock)
                self._failures = 0
                await asyncio.sleep(self.stand_by_seconds)
                continue
            except Overtaken:
                log.info("follower_overtaken", source=self.source)
            except Stopped as stop:
                log.error("follower_stopped", source=self.source, error=str(stop))
            except SiblingRefused as refusal:
                log.error("follower_stopped", source=self.source, error=refusal.detail)
                await self._try_recording(database, refusal.detail)
            except PASSING as fault:
                log.info("follower_waits", source=self.source, fault=type(fault).__name__)
            except Exception as fault:  # a feed that stops must say so, whatever the fault
                log.error("follower_stopped", source=self.source, exc_info=fault)
                await self._try_recording(database, repr(fault))
            await asyncio.sleep(self._pause())

    def _pause(self) -> float:
        shortest, longest = self.back_off
        self._failures += 1
        return float(min(longest, shortest * 2 ** min(self._failures, 10)) * random.uniform(0.5, 1.0))

    async def _lead(self, database: Database, sibling: Sibling, lock: psycopg.AsyncConnection[Any]) -> None:
        position, self._stopped = await self._start(database)
        # The next page is asked for while this one is applied.
        ahead = asyncio.create_task(self._read(sibling, position))
        try:
            while True:
                events, head = await ahead
                ahead = asyncio.create_task(self._read(sibling, events[-1].position if events else position))
                # The lock lives with its connection: whoever lost it stops here; the cursor would refuse her anyway.
                await lock.execute("SELECT 1")
                if events:
                    position = await self.apply(database, events, after=position, head=head)
                if self._stopped:
                    await self._resume(database)
                self._failures = 0
                telemetry.feed_position.labels(self.source).set(position)
                telemetry.feed_lag.labels(self.source).set(max(0, head - position))
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    async def _read(self, sibling: Sibling, position: int) -> tuple[list[Event], int]:
        # While stopped, one event at a time: the next one is the one that could not be applied.
        limit = 1 if self._stopped else self.page
        wanted = {"after": position, "limit": limit, "timeout": self.wait_seconds}
        answer = await sibling.ask("GET", "/v1/feed", params=wanted, timeout=self.wait_seconds + 5)
        events = _events.validate_json(answer.content)
        return events, int(answer.headers.get("feed-head", events[-1].id if events else position))

    async def apply(self, database: Database, events: Sequence[Event], *, after: int, head: int = 0) -> int:
        """Apply events in order, all in one transaction; answers the new position.

        When they cannot be applied together they are halved until the one that fails stands alone.
        """
        try:
            await self._apply_together(database, events, after, head)
        except (*PASSING, Overtaken):
            raise
        except Exception as fault:  # a handler may fail in any way; the event that makes it fail is looked for
            if len(events) == 1:
                await self._record_stop(database, _sentence(events[0], fault))
                raise Stopped(_sentence(events[0], fault)) from fault
        else:
            return events[-1].position
        middle = len(events) // 2
        position = await self.apply(database, events[:middle], after=after, head=head)
        return await self.apply(database, events[middle:], after=position, head=head)

    async def _apply_together(self, database: Database, events: Sequence[Event], after: int, head: int) -> None:
        async with database.write() as session:
            moved = await session.execute(
                update(cursors)
                .where(cursors.c.source == self.source, cursors.c.position == after)
                .values(position=events[-1].position, head=max(head, events[-1].position), updated_at=func.now())
                .returning(cursors.c.source)
            )
            if moved.first() is None:
                raise Overtaken(self.source)
            for kind, group in groupby(events, key=lambda event: event.type):
                handler = self.handlers.get(kind)
                if handler is not None:
                    batch = list(group)
                    enter_trace(batch[0].traceparent)
                    await handler(session, batch)
        telemetry.feed_applied.labels(self.source).inc(len(events))

    async def _start(self, database: Database) -> tuple[int, bool]:
        async with database.write() as session:
            await session.execute(insert(cursors).values(source=self.source).on_conflict_do_nothing())
            found = await session.execute(
                select(cursors.c.position, cursors.c.stopped_at).where(cursors.c.source == self.source)
            )
            position, stopped_at = found.one()
        telemetry.feed_stopped.labels(self.source).set(stopped_at is not None)
        return position, stopped_at is not None

    async def _record_stop(self, database: Database, sentence: str) -> None:
        self._stopped = True
        telemetry.feed_stopped.labels(self.source).set(1)
        since = case((cursors.c.stopped_at.is_(None), func.now()), else_=cursors.c.stopped_at)
        async with database.write() as session:
            stop = update(cursors).where(cursors.c.source == self.source)
            await session.execute(stop.values(stopped_at=since, error=sentence[:2000], updated_at=func.now()))

    async def _try_recording(self, database: Database, sentence: str) -> None:
        try:
            await self._record_stop(database, sentence)
        except (*PASSING, SQLAlchemyError) as fault:
            log.warning("follower_waits", source=self.source, fault=type(fault).__name__)

    async def _resume(self, database: Database) -> None:
        async with database.write() as session:
            mended = update(cursors).where(cursors.c.source == self.source)
            await session.execute(mended.values(stopped_at=null(), error=null(), updated_at=func.now()))
        self._stopped = False
        telemetry.feed_stopped.labels(self.source).set(0)
        log.info("follower_resumed", source=self.source)


def _sentence(event: Event, fault: Exception) -> str:
    return f"event {event.id} ({event.type}) cannot be applied: {type(fault).__name__}: {fault}"


@asynccontextmanager
async def _leadership(database: Database, source: str) -> AsyncIterator[psycopg.AsyncConnection[Any] | None]:
    """A connection that holds this feed's lock for as long as it lives, or None when another process leads."""
    connection = await psycopg.AsyncConnection.connect(
        plain_url(database.url), autocommit=True, connect_timeout=5, keepalives_idle=5, application_name="follower"
    )
    async with connection:
        key = f"service_kit.follow.{source}"
        taken = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        row = await taken.fetchone()
        yield connection if row and row[0] else None


async def read_cursors(session: AsyncSession) -> Sequence[RowMapping]:
    """Every feed followed here: source, position, head, stopped_at, error, updated_at."""
    return (await session.execute(select(cursors).order_by(cursors.c.source))).mappings().all()
