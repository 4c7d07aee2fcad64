"""Follow a sibling's feed: every event takes effect once, in order, whatever crashes; a bad one stops it loudly."""

import asyncio
import math
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
import structlog
from pydantic import ConfigDict, TypeAdapter
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from service_kit.data.database import AsyncSession, Database, plain_url
from service_kit.events import feed_cursors, feed_repair, feed_repairs
from service_kit.events.feed import Event
from service_kit.events.feed_cursors import Cursor, FeedState
from service_kit.events.feed_repair import Replica
from service_kit.events.siblings import Sibling, SiblingRefused
from service_kit.observe import telemetry
from service_kit.observe.trace import enter_trace, enter_work
from service_kit.web.errors import SiblingAway
from service_kit.work.background import start_shared

PAGE = 1000
WAIT_SECONDS = 25
STAND_BY_SECONDS = 1.0
GATHER_SECONDS = 0.05
"""The shortest time between two pages. An event that comes alone is taken at once; in a burst many share a turn."""
BACK_OFF_SECONDS = (0.2, 10.0)
PASSING = (OperationalError, InterfaceError, psycopg.OperationalError, SiblingAway, OSError)
Handler = Callable[[AsyncSession, Sequence[Event]], Awaitable[None]]
log = structlog.get_logger(__name__)
# Pydantic would keep thousands of the strings it read last. Each comes from another place of a page's memory, and one
# that is kept holds the whole place: after a long catch-up a worker had twice the memory that it uses.
_events = TypeAdapter(list[Event], config=ConfigDict(cache_strings="keys"))


SET_BACK = frozenset({"FeedRewound", "CursorAhead"})
"""How a publisher says that it does not know the event we stand at."""


class Overtaken(Exception):
    """Another follower moved the cursor meanwhile; nothing of ours was applied."""


class Stopped(Exception):
    """An event cannot be applied; everything before it is, nothing after it will be."""


class Withheld(Exception):
    """The publisher does not tell us types that are followed here: our client lacks a scope."""


class FeedPage(NamedTuple):
    """Events as the publisher served them, its newest position then, and the history they belong to."""

    events: list[Event]
    head: int
    epoch: UUID | None = None


