"""Exemptions over HTTP: granted, seen, and withdrawn."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.bulk_moves import declare_bulk
from service_kit.domain.collections import Wanted, answer, one, wanted_from
from service_kit.domain.exports import FILES
from service_kit.domain.lifecycle_endpoints import MakeMove
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfSeen, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.requirements.exemptions import actions, queries
from training_api.requirements.exemptions.rules import Move
from training_api.requirements.exemptions.schemas import ExemptionOut, GrantExemption
from training_api.requirements.requirements.tables import Exemption

router = capability_router("", "Exemptions")
Exempter = Annotated[Actor, Needs(Permission.EXEMPT_PEOPLE)]
Learner = Annotated[Actor, Needs(Permission.READ_OWN_REQUIREMENTS)]


async def _shown(
    session: AsyncSession, response: Response, actor: Actor, exemption: Exemption, now: datetime
) -> ExemptionOut:
    tag(response, exemption.version)
    return ExemptionOut.shown(await one(queries.LIST, session, actor, exemption.id, now=now), actor, now)


@router.post("/requirements/{requirement_id}/exemptions", status_code=201)
async def exempt_person(
    requirement_id: UUID, body: GrantExemption, actor: Exempter, session: WriteSession, now: Now, response: Response
) -> ExemptionOut:
    """Let somebody off, for a reason and until a day."""
    granted = await actions.grant(session, actor, requirement_id, body, now=now)
    return await _shown(session, response, actor, granted, now)


@router.get("/requirements/{requirement_id}/exemptions", response_model=Page[ExemptionOut], responses=FILES)
async def list_exemptions_of_requirement(
    requirement_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.OF_REQUIREMENT))],
    actor: Exempter,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who is or was exempt, newest first."""

    def show(row: Any) -> ExemptionOut:
        return ExemptionOut.shown(row, actor, now)

    whose = {"requirement": requirement_id}
    return await answer(
        queries.OF_REQUIREMENT, connection, actor, wanted, now=now, out=ExemptionOut, show=show, values=whose
    )


@router.post("/requirements/{requirement_id}/exemptions/{exemption_id}/withdraw")
async def withdraw_exemption(
    requirement_id: UUID,
    exemption_id: UUID,
    body: MakeMove,
    match: IfSeen,
    actor: Exempter,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ExemptionOut:
    """End it now, for a reason: the line opens again, due in 14 days at the earliest."""
    withdrawn = await actions.withdraw(
        session, actor, exemption_id, match, Move.WITHDRAW, body.reason, now=now, requirement_id=requirement_id
    )
    return await _shown(session, response, actor, withdrawn, now)


@router.get("/exemptions", response_model=Page[ExemptionOut], responses=FILES)
async def list_exemptions(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Learner, connection: HotConnection, now: Now
) -> Any:
    """Exemptions the caller may see, newest first: their own, those of the people below, or all."""

    def show(row: Any) -> ExemptionOut:
        return ExemptionOut.shown(row, actor, now)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=ExemptionOut, show=show)


declare_bulk(
    router,
    "/exemptions",
    "exemption",
    (Move.WITHDRAW,),
    Needs(Permission.EXEMPT_PEOPLE),
    actions.withdraw,
    (MakeMove, "reason"),
)
