"""Completions and the transcript over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from service_kit.data.database import HotConnection, ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import capability_router
from service_kit.web.errors import Malformed, Missing
from service_kit.web.pages import Key, Page, PageQuery, cut, position
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.learning.completions import actions, queries
from training_api.learning.completions.schemas import (
    BatchOut,
    CheckOut,
    CompletionOut,
    RecordCompletion,
    RecordCompletions,
    ReverseCompletion,
    TranscriptOut,
)
from training_api.learning.completions.tables import Completion
from training_api.permissions import Permission
from training_api.settings import Settings

router = capability_router("", "Completions")
Learner = Annotated[Actor, Needs(Permission.LEARN)]
Reader = Annotated[Actor, Needs(Permission.SEE_COMPLETIONS)]
BY_ID = [Key(Completion.id, descending=True)]
Writer = Annotated[Actor, Needs(Permission.WRITE_COMPLETIONS)]


def _shown(row: Row[Any], actor: Actor) -> CompletionOut:
    completion = CompletionOut.model_validate(row)
    return completion.for_reader(whole=queries.may_see_how(actor, completion.person_id))


@router.get("/me/transcript")
async def read_my_transcript(connection: HotConnection, page: PageQuery, actor: Learner) -> TranscriptOut:
    """What I have completed, newest first, with what was taken back."""
    (before,) = position(page, BY_ID)
    rows = await queries.transcript(connection, actor.person_id, before=before, limit=page.limit + 1)
    shown, following = cut(page, BY_ID, rows)
    totals = await queries.totals(connection, actor.person_id) if before is None else None
    return TranscriptOut.model_validate({"items": shown, "next_cursor": following, "totals": totals})


@router.get("/completions/check")
async def check_completion(
    connection: HotConnection,
    session: ReadSession,
    actor: Reader,
    person: UUID,
    module: Annotated[str, Query(min_length=1, max_length=64, description="The module's code or id.")],
) -> CheckOut:
    """Has this person completed that module?"""
    if not await queries.may_see(session, actor, person):
        raise Missing
    found = await queries.check(connection, person, module)
    if found is None:
        raise Malformed(f"There is no module {module!r}.", pointer="#/query/module")
    if not queries.may_see_how(actor, person):
        found["score"] = None
    return CheckOut.model_validate({**found, "person_id": person, "completed": found["completion_id"] is not None})


@router.get("/completions")
async def list_completions(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    person: UUID | None = None,
    module: Annotated[str | None, Query(max_length=64, description="The module's code.")] = None,
) -> Page[CompletionOut]:
    """Completions the caller may see, newest first: their own, their reports', or all."""
    rows, cursor = await queries.list_visible(session, actor, page, person=person, module=module)
    return Page(items=[_shown(row, actor) for row in rows], next_cursor=cursor)


@router.get("/completions/{completion_id}")
async def read_completion(session: ReadSession, completion_id: UUID, actor: Reader) -> CompletionOut:
    """One completion."""
    return _shown(await queries.visible(session, actor, completion_id), actor)


@router.post("/completions", status_code=201, responses={200: {"description": "Known by its external_id"}})
async def record_completion(
    session: WriteSession, response: Response, body: RecordCompletion, actor: Writer, now: Now
) -> CompletionOut:
    """Record what someone completed elsewhere; requirements and certificates follow at once."""
    completion, is_new = await actions.record_one(session, actor, body, now=now)
    if not is_new:
        response.status_code = 200
    return CompletionOut.model_validate(completion)


@router.post("/completions/batch")
async def record_completions(
    session: WriteSession, request: Request, body: RecordCompletions, actor: Writer, now: Now
) -> BatchOut:
    """Record up to a thousand at once; bad rows are reported, good ones recorded."""
    settings: Settings = request.app.state.settings
    return await actions.record_batch(session, actor, body.items, settings.row_errors_listed, now=now)


@router.post("/completions/{completion_id}/reverse")
async def reverse_completion(
    session: WriteSession, completion_id: UUID, body: ReverseCompletion, actor: Writer, now: Now
) -> CompletionOut:
    """Take a completion back by a second entry; a certificate that rested on it is suspended."""
    return CompletionOut.model_validate(await actions.reverse(session, actor, completion_id, body.reason, now=now))
