"""Modules over HTTP."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession, database_of
from service_kit.data.statements import Connected, run
from service_kit.domain.collections import Selection, Wanted, answer, selection_from, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, answer_unchanged, fingerprint_of, tag
from service_kit.web.errors import present
from service_kit.web.hot import hot
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.catalogue.modules import actions, queries
from training_api.catalogue.modules.rules import LIFE
from training_api.catalogue.modules.schemas import (
    ChangeModule,
    CreateModule,
    FacetsOut,
    ModuleInCatalogue,
    ModuleOut,
    ReplaceModule,
    listed,
    shown,
)
from training_api.catalogue.modules.tables import Module
from training_api.catalogue.tracks.rules import Move
from training_api.permissions import Permission

router = capability_router("/modules", "Catalogue")
Reader = Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_CATALOGUE)]
MOST_KEPT = 200
FORM = fingerprint_of(list(ModuleInCatalogue.model_fields))[:12]
"""Part of the list's tag: a release whose answers have other members does not call an older answer unchanged."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as bytes."""

    body: bytes
    headers: Mapping[str, str]

    def as_response(self) -> Response:
        """To be sent again."""
        return Response(self.body, media_type="application/json", headers=self.headers)


class KeptAnswers:
    """Lists of the catalogue as bytes, a bounded number; their keys name the catalogue's revision, so that none of
    them is ever out of date."""

    def __init__(self, revisions: queries.Revisions) -> None:
        self.revisions = revisions
        self._kept: OrderedDict[str, KeptAnswer] = OrderedDict()

    def get(self, source: str) -> KeptAnswer | None:
        """The answer that was kept for exactly this."""
        return self._kept.get(source)

    def keep(self, source: str, kept: KeptAnswer) -> None:
        """Keep one more, and drop the oldest beyond the bound."""
        self._kept[source] = kept
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _kind_of(actor: Actor) -> str:
    """What decides on what an actor sees and may do here: people of one kind share their answers."""
    if actor.may(Permission.WRITE_CATALOGUE):
        return "all"
    person = actor.person
    if person is None:
        return "published"
    return repr((person.department, person.division, person.location, person.job_profile, sorted(person.roles)))


async def _kept_answers(request: Request) -> KeptAnswers:
    state = request.app.state
    if not hasattr(state, "kept_modules"):
        state.kept_modules = KeptAnswers(queries.Revisions(database_of(request)))
    kept: KeptAnswers = state.kept_modules
    return kept


def _answer(response: Response, module: Any, actor: Actor) -> ModuleOut:
    tag(response, module.version)
    return shown(module, actor)


async def _moved(_session: AsyncSession, actor: Actor, module: Module, _now: datetime) -> ModuleOut:
    return shown(module, actor)


@router.post("", status_code=201)
async def create_module(
    body: CreateModule, actor: Writer, session: WriteSession, now: Now, response: Response
) -> ModuleOut:
    """A new module, in draft."""
    return _answer(response, await actions.create(session, actor, body, now=now), actor)


@router.get("", response_model=Page[ModuleInCatalogue], responses=FILES)
@hot
async def list_modules(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))],
    actor: Reader,
    kept: Annotated[KeptAnswers, Depends(_kept_answers)],
    now: Now,
    request: Request,
    response: Response,
) -> Any:
    """The modules the caller may see, by code, without their content."""

    def show(row: Row[Any]) -> ModuleInCatalogue:
        return listed(row, actor)

    async def read(connection: Connected) -> Any:
        return await answer(queries.LIST, connection, actor, wanted, now=now, out=ModuleInCatalogue, show=show)

    if wanted.file is not None:
        async with database_of(request).hot() as connection:
            return await read(connection)
    revision = await kept.revisions.read()
    prefix = request.headers.get("x-forwarded-prefix", "")
    # The addresses of pictures change with the day.
    source = f"{FORM} {now:%Y-%j} {revision} {_kind_of(actor)} {prefix} {request.url.query}"
    answer_unchanged(request, response, source)
    known = kept.get(source)
    if known is None:
        async with database_of(request).hot() as connection:
            seen = await queries.revision_seen(connection)
            page = await read(connection)
        if seen != revision:  # a replica lags: the tag names what this reader has not seen yet
            del response.headers["ETag"]
        known = KeptAnswer(page.model_dump_json().encode(), dict(response.headers))
        if seen == revision:
            kept.keep(source, known)
    return known.as_response()


@router.get("/facets")
async def list_module_facets(
    wanted: Annotated[Selection, Depends(selection_from(queries.LIST))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> FacetsOut:
    """How many of the modules that match carry each track, level, phase, platform and state."""
    return FacetsOut.model_validate(await queries.count_facets(connection, actor, wanted, now=now))


@router.get("/{module_id}")
async def read_module(module_id: UUID, actor: Reader, connection: HotConnection, response: Response) -> ModuleOut:
    """One module with its content."""
    return _answer(response, present(await run(connection, queries.whole(actor, module_id))), actor)


@router.put("/{module_id}")
async def replace_module(
    module_id: UUID,
    body: ReplaceModule,
    match: IfMatch,
    actor: Writer,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ModuleOut:
    """The whole module anew; what is published stays published, as a next edition."""
    return _answer(response, await actions.replace(session, actor, module_id, match, body, now=now), actor)


@router.patch("/{module_id}")
async def change_module(
    module_id: UUID,
    body: ChangeModule,
    match: IfMatch,
    actor: Writer,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ModuleOut:
    """Change what is named in the body; what is published stays published, as a next edition."""
    return _answer(response, await actions.change(session, actor, module_id, match, body, now=now), actor)


declare_moves(
    router,
    "/{module_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=ModuleOut,
    texts={
        Move.PUBLISH: "Show the module; it needs an owner, a goal and a completion rule.",
        Move.ARCHIVE: "Take the module out of sight for good; its code stays taken.",
    },
)
