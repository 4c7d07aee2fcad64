"""Ambassadorships over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from advocacy_api.ambassadors.ambassadors import actions, queries
from advocacy_api.ambassadors.ambassadors.rules import State, Tier
from advocacy_api.ambassadors.ambassadors.schemas import AmbassadorOut, NominateAmbassador
from advocacy_api.networks import Network
from advocacy_api.permissions import Permission
from advocacy_api.refusals import MISSING
from advocacy_api.siblings.governance import Governance, ReaderLanguages, SpeakingRight, ask_speaking_right

router = capability_router("/ambassadors", "Ambassadors")
me_router = capability_router("/me/ambassadorship", "Ambassadors")

Reader = Annotated[Actor, Needs(Permission.READ_AMBASSADORS)]
Organiser = Annotated[Actor, Needs(Permission.MANAGE_AMBASSADORS)]
OwnAmbassador = Annotated[Actor, Needs(Permission.BE_AMBASSADOR)]


async def _own_speaking_right(
    actor: OwnAmbassador, governance: Governance, languages: ReaderLanguages
) -> SpeakingRight:
    return await ask_speaking_right(governance, actor.person_id, Network.LINKEDIN, languages)


OwnSpeakingRight = Annotated[SpeakingRight, Depends(_own_speaking_right)]


async def _answer(session: WriteSession, response: Response, ambassador_id: UUID) -> AmbassadorOut:
    await session.flush()
    out = AmbassadorOut.model_validate(await queries.described(session, ambassador_id))
    tag(response, out.version)
    return out


@router.get("")
async def list_ambassadors(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    state: State | None = None,
    tier: Tier | None = None,
    department: Annotated[str | None, Query(max_length=128)] = None,
    q: Annotated[str | None, Query(max_length=200, description="Part of a name.")] = None,
) -> Page[AmbassadorOut]:
    """Ambassadors, newest first."""
    rows, cursor = await queries.page_of(session, actor, page, state=state, tier=tier, department=department, q=q)
    return Page(items=[AmbassadorOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201)
async def nominate_ambassador(
    body: NominateAmbassador, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Put a colleague forward."""
    ambassador = await actions.nominate(session, actor, body.person_id, body.tier, now=now)
    return await _answer(session, response, ambassador.id)


@router.get("/{ambassador_id}")
async def read_ambassador(
    ambassador_id: UUID, session: ReadSession, _actor: Reader, response: Response
) -> AmbassadorOut:
    """One ambassadorship."""
    out = AmbassadorOut.model_validate(await queries.described(session, ambassador_id))
    tag(response, out.version)
    return out


@router.post("/{ambassador_id}/invite")
async def invite_ambassador(
    ambassador_id: UUID, match: IfSeen, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Ask a person to join; only that person can accept."""
    ambassador = await actions.invite(session, actor, ambassador_id, match, now=now)
    return await _answer(session, response, ambassador.id)


@router.post("/{ambassador_id}/rest")
async def rest_ambassador(
    ambassador_id: UUID, match: IfSeen, actor: Organiser, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Let an active ambassador rest; they may activate again at any time."""
    ambassador = await actions.rest(session, actor, ambassador_id, match, now=now)
    return await _answer(session, response, ambassador.id)


@me_router.get("", responses=MISSING)
async def read_my_ambassadorship(session: ReadSession, actor: OwnAmbassador, response: Response) -> AmbassadorOut:
    """My ambassadorship, the living one or the last; 404 when I never had one."""
    out = AmbassadorOut.model_validate(await queries.latest_of(session, actor.person_id))
    tag(response, out.version)
    return out


@me_router.post("", status_code=201)
async def nominate_myself(actor: OwnAmbassador, session: WriteSession, now: Now, response: Response) -> AmbassadorOut:
    """Put myself forward; a community manager invites."""
    ambassador = await actions.nominate(session, actor, actor.person_id, Tier.AMBASSADOR, now=now, by_themselves=True)
    return await _answer(session, response, ambassador.id)


@me_router.post("/accept", responses=MISSING)
async def accept_ambassadorship(
    actor: OwnAmbassador, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Say yes to the invitation."""
    ambassador = await actions.accept(session, actor, now=now)
    return await _answer(session, response, ambassador.id)


@me_router.post("/activate", responses=MISSING)
async def activate_ambassadorship(
    actor: OwnAmbassador, right: OwnSpeakingRight, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Begin, with a certificate and a current acknowledgement; otherwise 409 NotReady says what is missing."""
    ambassador = await actions.activate(session, actor, right, now=now)
    return await _answer(session, response, ambassador.id)


@me_router.post("/leave", responses=MISSING)
async def leave_ambassadorship(
    actor: OwnAmbassador, session: WriteSession, now: Now, response: Response
) -> AmbassadorOut:
    """Stop, at once; points and badges stay."""
    ambassador = await actions.leave(session, actor, now=now)
    return await _answer(session, response, ambassador.id)
