"""Standings kept for a few seconds per process, so that a rank among 103,000 people costs one row."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI
from service_kit.data.database import Database
from service_kit.work.background import start_shared

from advocacy_api.rewarding.leaderboards import queries, rules
from advocacy_api.rewarding.leaderboards.rules import Scope, Showing, Steps, pseudonym

LONGEST_TOP = 100
KEPT = 500
STALE_TIMES = 2  # an older board is shown while a newer one is being counted, up to so many times its freshness


class Board(NamedTuple):
    month: date
    division: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class Standing:
    """A board as it was counted at `counted_at` (monotonic seconds); `top` holds rank, name and points, `places` says
    at which place of it a person stands."""

    steps: Steps
    top: Sequence[dict[str, Any]]
    places: Mapping[UUID, int]
    counted_at: float

    def top_for(self, me: UUID, limit: int, scope: Scope) -> list[dict[str, Any]]:
        """The first of the board with their own row marked; of a board that is too small only their own row."""
        top = list(self.top[:limit])
        place = self.places.get(me)
        if place is not None and place < limit:
            top[place] = {**top[place], "me": True}
        if rules.is_shown(self.steps.everyone):
            return top
        return [row for row in top if row["me"] and rules.is_ranked(scope, self.steps.everyone)]

    def place_of(self, mine: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
        """A row of `queries.mine` with their rank: null without points, when hidden, apart, or on too small a board."""
        showing, points, alias = mine["showing"], mine["points"], mine["alias"]
        participating = showing != Showing.HIDDEN and not mine["apart"]
        ranked = participating and points > 0 and rules.is_ranked(scope, self.steps.everyone)
        return {
            "rank": self.steps.rank_of(points) if ranked else None,
            "points": points,
            "participating": participating,
            "showing": showing,
            "name": pseudonym(alias) if alias is not None and showing == Showing.PSEUDONYM else None,
            "apart": mine["apart"],
        }


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
            self._counting[board] = start_shared("standings", self._count(board))
        if known and age < self._fresh * STALE_TIMES:
            return known
        return await asyncio.shield(self._counting[board])

    def forget(self) -> None:
        """Count every board anew: somebody chose how to appear."""
        self._kept.clear()
        self._counting.clear()

    async def mine(self, month: date, person_id: UUID) -> dict[str, Any] | None:
        """Own points, read now. The connection goes back before a board is waited for: counting needs one."""
        async with self._database.hot() as connection:
            return await queries.mine(connection, month=month, person_id=person_id)

    async def _count(self, board: Board) -> Standing:
        began, wanted = time.monotonic(), False
        try:
            async with self._database.hot() as connection:
                steps = await queries.steps(connection, **board._asdict())
                top = await queries.top(connection, **board._asdict(), limit=LONGEST_TOP)
        finally:
            # Forgotten meanwhile: somebody may have hidden since the rows were read.
            if wanted := self._counting.get(board) is asyncio.current_task():
                del self._counting[board]
        places = {row["person_id"]: place for place, row in enumerate(top)}
        standing = Standing(steps, [_row(row, steps) for row in top], places, began)
        if wanted:
            self._kept[board] = standing
            self._kept.move_to_end(board)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return standing


def _row(row: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    """A row as everyone but its own person reads it."""
    name = row["name"] or pseudonym(row["alias"])
    return {"rank": steps.rank_of(row["points"]), "name": name, "points": row["points"], "me": False}


def standings_of(app: FastAPI) -> Standings:
    """The standings of this process."""
    standings: Standings | None = getattr(app.state, "standings", None)
    if standings is None:
        standings = Standings(app.state.database, app.state.settings.leaderboard_fresh_seconds)
        app.state.standings = standings
    return standings
