"""Sign-off templates over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.signoff.templates import actions, queries
from governance_api.signoff.templates.rules import LIFE, Move
from governance_api.signoff.templates.schemas import TemplateOut, WriteTemplate, template_out
from governance_api.signoff.templates.tables import SignoffTemplate

router = capability_router("/signoff-templates", "Sign-off templates")
Reader = Annotated[Actor, Needs(Permission.READ_SIGNOFF_TEMPLATES)]
Editor = Annotated[Actor, Needs(Permission.EDIT_SIGNOFF_TEMPLATES)]


@router.post("", status_code=201)
async def create_signoff_template(
    body: WriteTemplate, actor: Editor, session: WriteSession, now: Now, request: Request, response: Response
) -> TemplateOut:
    """Write down the stages a subject passes; at least one of them decides."""
    template = await actions.create(session, actor, body, now=now)
    locate(request, response, template.id)
    tag(response, template.version)
    return template_out(template, actor)


@router.get("", response_model=Page[TemplateOut], responses=FILES)
async def list_signoff_templates(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """The templates, oldest first."""

    def show(row: Any) -> TemplateOut:
        return template_out(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=TemplateOut, show=show)


@router.get("/{template_id}")
async def read_signoff_template(
    template_id: UUID, actor: Reader, connection: HotConnection, response: Response
) -> TemplateOut:
    """One template."""
    template = await queries.template(connection, template_id)
    tag(response, template.version)
    return template_out(template, actor)


@router.put("/{template_id}")
async def replace_signoff_template(
    template_id: UUID, body: WriteTemplate, match: IfMatch, actor: Editor, session: WriteSession, response: Response
) -> TemplateOut:
    """Other stages for the sign-offs to come."""
    template = await actions.replace(session, actor, template_id, match, body)
    tag(response, template.version)
    return template_out(template, actor)


async def _moved(_session: AsyncSession, actor: Actor, template: SignoffTemplate, _now: datetime) -> TemplateOut:
    return template_out(template, actor)


declare_moves(
    router,
    "/{template_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=TemplateOut,
    texts={Move.RETIRE: "Let no new sign-off use it."},
)
