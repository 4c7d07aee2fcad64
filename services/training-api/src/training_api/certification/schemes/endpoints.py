"""Certification schemes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from training_api.certification.schemes import actions, queries
from training_api.certification.schemes.rules import State
from training_api.certification.schemes.schemas import CreateScheme, ReplaceScheme, Rule, SchemeOut
from training_api.certification.schemes.tables import Scheme
from training_api.permissions import Permission

router = capability_router("/certification-schemes", "Certification schemes")
Reader = Annotated[Actor, Needs(Permission.READ_SCHEMES)]
Writer = Annotated[Actor, Needs(Permission.WRITE_SCHEMES)]


def _out(scheme: Scheme) -> SchemeOut:
    rule = Rule(modules=scheme.modules, min_credits=scheme.min_credits, min_offline_credits=scheme.min_offline_credits)
    values = {name: getattr(scheme, name) for name in SchemeOut.model_fields if name != "rule"}
    return SchemeOut(**values, rule=rule)


def _answer(response: Response, scheme: Scheme) -> SchemeOut:
    tag(response, scheme.version)
    return _out(scheme)


@router.post("", status_code=201)
async def create_scheme(
    session: WriteSession, response: Response, body: CreateScheme, actor: Writer, now: Now
) -> SchemeOut:
    """A new scheme, in draft."""
    return _answer(response, await actions.create(session, actor, body, now=now))


@router.get("")
async def list_schemes(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    state: State | None = None,
    code: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[SchemeOut]:
    """The schemes the caller may see, by code."""
    schemes, cursor = await queries.list_visible(session, actor, page, state=state, code=code)
    return Page(items=[_out(scheme) for scheme in schemes], next_cursor=cursor)


@router.get("/{scheme_id}")
async def read_scheme(session: ReadSession, response: Response, scheme_id: UUID, actor: Reader) -> SchemeOut:
    """One scheme."""
    return _answer(response, await queries.visible(session, actor, scheme_id))


@router.put("/{scheme_id}")
async def replace_scheme(
    session: WriteSession,
    response: Response,
    scheme_id: UUID,
    match: IfMatch,
    body: ReplaceScheme,
    actor: Writer,
    now: Now,
) -> SchemeOut:
    """The whole scheme anew, while in draft."""
    return _answer(response, await actions.replace(session, actor, scheme_id, match, body, now=now))


@router.post("/{scheme_id}/publish")
async def publish_scheme(
    session: WriteSession, response: Response, scheme_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> SchemeOut:
    """Let the rule work: whoever qualifies is certified, now and from now on."""
    return _answer(response, await actions.publish(session, actor, scheme_id, match, now=now))


@router.post("/{scheme_id}/retire")
async def retire_scheme(
    session: WriteSession, response: Response, scheme_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> SchemeOut:
    """No further certificates; those issued live on."""
    return _answer(response, await actions.retire(session, actor, scheme_id, match, now=now))
