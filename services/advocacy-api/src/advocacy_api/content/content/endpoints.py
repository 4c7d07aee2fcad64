"""Content over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.data.statements import run
from service_kit.domain.audience import unknown_names
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.file_links import picture_out
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.web.words import words_of
from service_kit.work.clock import Now
from sqlalchemy import Row

from advocacy_api.content.content import actions, queries
from advocacy_api.content.content.rules import LIFE, Move
from advocacy_api.content.content.schemas import (
    ChangeContent,
    ContentOut,
    CreateContent,
    MissingOut,
    ReplaceContent,
)
from advocacy_api.content.content.tables import Content
from advocacy_api.permissions import Permission
from advocacy_api.siblings.governance import ReaderLanguages

router = capability_router("/content", "Content")

Reader = Annotated[Actor, Needs(Permission.READ_CONTENT)]
Editor = Annotated[Actor, Needs(Permission.MANAGE_CONTENT)]


def _shown(row: Any, actor: Actor) -> ContentOut:
    shown = ContentOut.model_validate(row)
    shown.picture = picture_out("advocacy_api", row.picture)
    shown.allowed = LIFE.allowed(row.state, actor)
    return shown


async def _changed(session: AsyncSession, response: Response, actor: Actor, content: Content) -> ContentOut:
    tag(response, content.version)
    shown = _shown(content, actor)
    shown.unknown = await unknown_names(session, content.audience)
    return shown


async def _moved(_session: AsyncSession, actor: Actor, content: Content, _now: datetime) -> ContentOut:
    return _shown(content, actor)


@router.get("", response_model=Page[ContentOut], responses=FILES)
async def list_content(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """What I may share now, newest first; who manages content sees every state."""

    def show(row: Row[Any]) -> ContentOut:
        return _shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=ContentOut, show=show)


@router.post("", status_code=201)
async def create_content(
    body: CreateContent, actor: Editor, session: WriteSession, now: Now, response: Response
) -> ContentOut:
    """A new draft."""
    return await _changed(session, response, actor, await actions.create(session, actor, body, now=now))


@router.get("/{content_id}")
async def read_content(
    content_id: UUID,
    actor: Reader,
    languages: ReaderLanguages,
    connection: HotConnection,
    now: Now,
    response: Response,
) -> ContentOut:
    """One content; who may publish it reads what it lacks for that."""
    content = await queries.visible(connection, actor, content_id, now)
    tag(response, content.version)
    shown = _shown(content, actor)
    if Move.PUBLISH in shown.allowed:
        lacks = actions.missing(content, await run(connection, queries.disclosure_kinds()), now)
        shown.missing = [_said(fault["code"], languages) for fault in lacks]
    return shown


def _said(code: str, languages: list[str]) -> MissingOut:
    return MissingOut(code=code, detail=words_of("advocacy_api").say("reasons", code, {}, languages) or code)


@router.put("/{content_id}")
async def replace_content(
    content_id: UUID,
    body: ReplaceContent,
    match: IfMatch,
    actor: Editor,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ContentOut:
    """The whole content anew."""
    content = await actions.replace(session, actor, content_id, match, body, now=now)
    return await _changed(session, response, actor, content)


@router.patch("/{content_id}")
async def change_content(
    content_id: UUID,
    body: ChangeContent,
    match: IfMatch,
    actor: Editor,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ContentOut:
    """Only what the body names; `filled: true` closes a published vacancy."""
    content = await actions.change(session, actor, content_id, match, body, now=now)
    return await _changed(session, response, actor, content)


declare_moves(
    router,
    "/{content_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=ContentOut,
    many="",
    texts={
        Move.PUBLISH: "Offer it for sharing; 409 NotPublishable says what is missing.",
        Move.WITHDRAW: "Take it back; its links lead nowhere until it is published again.",
        Move.CLOSE: "It is over, as a filled vacancy; its links still lead to the page.",
    },
)
