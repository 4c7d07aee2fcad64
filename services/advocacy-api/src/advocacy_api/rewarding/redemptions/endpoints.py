"""Redemptions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.refusals import MISSING
from advocacy_api.rewarding.redemptions import actions, queries
from advocacy_api.rewarding.redemptions.rules import State
from advocacy_api.rewarding.redemptions.schemas import DecideRedemption, RedemptionOut, RequestRedemption

router = capability_router("", "Redemptions")

Redeemer = Annotated[Actor, Needs(Permission.REDEEM)]
Decider = Annotated[Actor, Needs(Permission.DECIDE_REDEMPTIONS)]


async def _answer(session: WriteSession, response: Response, redemption_id: UUID) -> RedemptionOut:
    await session.flush()
    out = RedemptionOut.model_validate(await queries.described(session, redemption_id))
    tag(response, out.version)
    return out


@router.post("/redemptions", status_code=201, responses=MISSING)
async def request_redemption(
    body: RequestRedemption, actor: Redeemer, session: WriteSession, now: Now, response: Response
) -> RedemptionOut:
    """Ask for a reward; the points are reserved at once and come back when it is refused."""
    redemption = await actions.request(session, actor, body.reward_id, now=now)
    return await _answer(session, response, redemption.id)


@router.get("/redemptions")
async def list_redemptions(
    session: ReadSession, page: PageQuery, _actor: Decider, state: State | None = None
) -> Page[RedemptionOut]:
    """Everyone's redemptions, newest first."""
    rows, cursor = await queries.page_of(session, page, state=state)
    return Page(items=[RedemptionOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/me/redemptions")
async def list_my_redemptions(
    session: ReadSession, page: PageQuery, actor: Redeemer, state: State | None = None
) -> Page[RedemptionOut]:
    """My redemptions, newest first."""
    rows, cursor = await queries.page_of(session, page, person_id=actor.person_id, state=state)
    return Page(items=[RedemptionOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/redemptions/{redemption_id}")
async def read_redemption(
    redemption_id: UUID, session: ReadSession, actor: Redeemer, response: Response
) -> RedemptionOut:
    """One redemption, mine or one I may decide."""
    out = RedemptionOut.model_validate(await queries.visible(session, actor, redemption_id))
    tag(response, out.version)
    return out


@router.post("/redemptions/{redemption_id}/approve")
async def approve_redemption(
    redemption_id: UUID,
    match: IfSeen,
    actor: Decider,
    session: WriteSession,
    now: Now,
    response: Response,
    body: DecideRedemption | None = None,
) -> RedemptionOut:
    """Agree; never to one's own request."""
    note = body.note if body else None
    redemption = await actions.approve(session, actor, redemption_id, note, match, now=now)
    return await _answer(session, response, redemption.id)


@router.post("/redemptions/{redemption_id}/fulfil")
async def fulfil_redemption(
    redemption_id: UUID,
    match: IfSeen,
    actor: Decider,
    session: WriteSession,
    now: Now,
    response: Response,
    body: DecideRedemption | None = None,
) -> RedemptionOut:
    """The reward was handed over."""
    note = body.note if body else None
    redemption = await actions.fulfil(session, actor, redemption_id, note, match, now=now)
    return await _answer(session, response, redemption.id)


@router.post("/redemptions/{redemption_id}/refuse")
async def refuse_redemption(
    redemption_id: UUID,
    match: IfSeen,
    actor: Decider,
    session: WriteSession,
    now: Now,
    response: Response,
    body: DecideRedemption | None = None,
) -> RedemptionOut:
    """Decline; the points go back at once."""
    note = body.note if body else None
    redemption = await actions.refuse(session, actor, redemption_id, note, match, now=now)
    return await _answer(session, response, redemption.id)
