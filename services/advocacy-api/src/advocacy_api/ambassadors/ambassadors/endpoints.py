"""Ambassadorships over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.events.siblings import Asked, asked_first
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.openapi import MAY_BE_MISSING
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from advocacy_api.ambassadors.ambassadors import actions, queries
from advocacy_api.ambassadors.ambassadors.rules import LIFE, Move, Tier
from advocacy_api.ambassadors.ambassadors.schemas import (
    AmbassadorOut,
    NominateAmbassador,
    ShowAmbassadorship,
    ShownAmbassadorOut,
)
from advocacy_api.ambassadors.ambassadors.tables import Ambassadorship
from advocacy_api.permissions import Permission
from advocacy_api.siblings.governance import Governance, ReaderLanguages, SpeakingRight, ask_speaking_right

router = capability_router("/ambassadors", "Ambassadors")
people_router = capability_router("/people/{person_id}/ambassadorship", "Ambassadors")
me_router = capability_router("/me/ambassadorship", "Ambassadors")

Reader = Annotated[Actor, Needs(Permission.READ_AMBASSADORS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_AMBASSADORS)]
OwnAmbassador = Annotated[Actor, Needs(Permission.BE_AMBASSADOR)]


async def _own_speaking_right(
    actor: OwnAmbassador, governance: Governance, languages: ReaderLanguages
) -> SpeakingRight:
    """The right as such: a network with a policy of its own is asked about when something is shared there."""
    return await ask_speaking_right(governance, actor.person_id, None, languages)


def _shown(row: Row[Any], actor: Actor) -> AmbassadorOut:
    shown = AmbassadorOut.model_validate(row)
    shown.allowed = LIFE.allowed(row.state, actor, first=row.person_id)
    return shown


async def _moved(session: AsyncSession, actor: Actor, ambassador: Ambassadorship, now: datetime) -> AmbassadorOut:
    row = await queries.visible(session, actor, ambassador.id, now=now)
    return _shown(row, actor)


async def _changed(
    session: AsyncSession, response: Response, actor: Actor, ambassador: Ambassadorship, now: datetime
) -> AmbassadorOut:
    tag(response, ambassador.version)
    return await _moved(session, actor, ambassador, now)


@router.get("", response_model=Page[AmbassadorOut], responses=FILES)
async def list_ambassadors(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """Ambassadors, newest first."""

    def show(row: Row[Any]) -> AmbassadorOut:
        return _shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=AmbassadorOut, show=show)


@router.post("", status_code=201)
async def nominate_ambassador(
    body: NominateAmbassador, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Put a colleague forward."""
    ambassador = await actions.nominate(session, actor, body.person_id, body.tier, now=now)
    return await _changed(session, response, actor, ambassador, now)


@router.get("/{ambassador_id}")
async def read_ambassador(
    ambassador_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> AmbassadorOut:
    """One ambassadorship."""
    row = await queries.visible(connection, actor, ambassador_id, now=now)
    tag(response, row.version)
    return _shown(row, actor)


declare_moves(
    router,
    "/{ambassador_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=AmbassadorOut,
    many="",
    texts={
        Move.INVITE: "Ask a person to join; only that person can accept.",
        Move.REST: "Let an active ambassador rest; they may activate again at any time.",
    },
)


@people_router.get("", responses=MAY_BE_MISSING)
async def read_ambassadorship_of_person(
    person_id: UUID, actor: OwnAmbassador, connection: HotConnection
) -> ShownAmbassadorOut:
    """That a colleague is an ambassador, if they show it; 404 otherwise."""
    return ShownAmbassadorOut.model_validate(await queries.shown_of(connection, actor, person_id))


@me_router.get("", responses=MAY_BE_MISSING)
async def read_my_ambassadorship(actor: OwnAmbassador, connection: HotConnection, response: Response) -> AmbassadorOut:
    """My ambassadorship, the living one or the last; 404 when I never had one."""
    row = await queries.latest_of(connection, actor)
    tag(response, row.version)
    return _shown(row, actor)


@me_router.post("", status_code=201)
async def nominate_myself(actor: OwnAmbassador, session: WriteSession, now: Now, response: Response) -> AmbassadorOut:
    """Put myself forward; a community manager invites."""
    ambassador = await actions.nominate(session, actor, actor.person_id, Tier.AMBASSADOR, now=now, by_themselves=True)
    return await _changed(session, response, actor, ambassador, now)


@me_router.put("", responses=MAY_BE_MISSING)
async def show_ambassadorship(
    body: ShowAmbassadorship, match: IfMatch, actor: OwnAmbassador, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Choose who sees that I am an ambassador."""
    ambassador = await actions.show(session, actor, match, body.visibility)
    return await _changed(session, response, actor, ambassador, now)


@me_router.post("/accept", responses=MAY_BE_MISSING)
async def accept_ambassadorship(
    actor: OwnAmbassador, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Say yes to the invitation."""
    ambassador = await actions.accept(session, actor, now=now)
    return await _changed(session, response, actor, ambassador, now)


@me_router.post("/activate", responses=MAY_BE_MISSING)
async def activate_ambassadorship(
    actor: OwnAmbassador,
    asked: Annotated[Asked[SpeakingRight], asked_first(_own_speaking_right)],
    now: Now,
    response: Response,
) -> AmbassadorOut:
    """Begin, with a certificate and a current acknowledgement; otherwise 409 NotReady says what is missing."""
    ambassador = await actions.activate(asked.session, actor, asked.answer, now=now)
    return await _changed(asked.session, response, actor, ambassador, now)


@me_router.post("/leave", responses=MAY_BE_MISSING)
async def leave_ambassadorship(
    actor: OwnAmbassador, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Stop, at once; points and badges stay."""
    ambassador = await actions.leave(session, actor, now=now)
    return await _changed(session, response, actor, ambassador, now)
