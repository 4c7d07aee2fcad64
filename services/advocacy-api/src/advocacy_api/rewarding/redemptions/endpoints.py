"""Redemptions over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.data.statements import Connected
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import tag
from service_kit.web.openapi import MAY_BE_MISSING
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.redemptions import actions, queries
from advocacy_api.rewarding.redemptions.rules import LIFE, Move
from advocacy_api.rewarding.redemptions.schemas import DecideRedemption, RedemptionOut, RequestRedemption
from advocacy_api.rewarding.redemptions.tables import Redemption

router = capability_router("", "Redemptions")

Redeemer = Annotated[Actor, Needs(Permission.REDEEM)]
Decider = Annotated[Actor, Needs(Permission.DECIDE_REDEMPTIONS)]
Asked = Annotated[Wanted, Depends(wanted_from(queries.LIST))]


def _shown(row: Any, actor: Actor) -> RedemptionOut:
    shown = RedemptionOut.model_validate(row)
    shown.allowed = LIFE.allowed(row.state, actor, first=row.person_id)
    return shown


async def _moved(session: AsyncSession, actor: Actor, redemption: Redemption, now: datetime) -> RedemptionOut:
    return _shown(await queries.visible(session, actor, redemption.id, now=now), actor)


async def _listed(actor: Actor, wanted: Wanted, connection: Connected, now: datetime, *, mine: bool) -> Any:
    def show(row: Any) -> RedemptionOut:
        return _shown(row, actor)

    wanted_list = queries.OWN if mine else queries.LIST
    return await answer(wanted_list, connection, actor, wanted, now=now, out=RedemptionOut, show=show)


@router.post("/redemptions", status_code=201, responses=MAY_BE_MISSING)
async def request_redemption(
    body: RequestRedemption, actor: Redeemer, session: WriteSession, now: Now, response: Response
) -> RedemptionOut:
    """Ask for a reward; the points are reserved at once and come back when it is refused."""
    row = await actions.request(session, actor, body.reward_id, now=now)
    tag(response, row.version)
    return _shown(row, actor)


@router.get("/redemptions", response_model=Page[RedemptionOut], responses=FILES)
async def list_redemptions(wanted: Asked, actor: Decider, connection: HotConnection, now: Now) -> Any:
    """Everyone's redemptions, newest first."""
    return await _listed(actor, wanted, connection, now, mine=False)


@router.get("/me/redemptions", response_model=Page[RedemptionOut], responses=FILES)
async def list_my_redemptions(wanted: Asked, actor: Redeemer, connection: HotConnection, now: Now) -> Any:
    """My redemptions, newest first."""
    return await _listed(actor, wanted, connection, now, mine=True)


@router.get("/redemptions/{redemption_id}")
async def read_redemption(
    redemption_id: UUID, actor: Redeemer, connection: HotConnection, now: Now, response: Response
) -> RedemptionOut:
    """One redemption, mine or one I may decide."""
    row = await queries.visible(connection, actor, redemption_id, now=now)
    tag(response, row.version)
    return _shown(row, actor)


declare_moves(
    router,
    "/redemptions/{redemption_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=RedemptionOut,
    said=(DecideRedemption, "note"),
    many="/redemptions",
    texts={
        Move.APPROVE: "Agree; never to one's own request.",
        Move.FULFIL: "The reward was handed over.",
        Move.REFUSE: "Decline; the points go back at once.",
    },
)
