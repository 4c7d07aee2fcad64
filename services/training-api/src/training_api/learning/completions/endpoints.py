"""Completions and the transcript over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.data.localized import accepted_languages
from service_kit.data.statements import run
from service_kit.domain.collections import Format, Wanted, answer, one, unnarrowed, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.errors import Malformed, Missing
from service_kit.web.hot import hot
from service_kit.web.pages import Page, PageQuery
from service_kit.web.routes import capability_router
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
    TranscriptEntry,
    TranscriptOut,
    batch_out,
    checked,
    shown,
)
from training_api.permissions import Permission
from training_api.settings import Settings

router = capability_router("", "Completions")
Learner = Annotated[Actor, Needs(Permission.LEARN)]
Reader = Annotated[Actor, Needs(Permission.SEE_COMPLETIONS)]
Writer = Annotated[Actor, Needs(Permission.WRITE_COMPLETIONS)]
NamedModule = Annotated[str, Query(min_length=1, max_length=64, description="The module's code or id.")]


@router.get("/me/transcript", response_model=TranscriptOut, responses=FILES)
@hot
async def read_my_transcript(
    page: PageQuery, actor: Learner, connection: HotConnection, now: Now, file: Format = None
) -> Any:
    """What I have completed, newest first, with what was taken back."""
    wanted = unnarrowed(queries.MINE, page, file)
    if wanted.file is not None:
        return await answer(queries.MINE, connection, actor, wanted, now=now, out=TranscriptEntry)
    rows, following, totals = await queries.transcript(connection, actor, wanted, now=now)
    return TranscriptOut.model_validate({"items": rows, "next_cursor": following, "totals": totals})


@router.get("/completions/check")
async def check_completion(person: UUID, module: NamedModule, actor: Reader, connection: HotConnection) -> CheckOut:
    """Has this person completed that module?"""
    if not await queries.may_see(connection, actor, person):
        raise Missing
    found = await run(connection, queries.check(person, module))
    if found is None:
        raise Malformed(case="unknown-module", pointer="#/query/module", module=module)
    return checked(found, person, actor)


@router.get("/completions", response_model=Page[CompletionOut], responses=FILES)
async def list_completions(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """Completions the caller may see, newest first: their own, their reports', or all."""

    def show(row: Row[Any]) -> CompletionOut:
        return shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=CompletionOut, show=show)


@router.get("/completions/{completion_id}")
async def read_completion(completion_id: UUID, actor: Reader, connection: HotConnection, now: Now) -> CompletionOut:
    """One completion."""
    return shown(await one(queries.LIST, connection, actor, completion_id, now=now), actor)


@router.post("/completions", status_code=201, responses={200: {"description": "Known by its external_id"}})
async def record_completion(
    body: RecordCompletion, actor: Writer, session: WriteSession, now: Now, request: Request, response: Response
) -> CompletionOut:
    """Record what someone completed elsewhere; requirements and certificates follow at once.

    With something still open that comes before the module it is recorded all the same, `out_of_order`.
    """
    settings: Settings = request.app.state.settings
    completion, is_new = await actions.record_one(session, actor, body, settings.zone, now=now)
    if not is_new:
        response.status_code = 200
    return shown(completion, actor)


@router.post("/completions/batch")
async def record_completions(
    body: RecordCompletions, actor: Writer, session: WriteSession, now: Now, request: Request
) -> BatchOut:
    """Record up to a thousand at once; every fault of a row is reported, and costs no other row."""
    settings: Settings = request.app.state.settings
    listed = settings.row_errors_listed
    recorded, repeated, faults = await actions.record_batch(session, actor, body.items, settings.zone, listed, now=now)
    return batch_out(recorded, repeated, faults, accepted_languages(request.headers.get("accept-language")))


@router.post("/completions/{completion_id}/reverse")
async def reverse_completion(
    completion_id: UUID, body: ReverseCompletion, actor: Writer, session: WriteSession, now: Now
) -> CompletionOut:
    """Take a completion back by a second entry; a certificate that rested on it is suspended."""
    return shown(await actions.reverse(session, actor, completion_id, body.reason, now=now), actor)
