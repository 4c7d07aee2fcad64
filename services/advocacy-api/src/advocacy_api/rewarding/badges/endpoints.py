"""Badges over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, Match, tag
from service_kit.web.hot import hot
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from service_kit.work.jobs import defer
from sqlalchemy import Row

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.badges import actions, queries
from advocacy_api.rewarding.badges.jobs import award_everybody
from advocacy_api.rewarding.badges.rules import LIFE, Move
from advocacy_api.rewarding.badges.schemas import (
    AwardedBadgeOut,
    BadgeOut,
    ChangeBadge,
    CreateBadge,
    ShowBadge,
    badge_out,
)
from advocacy_api.rewarding.badges.tables import Badge

router = capability_router("", "Badges")

Reader = Annotated[Actor, Needs(Permission.READ_BADGES)]
Owner = Annotated[Actor, Needs(Permission.SHOW_BADGES)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_BADGES)]
BadgeCode = Annotated[str, Path(max_length=60)]
WantedAwards = Annotated[Wanted, Depends(wanted_from(queries.AWARDS_OF))]


async def _shown(session: AsyncSession, actor: Actor, badge: Badge, now: datetime) -> BadgeOut:
    return badge_out(await queries.visible(session, actor, badge.code, now=now), actor)


async def _changed(session: AsyncSession, response: Response, actor: Actor, badge: Badge, now: datetime) -> BadgeOut:
    await session.flush()
    tag(response, badge.version)
    return await _shown(session, actor, badge, now)


@router.get("/badges", response_model=Page[BadgeOut], responses=FILES)
async def list_badges(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """The catalogue, and what earns each. Who manages badges sees drafts and retired ones too."""

    def show(row: Row[Any]) -> BadgeOut:
        return badge_out(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=BadgeOut, show=show)


@router.post("/badges", status_code=201)
async def create_badge(
    body: CreateBadge, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> BadgeOut:
    """A draft; it is awarded once it is published. A code is never used again: 409 CodeTaken."""
    return await _changed(session, response, actor, await actions.create(session, actor, body), now)


@router.get("/badges/{code}")
async def read_badge(
    code: BadgeCode, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> BadgeOut:
    """One badge."""
    row = await queries.visible(connection, actor, code, now=now)
    tag(response, row.version)
    return badge_out(row, actor)


@router.patch("/badges/{code}")
async def change_badge(
    code: BadgeCode,
    body: ChangeBadge,
    match: IfMatch,
    actor: Organiser,
    session: WriteSession,
    now: Now,
    response: Response,
) -> BadgeOut:
    """Only what the body names; it counts for awards from now on, and what was awarded stays."""
    badge = await actions.change(session, actor, code, match, body, now=now)
    return await _changed(session, response, actor, badge, now)


async def _move(
    session: AsyncSession, actor: Actor, code: str, match: Match, asked: Move, reason: str | None, *, now: datetime
) -> Badge:
    badge = await actions.move(session, actor, code, match, asked, reason, now=now)
    if asked is Move.PUBLISH:
        await defer(session, award_everybody, code=code)
    return badge


declare_moves(
    router,
    "/badges/{code}",
    LIFE,
    act=_move,
    show=_shown,
    out=BadgeOut,
    key=BadgeCode,
    texts={
        Move.PUBLISH: "It can be earned from now on; whoever has reached it already gets it soon.",
        Move.RETIRE: "Nobody earns it any more; those who have it keep it.",
    },
)


@router.get("/me/badges", response_model=Page[AwardedBadgeOut], responses=FILES)
@hot
async def list_my_badges(wanted: WantedAwards, actor: Reader, connection: HotConnection, now: Now) -> Any:
    """My badges, newest first."""
    whose = {"person": actor.person_id}
    return await answer(queries.AWARDS_OF, connection, actor, wanted, now=now, out=AwardedBadgeOut, values=whose)


@router.put("/me/badges/{award_id}")
async def show_badge(
    award_id: UUID,
    body: ShowBadge,
    match: IfMatch,
    actor: Owner,
    session: WriteSession,
    now: Now,
    response: Response,
) -> AwardedBadgeOut:
    """Choose who sees this badge of mine."""
    award = await actions.show(session, actor, award_id, match, body.visibility)
    tag(response, award.version)
    return AwardedBadgeOut.model_validate(await queries.award_of(session, actor, award_id, now=now))


@router.get("/people/{person_id}/badges", response_model=Page[AwardedBadgeOut], responses=FILES)
async def list_badges_of_person(
    person_id: UUID, wanted: WantedAwards, actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """What a colleague chose to show."""
    whose = {"person": person_id}
    return await answer(queries.AWARDS_OF, connection, actor, wanted, now=now, out=AwardedBadgeOut, values=whose)
