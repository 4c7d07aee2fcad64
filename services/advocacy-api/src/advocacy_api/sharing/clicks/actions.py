"""What a visit does: it is led on and counted, together with those that come meanwhile; clicks bring points later."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from procrastinate.exceptions import ConnectorException
from service_kit.data.database import AsyncSession, Database
from service_kit.work import clock
from service_kit.work.background import start_shared
from service_kit.work.pulse import DatabaseSilent
from sqlalchemy.exc import SQLAlchemyError

from advocacy_api.rewarding.points import actions as points
from advocacy_api.sharing.clicks import queries, rules

GATHER_SECONDS = 0.7
DEFER_EVERY_SECONDS = GATHER_SECONDS / 2  # earlier than the job reads, so that no click falls between two jobs
Defer = Callable[[AsyncSession], Awaitable[None]]
log = structlog.get_logger(__name__)
AT_ONCE = 2  # one statement is answered while the next one is under way


class Batch:
    """Visits that wait for the same statement."""

    def __init__(self) -> None:
        self.visits: Counter[str] = Counter()
        self.answer: asyncio.Task[dict[str, Any]] | None = None


class ClickCounter:
    """A few statements at a time per process; whoever comes meanwhile joins the next one."""

    def __init__(self, database: Database, defer_awarding: Defer) -> None:
        self._database, self._defer_awarding = database, defer_awarding
        self._open: Batch | None = None
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._defer_from = 0.0

    async def follow(self, code: str, *, is_click: bool) -> Any | None:
        """Where the code leads (network, url, campaign), or None; the click is kept before this returns."""
        if self._open is None:
            self._open = Batch()
            self._open.answer = start_shared("clicks", self._ask(self._open))
        batch = self._open
        batch.visits[code] += is_click
        assert batch.answer is not None  # noqa: S101 - set with the batch, above
        # Shielded: one visitor who goes away must not take the others' answer along.
        return (await asyncio.shield(batch.answer)).get(code)

    async def _ask(self, batch: Batch) -> dict[str, Any]:
        async with self._turn:
            if self._open is batch:
                self._open = None
            async with self._database.primary() as connection:
                found = await queries.follow(connection, batch.visits, clock.now())
        if any(batch.visits[code] for code in found):
            await self._wake_awarding()
        return found

    async def _wake_awarding(self) -> None:
        """Points follow by a job; a job deferred a moment ago will see this click too."""
        if time.monotonic() < self._defer_from:
            return
        self._defer_from = time.monotonic() + DEFER_EVERY_SECONDS
        try:
            async with self._database.write() as session:
                await self._defer_awarding(session)
        except (SQLAlchemyError, DatabaseSilent, ConnectorException) as fault:
            # The click is kept already: the visitor goes on, and the job of the next minute finds it.
            log.warning("awarding_not_deferred", fault=type(fault).__name__)


async def award_clicks(session: AsyncSession, *, now: datetime) -> bool:
    """Points for clicks since the last time, a bounded number at once; whether there may be more. What was awarded is
    marked in the same transaction, and each click has its own id in the ledger: once, also after a crash."""
    buckets = await queries.unawarded(session)
    if buckets:
        await points.award(session, rules.clicks_earned(buckets, now), now=now)
        await queries.mark_awarded(session, buckets)
    return bool(buckets)
