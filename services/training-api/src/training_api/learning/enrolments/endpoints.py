"""Enrolments and progress over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession, database_of
from service_kit.data.statements import Connected
from service_kit.domain.bulk_moves import MoveMany, MovesOut, Turn, each_by_itself, move_named
from service_kit.domain.collections import Wanted, answer, one, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now
from sqlalchemy import Row

from training_api.learning.enrolments import actions, queries
from training_api.learning.enrolments.rules import LIFE, ManyMove, Move
from training_api.learning.enrolments.schemas import Enrol, EnrolmentOut, RecordProgress, shown
from training_api.learning.enrolments.tables import Enrolment
from training_api.permissions import Permission

router = capability_router("", "Enrolments")
Learner = Annotated[Actor, Needs(Permission.LEARN)]
Reader = Annotated[Actor, Needs(Permission.READ_ENROLMENTS)]


async def _read(on: Connected, actor: Actor, enrolment_id: UUID, now: datetime) -> EnrolmentOut:
    return shown(await one(queries.LIST, on, actor, enrolment_id, now=now), actor)


def _answer(response: Response, enrolment: EnrolmentOut) -> EnrolmentOut:
    tag(response, enrolment.version)
    return enrolment


async def _moved(session: AsyncSession, actor: Actor, enrolment: Enrolment, now: datetime) -> EnrolmentOut:
    return await _read(session, actor, enrolment.id, now)


@router.post("/enrolments", status_code=201, responses={200: {"description": "Enrolled already"}})
async def enrol(body: Enrol, actor: Learner, session: WriteSession, now: Now, response: Response) -> EnrolmentOut:
    """Enrol in a module; who is enrolled already, or has completed it, gets that enrolment again (200)."""
    enrolment, is_new = await actions.enrol(session, actor, body, now=now)
    if not is_new:
        response.status_code = 200
    return _answer(response, shown(enrolment, actor))


@router.post("/modules/{module_id}/people/moves")
async def enrol_many(
    module_id: UUID, body: MoveMany, actor: Learner, _turn: Turn, now: Now, request: Request
) -> MovesOut:
    """Enrol up to 200 people in a module, each by itself: a refusal stops no other.

    A manager enrols people below, a trainer anyone. `status` is 201 for who is enrolled now, 200 for who was already.
    """
    move_named(body, {move.value: move for move in ManyMove})
    async with database_of(request).hot() as connection:
        await actions.refuse_unless_shown(connection, actor, module_id)

    async def one(session: AsyncSession, person_id: UUID) -> tuple[int, str]:
        wanted = Enrol(module_id=module_id, person_id=person_id)
        enrolment, is_new = await actions.enrol(session, actor, wanted, now=now)
        return (201 if is_new else 200), str(enrolment.state)

    return await each_by_itself(request, body.ids, one)


@router.get("/me/enrolments", response_model=Page[EnrolmentOut], responses=FILES)
async def list_my_enrolments(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.MINE))], actor: Learner, connection: HotConnection, now: Now
) -> Any:
    """My enrolments, newest first."""

    def show(row: Row[Any]) -> EnrolmentOut:
        return shown(row, actor)

    return await answer(queries.MINE, connection, actor, wanted, now=now, out=EnrolmentOut, show=show)


@router.get("/enrolments", response_model=Page[EnrolmentOut], responses=FILES)
async def list_enrolments(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """Enrolments the caller may see, newest first: their own, their reports', or all."""

    def show(row: Row[Any]) -> EnrolmentOut:
        return shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=EnrolmentOut, show=show)


@router.get("/enrolments/{enrolment_id}")
async def read_enrolment(
    enrolment_id: UUID, actor: Reader, connection: HotConnection, now: Now, response: Response
) -> EnrolmentOut:
    """One enrolment with its progress."""
    return _answer(response, await _read(connection, actor, enrolment_id, now))


@router.post("/enrolments/{enrolment_id}/progress")
async def record_progress(
    enrolment_id: UUID, body: RecordProgress, actor: Learner, session: WriteSession, now: Now, response: Response
) -> EnrolmentOut:
    """Note that a content item was read; the last one completes the module. Repeating changes nothing."""
    enrolment = await actions.progress(session, actor, enrolment_id, body.content_item_id, now=now)
    return _answer(response, shown(enrolment, actor))


declare_moves(
    router,
    "/enrolments/{enrolment_id}",
    LIFE,
    act=actions.move,
    show=_moved,
    out=EnrolmentOut,
    many="/enrolments",
    texts={Move.WITHDRAW: "Stop, without any consequence; enrolling again starts anew."},
)
