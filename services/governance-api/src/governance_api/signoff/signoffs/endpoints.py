"""Sign-offs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import ReadSession, WriteSession, database_of
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from governance_api.permissions import Permission
from governance_api.siblings.training import Training, has_completed
from governance_api.signoff.signoffs import actions, queries
from governance_api.signoff.signoffs.presentation import record_out, signoff_out, summary_out
from governance_api.signoff.signoffs.refusals import ReviewerModuleMissing
from governance_api.signoff.signoffs.rules import State
from governance_api.signoff.signoffs.schemas import Decide, RecordOut, SignoffOut, SignoffSummaryOut, StateFilter
from governance_api.signoff.signoffs.workdays import WorkdaysHere

router = capability_router("/signoffs", "Sign-offs")
mine = capability_router("/me/signoffs", "Sign-offs")
Reviewer = Annotated[Actor, Needs(Permission.DECIDE_SIGNOFFS)]


async def _module_passed(request: Request, actor: Reviewer, signoff_id: UUID, training: Training) -> None:
    """Ask training before the transaction opens; when it does not answer nobody decides (503)."""
    async with database_of(request).read() as session:
        signoff = await queries.signoff(session, actor, signoff_id)
    actions.refuse_own_work(signoff, actor)
    # What has ended stays ended: its refusal needs no answer of training's.
    module = signoff.reviewer_module if signoff.state == State.RUNNING else None
    if module and not await has_completed(training, actor.person_id, module):
        raise ReviewerModuleMissing(
            f"Complete the module {module} first; whoever signs has learnt how.", module=module, href="/learn"
        )


@mine.get("")
async def list_my_signoffs(
    actor: Reviewer, session: ReadSession, page: PageQuery, now: Now, state: StateFilter | None = None
) -> Page[SignoffSummaryOut]:
    """Where it is my turn now, and what I decided before, newest first."""
    rows, cursor = await queries.listed(session, actor, page, state=state, mine=True)
    return Page(items=[summary_out(row, now=now) for row in rows], next_cursor=cursor)


@router.get("")
async def list_signoffs(
    actor: Reviewer, session: ReadSession, page: PageQuery, now: Now, state: StateFilter | None = None
) -> Page[SignoffSummaryOut]:
    """The sign-offs that the caller may see, newest first."""
    rows, cursor = await queries.listed(session, actor, page, state=state, mine=False)
    return Page(items=[summary_out(row, now=now) for row in rows], next_cursor=cursor)


@router.get("/{signoff_id}")
async def read_signoff(
    actor: Reviewer, session: ReadSession, signoff_id: UUID, response: Response, now: Now
) -> SignoffOut:
    """One sign-off: its stages, whose turn it is, the hash of the content, and what was decided."""
    whole = await queries.whole(session, actor, signoff_id)
    tag(response, whole.signoff.version)
    return signoff_out(whole, actor, now=now)


@router.get("/{signoff_id}/record")
async def read_signoff_record(actor: Reviewer, session: ReadSession, signoff_id: UUID) -> RecordOut:
    """The chained record of the decisions, for an auditor."""
    return record_out(await queries.whole(session, actor, signoff_id))


@router.post("/{signoff_id}/decisions", dependencies=[Depends(_module_passed)])
async def decide_signoff(
    actor: Reviewer,
    session: WriteSession,
    signoff_id: UUID,
    body: Decide,
    match: IfSeen,
    workdays: WorkdaysHere,
    response: Response,
    now: Now,
) -> SignoffOut:
    """Decide in my turn, on exactly the content and in the stage that I have read."""
    signoff = await actions.decide(session, actor, signoff_id, body, match, workdays, now=now)
    await session.flush()
    tag(response, signoff.version)
    return signoff_out(await queries.whole(session, actor, signoff_id), actor, now=now)
