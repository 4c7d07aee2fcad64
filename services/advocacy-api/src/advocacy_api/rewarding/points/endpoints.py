"""Points over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from service_kit.data.database import HotConnection, WriteSession
from service_kit.data.statements import Connected
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.events.feed_cursors import FeedState, read_cursors, state_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.openapi import MAY_BE_MISSING
from service_kit.web.pages import PageQuery
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.points import actions, queries
from advocacy_api.rewarding.points.schemas import (
    BalanceDrift,
    ConsistencyOut,
    EntryOut,
    FeedDoubtOut,
    MonthDrift,
    PointsOut,
    ReversePoints,
    entry_out,
)

router = capability_router("", "Points")

PointsHolder = Annotated[Actor, Needs(Permission.READ_OWN_POINTS)]
Reader = Annotated[Actor, Needs(Permission.READ_POINTS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_POINTS)]


Asked = Annotated[Wanted, Depends(wanted_from(queries.LIST))]


async def _points_of(actor: Actor, wanted: Wanted, person_id: UUID, connection: Connected, now: datetime) -> Any:
    if wanted.file is not None:
        whose = {"person": person_id}
        return await answer(
            queries.LIST, connection, actor, wanted, now=now, out=EntryOut, show=entry_out, values=whose
        )
    balance, rows, cursor = await queries.points_of(connection, actor, wanted, person_id, now=now)
    return PointsOut(balance=balance, entries=[entry_out(row) for row in rows], next_cursor=cursor)


@router.get("/me/points", response_model=PointsOut, responses=FILES)
async def read_my_points(wanted: Asked, actor: PointsHolder, connection: HotConnection, now: Now) -> Any:
    """My balance and my entries, newest first."""
    return await _points_of(actor, wanted, actor.person_id, connection, now)


@router.get("/people/{person_id}/points", response_model=PointsOut, responses=FILES)
async def read_points_of_person(
    person_id: UUID, wanted: Asked, actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """Someone's balance and entries, newest first."""
    return await _points_of(actor, wanted, person_id, connection, now)


@router.post("/points/reversals", status_code=201, response_model=PointsOut, responses=MAY_BE_MISSING)
async def reverse_points(
    body: ReversePoints, page: PageQuery, actor: Organiser, session: WriteSession, now: Now
) -> Any:
    """Take an earned entry back, with a reason; the entry stays, its reversal is added."""
    person_id = await actions.reverse(session, actor, body.entry_id, body.reason, now=now)
    first = Wanted(page.at(f"/v1/people/{person_id}/points"), {}, None, queries.LIST.default, None)
    return await _points_of(actor, first, person_id, session, now)


@router.get("/points/consistency")
async def check_points(_actor: Organiser, connection: HotConnection) -> ConsistencyOut:
    """Whether every balance and every month's total is the sum of the ledger, and the ledger is all there is to know.

    A feed that is stopped or rewound, or whose replica was found to differ, leaves points out or has some too many.
    """
    balances, months = await queries.drift(connection)
    doubts = [
        FeedDoubtOut(source=row.source, state=state_of(row), differs=row.differs or [])
        for row in await read_cursors(connection)
        if row.differs or state_of(row) is not FeedState.FOLLOWING
    ]
    return ConsistencyOut(
        consistent=not balances and not months and not doubts,
        feeds=doubts,
        balances=[BalanceDrift.model_validate(row) for row in balances],
        months=[MonthDrift.model_validate(row) for row in months],
    )
