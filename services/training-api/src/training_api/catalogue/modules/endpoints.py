"""Modules over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from service_kit.data.database import HotConnection, ReadSession, WriteSession, database_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, IfSeen, answer_unchanged, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from training_api.catalogue.modules import actions, queries
from training_api.catalogue.modules.rendered import Rendered
from training_api.catalogue.modules.schemas import (
    ChangeModule,
    CreateModule,
    FacetsOut,
    ModuleInCatalogue,
    ModuleOut,
    ReplaceModule,
)
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import Phase, State
from training_api.permissions import Permission

router = capability_router("/modules", "Catalogue")
Reader = Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_CATALOGUE)]


def _answer(response: Response, module: Module) -> ModuleOut:
    tag(response, module.version)
    return ModuleOut.model_validate(module)


async def _wanted(
    track: Annotated[str | None, Query(max_length=64, description="A track's id or code.")] = None,
    level: Annotated[int | None, Query(ge=1, le=20)] = None,
    phase: Phase | None = None,
    platform: Annotated[str | None, Query(max_length=64)] = None,
    state: State | None = None,
    q: Annotated[str | None, Query(max_length=200)] = None,
) -> queries.Wanted:
    return queries.Wanted(track, level, phase, platform, state, q)


async def _rendered(request: Request) -> Rendered:
    state = request.app.state
    if not hasattr(state, "rendered_modules"):
        state.rendered_modules = Rendered()
    kept: Rendered = state.rendered_modules
    return kept


Wanted = Annotated[queries.Wanted, Depends(_wanted)]
Memory = Annotated[Rendered, Depends(_rendered)]


@router.post("", status_code=201)
async def create_module(
    session: WriteSession, response: Response, body: CreateModule, actor: Writer, now: Now
) -> ModuleOut:
    """A new module, in draft."""
    return _answer(response, await actions.create(session, actor, body, now=now))


@router.get("", response_model=Page[ModuleInCatalogue])
async def list_modules(
    connection: HotConnection,
    request: Request,
    response: Response,
    page: PageQuery,
    actor: Reader,
    wanted: Wanted,
    rendered: Memory,
) -> Response:
    """The modules the caller may see, by code, without their content."""
    revision = await queries.read_revision(connection)
    prefix = request.headers.get("x-forwarded-prefix", "")
    source = f"{revision} {rendered.audience_of(actor)} {prefix} {request.url.query}"
    answer_unchanged(request, response, source)
    known = rendered.get(source)
    if known is None:
        async with database_of(request).read() as session:
            seen = await queries.revision_seen(session)
            rows, cursor = await queries.list_visible(session, actor, page, wanted)
        items = [ModuleInCatalogue.model_validate(row) for row in rows]
        body = Page(items=items, next_cursor=cursor).model_dump_json().encode()
        lags = seen != revision
        if lags:  # the tag names what this reader has not seen yet
            del response.headers["ETag"]
        known = rendered.keep(None if lags else source, body, response.headers)
    return known.answer()


@router.get("/facets")
async def list_module_facets(session: ReadSession, actor: Reader, wanted: Wanted) -> FacetsOut:
    """How many of the modules that match carry each track, level, phase, platform and state."""
    return FacetsOut.model_validate(await queries.count_facets(session, actor, wanted))


@router.get("/{module_id}")
async def read_module(session: ReadSession, response: Response, module_id: UUID, actor: Reader) -> ModuleOut:
    """One module with its content."""
    return _answer(response, await queries.visible(session, actor, module_id))


@router.put("/{module_id}")
async def replace_module(
    session: WriteSession,
    response: Response,
    module_id: UUID,
    match: IfMatch,
    body: ReplaceModule,
    actor: Writer,
    now: Now,
) -> ModuleOut:
    """The whole module anew; what is published stays published, as a next edition."""
    return _answer(response, await actions.replace(session, actor, module_id, match, body, now=now))


@router.patch("/{module_id}")
async def change_module(
    session: WriteSession,
    response: Response,
    module_id: UUID,
    match: IfMatch,
    body: ChangeModule,
    actor: Writer,
    now: Now,
) -> ModuleOut:
    """Change what is named in the body; what is published stays published, as a next edition."""
    return _answer(response, await actions.change(session, actor, module_id, match, body, now=now))


@router.post("/{module_id}/publish")
async def publish_module(
    session: WriteSession, response: Response, module_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> ModuleOut:
    """Show the module; it needs an owner, a goal and a completion rule."""
    return _answer(response, await actions.publish(session, actor, module_id, match, now=now))


@router.post("/{module_id}/archive")
async def archive_module(
    session: WriteSession, response: Response, module_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> ModuleOut:
    """Take the module out of sight for good; its code stays taken."""
    return _answer(response, await actions.archive(session, actor, module_id, match, now=now))
