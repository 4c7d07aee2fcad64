"""Liveness and readiness of a process."""

import time
from typing import Any

import psycopg
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service_kit.data import migrate
from service_kit.data.database import AsyncSession, Database, as_utc, database_of
from service_kit.data.faults import Outage, outage_of
from service_kit.data.statements import Connected
from service_kit.events.feed_cursors import FeedState, read_cursors, state_of

TRY_AGAIN_SECONDS = 2.0  # how long a full disk counts as full before a trial write
WHY = {
    FeedState.STOPPED: "An event cannot be applied. The log says which and why; it is tried again and again.",
    FeedState.REWOUND: "The publisher was set back to an earlier state. Nothing is applied before an admin repairs the "
    "feed: POST /feeds/{source}/repair.",
}
router = APIRouter(prefix="/health", include_in_schema=False)


@router.get("/live")
async def read_liveness() -> dict[str, str]:
    """The process answers; nothing else is checked."""
    return {"status": "ok"}


@router.get("/ready")
async def read_readiness(request: Request) -> JSONResponse:
    """200 when the database answers, has room, and is migrated.

    A feed that stands still is only shown, and so are `sign_in`: how many names in the column that tokens are compared
    with are `shared` by several who are here, and `issuer`: how its keys were to be had when they were last asked for;
    and `files`: whether their place takes a byte (`ok`, `away`, `unset`).
    """
    known, database = known_revisions(request), database_of(request)
    try:
        async with database.read() as session:
            behind = await _behind(session, known)
            feeds = [] if behind else await feed_details(session)
        shared = 0 if behind else await request.app.state.shared_names.count()
        state = await _room(request.app.state.room, database)
    except (SQLAlchemyError, psycopg.Error, OSError) as fault:
        return _not_ready(database=outage_of(fault) or type(fault).__name__)
    if behind or state != "ok":
        return _not_ready(database=state, behind=behind, feeds=feeds)
    sign_in = {"matches": request.app.state.shared_names.column, "shared": shared}
    ready = {"status": _status(feeds), "database": state, "behind": behind, "feeds": feeds, "sign_in": sign_in}
    issuer = request.app.state.authenticator.tokens.keys.state
    return JSONResponse({**ready, "issuer": issuer, "files": await request.app.state.files.place()})


def _status(feeds: list[dict[str, Any]]) -> str:
    """`ready` is not said while a history that this service has followed is gone; it goes on answering (200)."""
    rewound = any(feed["state"] == FeedState.REWOUND for feed in feeds)
    return "feed-rewound" if rewound else "ready"


def _not_ready(**details: Any) -> JSONResponse:
    return JSONResponse({"status": "not-ready", **details}, status_code=503, headers={"Retry-After": "2"})


class Room:
    """Whether the disk has room: false from a write without room until a trial write succeeds."""

    def __init__(self) -> None:
        self._outage: Outage | None = None
        self._asked_at = 0.0

    def note(self, outage: Outage | None) -> None:
        """Note the result of the last write or trial write."""
        self._outage, self._asked_at = outage, time.monotonic()

    @property
    def outage(self) -> Outage | None:
        """Why writes are refused, as far as this process knows; None when they are not."""
        return self._outage

    @property
    def is_worth_a_trial(self) -> bool:
        """Whether enough time has passed to ask again."""
        return time.monotonic() - self._asked_at >= TRY_AGAIN_SECONDS


async def _room(room: Room, database: Database) -> str:
    if room.outage is not None and room.is_worth_a_trial:
        try:
            async with database.primary() as connection, connection.transaction(force_rollback=True):
                await connection.execute(_TRIAL)
        except psycopg.Error as fault:
            room.note(outage_of(fault))
        else:
            room.note(None)
    return room.outage or "ok"


# Some pages that nothing can compress: a single small row would still fit into a page that is half empty.
_TRIAL = """
INSERT INTO idempotency_keys (caller, route, key, fingerprint, status, headers, body)
SELECT 'system:room', 'trial', gen_random_uuid()::text, '', 200, '{}',
    (SELECT string_agg(uuid_send(gen_random_uuid()), ''::bytea) FROM generate_series(1, 16384))
"""


def known_revisions(request: Request) -> dict[str, list[str]]:
    """The revisions of each history that this code knows, newest first; read from disk once per app."""
    known: dict[str, list[str]] | None = getattr(request.app.state, "known_revisions", None)
    if known is None:
        known = request.app.state.known_revisions = migrate.revisions_of(request.app.state.service)
    return known


async def _behind(session: AsyncSession, known: dict[str, list[str]]) -> list[str]:
    """The histories that lack a migration. A revision this code does not know is a newer one: a release under way."""
    behind = []
    for table, revisions in known.items():
        exists = (await session.execute(text("SELECT to_regclass(:name)"), {"name": table})).scalar_one()
        found = (await session.execute(text(f"SELECT version_num FROM {table}"))).scalar() if exists else None  # noqa: S608 - the two names stand in migrate.py
        if revisions and (found is None or found in revisions[1:]):
            behind.append(table)
    return behind


async def feed_details(on: Connected) -> list[dict[str, Any]]:
    """How far each followed feed is. The error itself may quote data and stays in the database and the log."""
    return [_feed(row) for row in await read_cursors(on)]


def _feed(row: Any) -> dict[str, Any]:
    state = state_of(row)
    since = {FeedState.REWOUND: row.rewound_at, FeedState.STOPPED: row.stopped_at}.get(state)
    return {
        "source": row.source,
        "position": row.position,
        "head": row.head,
        "lag": None if state is FeedState.REWOUND else max(0, row.head - row.position),
        "state": state,
        "since": as_utc(since),
        "why": WHY.get(state),
        "rewound": row.rewound,
        "stopped_at": as_utc(row.stopped_at),
        "differs": row.differs,
        "compared_at": as_utc(row.compared_at),
    }
