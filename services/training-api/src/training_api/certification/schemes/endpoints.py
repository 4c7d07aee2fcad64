"""Certification schemes over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, one, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.certification.schemes import actions, queries
from training_api.certification.schemes.rules import LIFE, Move
from training_api.certification.schemes.schemas import CreateScheme, ReplaceScheme, SchemeOut, shown
from training_api.certification.schemes.tables import Scheme
from training_api.permissions import Permission

router = capability_router("/certification-schemes", "Certification schemes")
Reader = Annotated[Actor, Needs(Permission.READ_SCHEMES)]
Writer = Annotated[Actor, Needs(Permission.WRITE_SCHEMES)]


def _answer(response: Response, scheme: Any, actor: Actor) -> SchemeOut:
    tag(response, scheme.version)
    return shown(scheme, actor)


async def _moved(_session: AsyncSession, actor: Actor, scheme: Scheme, _now: datetime) -> SchemeOut:
    return shown(scheme, actor)


@router.post("", status_code=201)
async def create_scheme(
    body: CreateScheme, actor: Writer, session: WriteSession, now: Now, response: Response
) -> SchemeOut:
    """A new scheme, in draft."""
    return _answer(response, await actions.create(session, actor, body, now=now), actor)


@router.get("", response_model=Page[SchemeOut], responses=FILES)
async def list_schemes(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """The schemes the caller may see, by code."""

    def show(row: Row[Any]) -> SchemeOut:
        return shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=SchemeOut, show=show)


@router.get("/{scheme_id}")
async def read_scheme(
    scheme_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> SchemeOut:
    """One scheme."""
    return _answer(response, await one(queries.LIST, connection, actor, scheme_id, now=now), actor)


@router.put("/{scheme_id}")
async def replace_scheme(
    scheme_id: UUID,
    body: ReplaceScheme,
    match: IfMatch,
    actor: Writer,
    session: WriteSession,
    now: Now,
    response: Response,
) -> SchemeOut:
    """The whole scheme anew, while in draft."""
    return _answer(response, await actions.replace(session, actor, scheme_id, match, body, now=now), actor)


declare_moves(
    router,
    "/{scheme_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=SchemeOut,
    texts={
        Move.PUBLISH: "Let the rule work: whoever qualifies is certified, now and from now on.",
        Move.RETIRE: "No further certificates; those issued live on.",
    },
)
