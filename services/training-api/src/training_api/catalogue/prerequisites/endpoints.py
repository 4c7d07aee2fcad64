"""Prerequisites and waivers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from service_kit.data.database import AsyncSession, ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from training_api.catalogue.modules import queries as modules
from training_api.catalogue.prerequisites import actions, queries
from training_api.catalogue.prerequisites.rules import WaiverState
from training_api.catalogue.prerequisites.schemas import (
    DecideWaiver,
    NamedModule,
    PrerequisitesOut,
    RequestWaiver,
    SetPrerequisites,
    WaiverOut,
)
from training_api.catalogue.prerequisites.tables import Waiver
from training_api.permissions import Permission

router = capability_router("", "Prerequisites")
Reader = Annotated[Actor, Needs(Permission.READ_CATALOGUE)]
Writer = Annotated[Actor, Needs(Permission.WRITE_CATALOGUE)]
Learner = Annotated[Actor, Needs(Permission.LEARN)]
Waiving = Annotated[Actor, Needs(Permission.WAIVE_PREREQUISITES)]


async def _prerequisites(session: AsyncSession, response: Response, module_id: UUID) -> PrerequisitesOut:
    kept = await queries.set_for(session, module_id)
    expression = SetPrerequisites.model_validate(kept.expression if kept else {"all_of": []})
    wanted = dict.fromkeys(part.module for part in expression.flat() if part.module is not None)
    named = await queries.named(session, list(wanted))
    version = kept.version if kept else 0
    tag(response, version)
    return PrerequisitesOut(
        module_id=module_id,
        **dict(expression),
        modules=[NamedModule.model_validate(named[required]) for required in wanted if required in named],
        version=version,
    )


@router.get("/modules/{module_id}/prerequisites")
async def read_prerequisites(
    session: ReadSession, response: Response, module_id: UUID, actor: Reader
) -> PrerequisitesOut:
    """What must come before the module, as it was set."""
    await modules.visible(session, actor, module_id)
    return await _prerequisites(session, response, module_id)


@router.put("/modules/{module_id}/prerequisites")
async def set_prerequisites(
    session: WriteSession,
    response: Response,
    module_id: UUID,
    match: IfMatch,
    body: SetPrerequisites,
    actor: Writer,
    now: Now,
) -> PrerequisitesOut:
    """Set what must come before the module; a circle is refused and named."""
    await actions.set_prerequisites(session, actor, module_id, match, body, now=now)
    return await _prerequisites(session, response, module_id)


def _waiver(response: Response, waiver: Waiver) -> WaiverOut:
    tag(response, waiver.version)
    return WaiverOut.model_validate(waiver)


@router.post("/waivers", status_code=201)
async def request_waiver(
    session: WriteSession, response: Response, body: RequestWaiver, actor: Learner, now: Now
) -> WaiverOut:
    """Ask that a person may take a module without its prerequisites."""
    return _waiver(response, await actions.request_waiver(session, actor, body, now=now))


@router.get("/waivers")
async def list_waivers(
    session: ReadSession, page: PageQuery, actor: Learner, state: WaiverState | None = None
) -> Page[WaiverOut]:
    """Waivers the caller may see, newest first."""
    waivers, cursor = await queries.list_waivers(session, actor, page, state)
    return Page(items=[WaiverOut.model_validate(waiver) for waiver in waivers], next_cursor=cursor)


@router.get("/waivers/{waiver_id}")
async def read_waiver(session: ReadSession, response: Response, waiver_id: UUID, actor: Learner) -> WaiverOut:
    """One waiver."""
    return _waiver(response, await queries.visible_waiver(session, actor, waiver_id))


@router.post("/waivers/{waiver_id}/approve")
async def approve_waiver(
    session: WriteSession,
    response: Response,
    waiver_id: UUID,
    match: IfSeen,
    actor: Waiving,
    now: Now,
    body: DecideWaiver | None = None,
) -> WaiverOut:
    """Grant it; never by who asked or gains."""
    decided = actions.decide_waiver(session, actor, waiver_id, body or DecideWaiver(), match, approve=True, now=now)
    return _waiver(response, await decided)


@router.post("/waivers/{waiver_id}/refuse")
async def refuse_waiver(
    session: WriteSession,
    response: Response,
    waiver_id: UUID,
    match: IfSeen,
    actor: Waiving,
    now: Now,
    body: DecideWaiver | None = None,
) -> WaiverOut:
    """Do not grant it."""
    decided = actions.decide_waiver(session, actor, waiver_id, body or DecideWaiver(), match, approve=False, now=now)
    return _waiver(response, await decided)
