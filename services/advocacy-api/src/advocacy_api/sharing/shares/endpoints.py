"""Shares over HTTP."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.events.siblings import Asked, asked_first
from service_kit.identity.auth import Actor, Needs
from service_kit.web.openapi import MAY_BE_MISSING
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.sharing.shares import actions, queries
from advocacy_api.sharing.shares.schemas import CreateShare, MarkPosted, ShareOut, share_out
from advocacy_api.siblings.governance import Governance, ReaderLanguages, SpeakingRight, ask_speaking_right

router = capability_router("", "Shares")

Sharer = Annotated[Actor, Needs(Permission.SHARE)]
Reader = Annotated[Actor, Needs(Permission.READ_OWN_SHARES)]


@dataclass(frozen=True)
class WantedShare:
    """What the person wants to share, and what governance says when it is for the brand."""

    body: CreateShare
    right: SpeakingRight | None


async def _wanted_share(
    body: CreateShare, actor: Sharer, governance: Governance, languages: ReaderLanguages
) -> WantedShare:
    """When governance is away only sharing for the brand is refused. The body is read here alone: once."""
    if not body.on_behalf:
        return WantedShare(body, None)
    right = await ask_speaking_right(governance, actor.person_id, body.network.value, languages)
    return WantedShare(body, right)


async def _origin(request: Request) -> str:
    return str(request.app.state.settings.public_origin)


Origin = Annotated[str, Depends(_origin)]


def _locale(actor: Actor) -> str:
    return actor.person.locale if actor.person else "en"


@router.post(
    "/shares",
    status_code=201,
    responses={200: {"model": ShareOut, "description": "The same share as before"}, **MAY_BE_MISSING},
)
async def create_share(
    actor: Sharer,
    asked: Annotated[Asked[WantedShare], asked_first(_wanted_share)],
    origin: Origin,
    now: Now,
    response: Response,
) -> ShareOut:
    """A tracked link and the network's share screen; for the brand only with the speaking right."""
    locale = _locale(actor)
    made = await actions.share(
        asked.session, actor, asked.answer.body, asked.answer.right, origin=origin, locale=locale, now=now
    )
    response.status_code = 201 if made.is_new else 200
    return share_out(made.share, made.content, made.clicks, origin=origin, locale=locale)


@router.get("/shares/{share_id}")
async def read_share(share_id: UUID, actor: Reader, origin: Origin, connection: HotConnection, now: Now) -> ShareOut:
    """One share with its clicks so far."""
    row = await queries.visible(connection, actor, share_id, now=now)
    return share_out(row, row, row.clicks, origin=origin, locale=_locale(actor))


@router.post("/shares/{share_id}/copied")
async def mark_share_copied(share_id: UUID, actor: Sharer, origin: Origin, session: WriteSession) -> ShareOut:
    """My text is in the clipboard; may be said again."""
    row = await actions.copied(session, actor, share_id)
    return share_out(row, row, row.clicks, origin=origin, locale=_locale(actor))


@router.post("/shares/{share_id}/posted")
async def mark_share_posted(
    share_id: UUID,
    actor: Sharer,
    origin: Origin,
    session: WriteSession,
    now: Now,
    body: MarkPosted | None = None,
) -> ShareOut:
    """I posted it, and where it stands if I want to say; may be said again. From then on its words stay."""
    row = await actions.posted(session, actor, share_id, (body or MarkPosted()).post_url, now=now)
    return share_out(row, row, row.clicks, origin=origin, locale=_locale(actor))


@router.get("/me/shares", response_model=Page[ShareOut], responses=FILES)
async def list_my_shares(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))],
    actor: Reader,
    origin: Origin,
    connection: HotConnection,
    now: Now,
) -> Any:
    """My shares with their clicks, newest first."""

    def show(row: Any) -> ShareOut:
        return share_out(row, row, row.clicks, origin=origin, locale=_locale(actor))

    return await answer(queries.OWN, connection, actor, wanted, now=now, out=ShareOut, show=show)
