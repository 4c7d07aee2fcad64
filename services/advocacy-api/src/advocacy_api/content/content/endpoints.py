"""Content over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from advocacy_api.content.content import actions, queries
from advocacy_api.content.content.rules import State
from advocacy_api.content.content.schemas import (
    AnyKind,
    ChangeContent,
    ContentOut,
    CreateContent,
    Language,
    ReplaceContent,
)
from advocacy_api.content.content.tables import Content
from advocacy_api.networks import Network
from advocacy_api.permissions import Permission

router = capability_router("/content", "Content")

Reader = Annotated[Actor, Needs(Permission.READ_CONTENT)]
Editor = Annotated[Actor, Needs(Permission.MANAGE_CONTENT)]


def _answer(response: Response, content: Content) -> ContentOut:
    tag(response, content.version)
    return ContentOut.model_validate(content)


@router.get("")
async def list_content(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    now: Now,
    kind: AnyKind | None = None,
    network: Network | None = None,
    language: Language | None = None,
    state: State | None = None,
    q: Annotated[str | None, Query(max_length=200, description="Words of the title or text.")] = None,
) -> Page[ContentOut]:
    """What I may share now, newest first; who manages content sees every state."""
    rows, cursor = await queries.page_of(
        session, actor, page, now=now, kind=kind, network=network, language=language, state=state, q=q
    )
    return Page(items=[ContentOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("", status_code=201)
async def create_content(
    body: CreateContent, actor: Editor, session: WriteSession, now: Now, response: Response
) -> ContentOut:
    """A new draft."""
    return _answer(response, await actions.create(session, actor, body, now=now))


@router.get("/{content_id}")
async def read_content(
    content_id: UUID, session: ReadSession, actor: Reader, now: Now, response: Response
) -> ContentOut:
    """One content."""
    return _answer(response, await queries.visible(session, actor, content_id, now))


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
    return _answer(response, await actions.replace(session, actor, content_id, match, body, now=now))


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
    return _answer(response, await actions.change(session, actor, content_id, match, body, now=now))


@router.post("/{content_id}/publish")
async def publish_content(
    content_id: UUID, match: IfSeen, actor: Editor, session: WriteSession, now: Now, response: Response
) -> ContentOut:
    """Offer it for sharing; 409 NotPublishable says what is missing."""
    return _answer(response, await actions.publish(session, actor, content_id, match, now=now))


@router.post("/{content_id}/withdraw")
async def withdraw_content(
    content_id: UUID, match: IfSeen, actor: Editor, session: WriteSession, response: Response
) -> ContentOut:
    """Take it back; its links lead nowhere until it is published again."""
    return _answer(response, await actions.withdraw(session, actor, content_id, match))


@router.post("/{content_id}/close")
async def close_content(
    content_id: UUID, match: IfSeen, actor: Editor, session: WriteSession, now: Now, response: Response
) -> ContentOut:
    """It is over, as a filled vacancy; its links still lead to the page."""
    return _answer(response, await actions.close(session, actor, content_id, match, now=now))