@dataclass
class Follower:
    """Applies a sibling's events with the handler of their type; types without a handler are passed over.

    `replicas` are what is kept here of the sibling's things, in the order in which a repair takes them over.
    """

    source: str
    handlers: Mapping[str, Handler]
    page: int = PAGE
    wait_seconds: int = WAIT_SECONDS
    back_off: tuple[float, float] = BACK_OFF_SECONDS
    stand_by_seconds: float = STAND_BY_SECONDS
    gather_seconds: float = GATHER_SECONDS
    replicas: Sequence[Replica] = ()
    _failures: int = field(default=0, init=False)
    _stopped: bool = field(default=False, init=False)

    async def run(self, database: Database, sibling: Sibling) -> None:
        """Follow until cancelled. Any number of processes may run this; one of them applies, the others stand by."""
        enter_work(f"follow-{self.source}")
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
                log.error("follower_stopped", source=self.source, exc_info=stop)
            except SiblingRefused as refusal:
                if refusal.problem.get("code") in SET_BACK:
                    await self._record_rewound(database, refusal)
                else:
                    log.error("follower_stopped", source=self.source, exc_info=refusal)
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
        at = await self._start(database)
        if at.state is FeedState.REWOUND:
            await self._repair(database, sibling)
            return  # looked at again after a moment: only a repair ends it
        at = await self._named(database, sibling, at)
        # The next page is asked for while this one is applied.
        ahead = start_shared("feed-page", self._read(sibling, at))
        try:
            while True:
                page = await ahead
                last = _cursor_at(page.events[-1]) if page.events else at
                full = len(page.events) == self.page
                ahead = start_shared("feed-page", self._read(sibling, last, after=0 if full else self.gather_seconds))
                # The lock lives with its connection: whoever lost it stops here; the cursor would refuse it anyway.
                await lock.execute("SELECT 1")
                if page.events:
                    await self.apply(database, page.events, after=at.position, head=page.head, epoch=page.epoch)
                    at = last
                if self._stopped:
                    await self._resume(database)
                self._failures = 0
                telemetry.feed_position.labels(self.source).set(at.position)
                telemetry.feed_lag.labels(self.source).set(max(0, page.head - at.position))
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    async def _read(self, sibling: Sibling, at: Cursor, *, after: float = 0) -> FeedPage:
        await asyncio.sleep(after)
        # While stopped, one event at a time: the next one is the one that could not be applied.
        limit = 1 if self._stopped else self.page
        wanted: dict[str, Any] = {"after": at.position, "limit": limit, "timeout": self.wait_seconds}
        if at.eventkey is not None:
            wanted["after_key"] = str(at.eventkey)
        answer = await sibling.ask("GET", "/v1/feed", params=wanted, timeout=self.wait_seconds + 5)
        self._refuse_a_feed_with_gaps(answer.headers.get("feed-withheld", ""))
        events = _events.validate_json(answer.content)
        head = int(answer.headers.get("feed-head", events[-1].id if events else at.position))
        epoch = answer.headers.get("feed-epoch")  # a sibling of an earlier version does not say it
        return FeedPage(events, head, UUID(epoch) if epoch else None)

    def _refuse_a_feed_with_gaps(self, withheld: str) -> None:
        # What is passed over is never read again: nothing may be applied before the scope is granted.
        if missing := sorted(set(withheld.split(", ")) & self.handlers.keys()):
            raise Withheld(f"{self.source} withholds {', '.join(missing)}: our client needs the scope people.read")

    async def _named(self, database: Database, sibling: Sibling, at: Cursor) -> Cursor:
        """A cursor from before events had keys learns the key of its event, so that a restore is noticed."""
        if at.position == 0 or at.eventkey is not None:
            return at
        wanted = {"after": at.position - 1, "limit": 1}
        answer = await sibling.ask("GET", "/v1/feed", params=wanted)
        found = [event for event in _events.validate_json(answer.content) if event.position == at.position]
        if not found or found[0].eventkey is None:
            return at
        async with database.write() as session:
            await feed_cursors.name_event(session, self.source, at.position, found[0].eventkey)
        return Cursor(at.position, found[0].eventkey, at.state)

    async def apply(
        self, database: Database, events: Sequence[Event], *, after: int, head: int = 0, epoch: UUID | None = None
    ) -> int:
        """Apply events in order, all in one transaction; answers the new position.

        When they cannot be applied together they are halved until the one that fails stands alone.
        """
        try:
            await self._apply_together(database, FeedPage(list(events), head, epoch), after)
        except (*PASSING, Overtaken):
            raise
        except Exception as fault:  # a handler may fail in any way; the event that makes it fail is looked for
            if len(events) == 1:
                await self._record_stop(database, _sentence(events[0], fault))
                raise Stopped(_sentence(events[0], fault)) from fault
        else:
            return events[-1].position
        middle = len(events) // 2
        position = await self.apply(database, events[:middle], after=after, head=head, epoch=epoch)
        return await self.apply(database, events[middle:], after=position, head=head, epoch=epoch)

    async def _apply_together(self, database: Database, page: FeedPage, after: int) -> None:
        enter_work(f"feed-{self.source}-{after}")
        events = page.events
        async with database.write() as session:
            to = _cursor_at(events[-1])
            if not await feed_cursors.advance(
                session, self.source, after=after, to=to, head=page.head, epoch=page.epoch
            ):
                raise Overtaken(self.source)
            for kind, group in groupby(events, key=lambda event: event.type):
                handler = self.handlers.get(kind)
                if handler is not None:
                    batch = list(group)
                    enter_trace(batch[0].traceparent)
                    await handler(session, batch)
        telemetry.feed_applied.labels(self.source).inc(len(events))

    async def _start(self, database: Database) -> Cursor:
        async with database.write() as session:
            at = await feed_cursors.open_cursor(session, self.source)
        self._stopped = at.state is FeedState.STOPPED
        telemetry.feed_stopped.labels(self.source).set(self._stopped)
        telemetry.feed_rewound.labels(self.source).set(at.state is FeedState.REWOUND)
        return at

    async def _repair(self, database: Database, sibling: Sibling) -> None:
        """Whoever leads does the repair that was asked for; killed, the next one to lead goes on with it."""
        async with database.write() as session:
            repair_id = await feed_repairs.under_way(session, self.source)
        if repair_id is not None:
            enter_trace(None)
            await feed_repair.run(database, sibling, self.replicas, repair_id)

    async def _record_stop(self, database: Database, sentence: str) -> None:
        self._stopped = True
        telemetry.feed_stopped.labels(self.source).set(1)
        async with database.write() as session:
            await feed_cursors.stop(session, self.source, sentence)

    async def _record_rewound(self, database: Database, refusal: SiblingRefused) -> None:
        """The publisher's history is not the one that was read here: nothing more is applied, and everybody is told."""
        telemetry.feed_rewound.labels(self.source).set(1)
        telemetry.feed_lag.labels(self.source).set(math.nan)
        told = {name: refusal.problem.get(name) for name in ("code", "epoch", "head", "restored_to")}
        log.error("feed_rewound", source=self.source, **told)
        try:
            async with database.write() as session:
                await feed_cursors.rewind(session, self.source, told)
        except (*PASSING, SQLAlchemyError) as fault:
            log.warning("follower_waits", source=self.source, fault=type(fault).__name__)

    async def _try_recording(self, database: Database, sentence: str) -> None:
        try:
            await self._record_stop(database, sentence)
        except (*PASSING, SQLAlchemyError) as fault:
            log.warning("follower_waits", source=self.source, fault=type(fault).__name__)

    async def _resume(self, database: Database) -> None:
        async with database.write() as session:
            await feed_cursors.resume(session, self.source)
        self._stopped = False
        telemetry.feed_stopped.labels(self.source).set(0)
        log.info("follower_resumed", source=self.source)


def _cursor_at(event: Event) -> Cursor:
    return Cursor(event.position, event.eventkey)


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
