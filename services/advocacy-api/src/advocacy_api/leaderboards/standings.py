"""Standings kept for a few seconds per process, so that a rank among 103,000 people costs one row."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI
from service_kit.database import Database

from advocacy_api.leaderboards import queries
from advocacy_api.leaderboards.rules import Steps, pseudonym

LONGEST_TOP = 100
KEPT = 500
STALE_TIMES = 2  # an older board is shown while a newer one is being counted, up to so many times its freshness


class Board(NamedTuple):
    month: date
    division: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class Standing:
    """A board as it was counted at `counted_at` (monotonic seconds); `top` holds person_id, rank, name and points."""

    steps: Steps
    top: list[dict[str, Any]]
    counted_at: float


class Standings:
    """Counts a board at most once at a time; everyone who asks meanwhile shares the answer."""

    def __init__(self, database: Database, fresh_seconds: float) -> None:
        self._database = database
        self._fresh = fresh_seconds
        self._kept: OrderedDict[Board, Standing] = OrderedDict()
        self._counting: dict[Board, asyncio.Task[Standing]] = {}

    async def of(self, board: Board) -> Standing:
        """The standing of this board, no older than a few seconds."""
        known = self._kept.get(board)
        age = time.monotonic() - known.counted_at if known else 0.0
        if known and age < self._fresh:
            return known
        if board not in self._counting:
            self._counting[board] = asyncio.create_task(self._count(board))
        if known and age < self._fresh * STALE_TIMES:
            return known
        return await asyncio.shield(self._counting[board])

    async def mine(self, month: date, person_id: UUID) -> dict[str, Any] | None:
        """Her own points, fresh. The connection is given back before a board is waited for: counting needs one too."""
        async with self._database.hot() as connection:
            return await queries.mine(connection, month=month, person_id=person_id)

    async def _count(self, board: Board) -> Standing:
        try:
            async with self._database.hot() as connection:
                steps = await queries.steps(connection, **board._asdict())
                top = await queries.top(connection, **board._asdict(), limit=LONGEST_TOP)
        finally:
            del self._counting[board]
        for row in top:
            row["rank"] = steps.rank_of(row["points"])
            row["name"] = row["name"] or pseudonym(row["alias"])
        standing = Standing(steps, top, time.monotonic())
        self._kept[board] = standing
        self._kept.move_to_end(board)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return standing


def standings_of(app: FastAPI) -> Standings:
    """The standings of this process."""
    standings: Standings | None = getattr(app.state, "standings", None)
    if standings is None:
        standings = Standings(app.state.database, app.state.settings.leaderboard_fresh_seconds)
        app.state.standings = standings
    return standings
