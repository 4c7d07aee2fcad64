"""Is this process alive, and may it be given requests?"""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service_kit.data import migrate
from service_kit.data.database import AsyncSession, database_of
from service_kit.events import follow

router = APIRouter(prefix="/health", include_in_schema=False)


@router.get("/live")
async def read_liveness() -> dict[str, str]:
    """The process answers; nothing else is asked of it."""
    return {"status": "ok"}


@router.get("/ready")
async def read_readiness(request: Request) -> JSONResponse:
    """200 when the database answers and is migrated. A feed that stands still is only shown."""
    known = known_revisions(request)
    try:
        async with database_of(request).read() as session:
            behind = await _behind(session, known)
            feeds = [] if behind else await feed_details(session)
    except (SQLAlchemyError, OSError) as fault:
        return JSONResponse({"status": "not-ready", "database": type(fault).__name__}, status_code=503)
    ready = not behind
    answer = {"status": "ready" if ready else "not-ready", "database": "ok", "behind": behind, "feeds": feeds}
    return JSONResponse(answer, status_code=200 if ready else 503)


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


async def feed_details(session: AsyncSession) -> list[dict[str, Any]]:
    """How far each followed feed is. The error itself may quote data and stays in the database and the log."""
    return [
        {
            "source": row["source"],
            "position": row["position"],
            "head": row["head"],
            "lag": max(0, row["head"] - row["position"]),
            "stopped_at": row["stopped_at"].isoformat() if row["stopped_at"] else None,
        }
        for row in await follow.read_cursors(session)
    ]
