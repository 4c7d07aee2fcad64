"""Waivers over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, one, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.catalogue.waivers import actions, queries
from training_api.catalogue.waivers.rules import LIFE, Move
from training_api.catalogue.waivers.schemas import RequestWaiver, WaiverOut, shown
from training_api.catalogue.waivers.tables import Waiver
from training_api.permissions import Permission

router = capability_router("/waivers", "Prerequisites")
Learner = Annotated[Actor, Needs(Permission.LEARN)]


async def _moved(session: AsyncSession, actor: Actor, waiver: Waiver, now: datetime) -> WaiverOut:
    return shown(await one(queries.LIST, session, actor, waiver.id, now=now), actor)


@router.post("", status_code=201)
async def request_waiver(
    body: RequestWaiver, actor: Learner, session: WriteSession, now: Now, response: Response
) -> WaiverOut:
    """Ask that a person may take a module without its prerequisites."""
    waiver = await actions.request(session, actor, body, now=now)
    tag(response, waiver.version)
    return await _moved(session, actor, waiver, now)


@router.get("", response_model=Page[WaiverOut], responses=FILES)
async def list_waivers(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Learner, connection: HotConnection, now: Now
) -> Any:
    """Waivers the caller may see, newest first."""

    def show(row: Row[Any]) -> WaiverOut:
        return shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=WaiverOut, show=show)


@router.get("/{waiver_id}")
async def read_waiver(
    waiver_id: UUID, actor: Learner, connection: HotConnection, now: Now, response: Response
) -> WaiverOut:
    """One waiver."""
    waiver = await one(queries.LIST, connection, actor, waiver_id, now=now)
    tag(response, waiver.version)
    return shown(waiver, actor)


declare_moves(
    router,
    "/{waiver_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=WaiverOut,
    many="",
    texts={
        Move.APPROVE: "Grant it; never by who asked or gains.",
        Move.REFUSE: "Do not grant it, and say why; never by who asked or gains.",
        Move.WITHDRAW: "Take back what I asked for, before it is decided.",
    },
)
