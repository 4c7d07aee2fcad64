"""Sign-off templates over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Request, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfMatch, IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.signoff.templates import actions, queries
from governance_api.signoff.templates.schemas import TemplateOut, WriteTemplate

router = capability_router("/signoff-templates", "Sign-off templates")
Reader = Annotated[Actor, Needs(Permission.READ_SIGNOFF_TEMPLATES)]
Editor = Annotated[Actor, Needs(Permission.EDIT_SIGNOFF_TEMPLATES)]


@router.post("", status_code=201)
async def create_signoff_template(
    actor: Editor, session: WriteSession, body: WriteTemplate, request: Request, response: Response, now: Now
) -> TemplateOut:
    """Write down the stages a subject passes; at least one of them decides."""
    template = await actions.create(session, actor, body, now=now)
    locate(request, response, template.id)
    tag(response, template.version)
    return TemplateOut.model_validate(template)


@router.get("")
async def list_signoff_templates(
    _actor: Reader, session: ReadSession, page: PageQuery, state: Literal["active", "retired"] | None = None
) -> Page[TemplateOut]:
    """The templates, oldest first."""
    templates, cursor = await queries.listed(session, page, state)
    return Page(items=[TemplateOut.model_validate(template) for template in templates], next_cursor=cursor)


@router.get("/{template_id}")
async def read_signoff_template(
    _actor: Reader, session: ReadSession, template_id: UUID, response: Response
) -> TemplateOut:
    """One template."""
    template = await queries.template(session, template_id)
    tag(response, template.version)
    return TemplateOut.model_validate(template)


@router.put("/{template_id}")
async def replace_signoff_template(
    actor: Editor, session: WriteSession, template_id: UUID, body: WriteTemplate, match: IfMatch, response: Response
) -> TemplateOut:
    """Other stages for the sign-offs to come."""
    template = await actions.replace(session, actor, template_id, body, match)
    tag(response, template.version)
    return TemplateOut.model_validate(template)


@router.post("/{template_id}/retire")
async def retire_signoff_template(
    actor: Editor, session: WriteSession, template_id: UUID, match: IfSeen, response: Response
) -> TemplateOut:
    """Let no new sign-off use it."""
    template = await actions.retire(session, actor, template_id, match)
    tag(response, template.version)
    return TemplateOut.model_validate(template)
