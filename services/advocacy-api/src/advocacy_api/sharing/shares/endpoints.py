"""Shares over HTTP."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from advocacy_api.permissions import Permission
from advocacy_api.refusals import MISSING
from advocacy_api.sharing.shares import actions, queries
from advocacy_api.sharing.shares.schemas import CreateShare, ShareOut
from advocacy_api.siblings.governance import Governance, ReaderLanguages, SpeakingRight, ask_speaking_right

router = capability_router("", "Shares")

Sharer = Annotated[Actor, Needs(Permission.SHARE)]
Reader = Annotated[Actor, Needs(Permission.READ_OWN_SHARES)]


@dataclass(frozen=True)
class AskedShare:
    """What the person wants to share, and what governance says when it is for the brand."""

    body: CreateShare
    right: SpeakingRight | None


async def _asked_share(
    actor: Sharer, body: CreateShare, governance: Governance, languages: ReaderLanguages
) -> AskedShare:
    """Asked before the transaction opens. When governance is away only sharing for the brand is refused."""
    if not body.on_behalf:
        return AskedShare(body, None)
    return AskedShare(body, await ask_speaking_right(governance, actor.person_id, body.network, languages))


Asked = Annotated[AskedShare, Depends(_asked_share)]


async def _origin(request: Request) -> str:
    return str(request.app.state.settings.public_origin)


Origin = Annotated[str, Depends(_origin)]


def _locale(actor: Actor) -> str:
    return actor.person.locale if actor.person else "en"


@router.post(
    "/shares",
    status_code=201,
    responses={200: {"model": ShareOut, "description": "The same share as before"}, **MISSING},
)
async def create_share(
    actor: Sharer, asked: Asked, session: WriteSession, now: Now, origin: Origin, response: Response
) -> ShareOut:
    """A tracked link and the network's share screen; for the brand only with the speaking right."""
    share_id, is_new = await actions.share(session, actor, asked.body, asked.right, now=now)
    response.status_code = 201 if is_new else 200
    row = await queries.described(session, share_id)
    return actions.share_out(row, origin=origin, locale=_locale(actor))


@router.get("/shares/{share_id}")
async def read_share(share_id: UUID, session: ReadSession, actor: Reader, origin: Origin) -> ShareOut:
    """One share with its clicks so far."""
    row = await queries.visible(session, actor, share_id)
    return actions.share_out(row, origin=origin, locale=_locale(actor))


@router.get("/me/shares")
async def list_my_shares(session: ReadSession, page: PageQuery, actor: Reader, origin: Origin) -> Page[ShareOut]:
    """My shares with their clicks, newest first."""
    rows, cursor = await queries.page_of(session, page, actor.person_id)
    items = [actions.share_out(row, origin=origin, locale=_locale(actor)) for row in rows]
    return Page(items=items, next_cursor=cursor)
