"""Decisions over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import HotConnection, WriteSession, database_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, tag
from service_kit.web.routes import capability_router
from service_kit.web.words import address
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.settings import SettingsHere
from governance_api.siblings.training import Training, has_completed
from governance_api.signoff.decisions import actions
from governance_api.signoff.decisions.rules import ReviewerModuleMissing
from governance_api.signoff.decisions.schemas import Decide, RecordOut, record_out
from governance_api.signoff.signoffs import queries as signoffs
from governance_api.signoff.signoffs.actions import SUBJECTS
from governance_api.signoff.signoffs.rules import State
from governance_api.signoff.signoffs.schemas import SignoffOut, signoff_out

router = capability_router("/signoffs/{signoff_id}", "Sign-offs")
Reviewer = Annotated[Actor, Needs(Permission.DECIDE_SIGNOFFS)]


async def _module_passed(signoff_id: UUID, actor: Reviewer, training: Training, request: Request) -> Any:
    """The sign-off. Ask training before the transaction opens; when it does not answer nobody decides (503)."""
    async with database_of(request).hot() as connection:
        signoff = await signoffs.visible(connection, actor, signoff_id)
    actions.refuse_own_work(signoff, actor)
    # What has ended stays ended: its refusal needs no answer of training's.
    module = signoff.reviewer_module if signoff.state == State.RUNNING else None
    if module and not await has_completed(training, actor.person_id, module):
        raise ReviewerModuleMissing(module=module, href=address("governance_api", "learning"))
    return signoff


@router.get("/record")
async def read_signoff_record(signoff_id: UUID, actor: Reviewer, connection: HotConnection) -> RecordOut:
    """The text, and the chained record of the decisions on it, for an auditor."""
    whole, kept = await signoffs.whole_with_content(connection, actor, signoff_id)
    content = None if kept is None else SUBJECTS[whole.signoff.subject_type].content(kept)
    return record_out(whole, content)


@router.post("/decisions", dependencies=[Depends(_module_passed)])
async def decide_signoff(
    body: Decide,
    match: IfSeen,
    actor: Reviewer,
    seen: Annotated[Any, Depends(_module_passed)],
    settings: SettingsHere,
    session: WriteSession,
    now: Now,
    response: Response,
) -> SignoffOut:
    """Decide in my turn, on exactly the content and in the stage that I have read."""
    whole = await actions.decide(session, actor, seen, match, body, settings.holidays(), now=now)
    tag(response, whole.signoff.version)
    return signoff_out(whole, actor, now=now)
