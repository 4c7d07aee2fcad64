"""Enrolments and progress over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from service_kit.data.database import AsyncSession, ReadSession, WriteSession
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, capability_router, tag
from service_kit.web.pages import Page, PageQuery
from service_kit.work.clock import Now

from training_api.learning.enrolments import actions, queries
from training_api.learning.enrolments.rules import State
from training_api.learning.enrolments.schemas import Enrol, EnrolmentOut, RecordProgress
from training_api.permissions import Permission

router = capability_router("", "Enrolments")
Learner = Annotated[Actor, Needs(Permission.LEARN)]
Reader = Annotated[Actor, Needs(Permission.READ_ENROLMENTS)]


async def _answer(session: AsyncSession, response: Response, actor: Actor, enrolment_id: UUID) -> EnrolmentOut:
    enrolment = EnrolmentOut.model_validate(await queries.read_whole(session, actor, enrolment_id))
    tag(response, enrolment.version)
    return enrolment


@router.post("/enrolments", status_code=201, responses={200: {"description": "Enrolled already"}})
async def enrol(session: WriteSession, response: Response, body: Enrol, actor: Learner, now: Now) -> EnrolmentOut:
    """Enrol in a module; who is enrolled already, or has completed it, gets that enrolment again (200)."""
    enrolment_id, is_new = await actions.enrol(session, actor, body, now=now)
    if not is_new:
        response.status_code = 200
    return await _answer(session, response, actor, enrolment_id)


@router.get("/me/enrolments")
async def list_my_enrolments(
    session: ReadSession, page: PageQuery, actor: Learner, state: State | None = None, module: UUID | None = None
) -> Page[EnrolmentOut]:
    """My enrolments, newest first."""
    wanted = queries.Wanted(module=module, state=state)
    rows, cursor = await queries.list_visible(session, actor, page, wanted, own=True)
    return Page(items=[EnrolmentOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/enrolments")
async def list_enrolments(
    session: ReadSession,
    page: PageQuery,
    actor: Reader,
    person: UUID | None = None,
    module: UUID | None = None,
    state: State | None = None,
) -> Page[EnrolmentOut]:
    """Enrolments the caller may see, newest first: their own, their reports', or all."""
    wanted = queries.Wanted(person=person, module=module, state=state)
    rows, cursor = await queries.list_visible(session, actor, page, wanted, own=False)
    return Page(items=[EnrolmentOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/enrolments/{enrolment_id}")
async def read_enrolment(session: ReadSession, response: Response, enrolment_id: UUID, actor: Reader) -> EnrolmentOut:
    """One enrolment with its progress."""
    return await _answer(session, response, actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/progress")
async def record_progress(
    session: WriteSession, response: Response, enrolment_id: UUID, body: RecordProgress, actor: Learner, now: Now
) -> EnrolmentOut:
    """Note that a content item was read; the last one completes the module. Repeating changes nothing."""
    await actions.progress(session, actor, enrolment_id, body.content_item_id, now=now)
    return await _answer(session, response, actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/withdraw")
async def withdraw_enrolment(
    session: WriteSession, response: Response, enrolment_id: UUID, match: IfSeen, actor: Learner, now: Now
) -> EnrolmentOut:
    """Stop, without any consequence; enrolling again starts anew."""
    await actions.withdraw(session, actor, enrolment_id, match, now=now)
    return await _answer(session, response, actor, enrolment_id)
