"""Guidelines over HTTP."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response
from service_kit.data.database import HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.guidelines.guidelines import actions, queries
from governance_api.guidelines.guidelines.schemas import ChangeGuideline, CreateGuideline, GuidelineOut, guideline_out
from governance_api.permissions import Permission

router = capability_router("/guidelines", "Guidelines")
Reader = Annotated[Actor, Needs(Permission.READ_GUIDELINES)]
Editor = Annotated[Actor, Needs(Permission.EDIT_GUIDELINES)]


@router.post("", status_code=201)
async def create_guideline(
    body: CreateGuideline, actor: Editor, session: WriteSession, now: Now, request: Request, response: Response
) -> GuidelineOut:
    """A guideline by its code; its versions come after."""
    guideline = await actions.create(session, actor, body, now=now)
    locate(request, response, guideline.id)
    tag(response, guideline.version)
    return guideline_out(guideline)


@router.get("", response_model=Page[GuidelineOut], responses=FILES)
async def list_guidelines(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """The guidelines that the caller may see, by code."""
    return await answer(queries.LIST, connection, actor, wanted, now=now, out=GuidelineOut, show=guideline_out)


@router.get("/{guideline}")
async def read_guideline(guideline: str, actor: Reader, connection: HotConnection, response: Response) -> GuidelineOut:
    """One guideline, by its id or code."""
    found = await queries.visible(connection, actor, guideline)
    tag(response, found.version)
    return guideline_out(found)


@router.patch("/{guideline}")
async def change_guideline(
    guideline: str, body: ChangeGuideline, match: IfMatch, actor: Editor, session: WriteSession, response: Response
) -> GuidelineOut:
    """A new title."""
    found = await actions.change(session, actor, guideline, match, body)
    tag(response, found.version)
    return guideline_out(found)
