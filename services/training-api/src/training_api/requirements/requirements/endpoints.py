"""Requirements over HTTP: written, tried out, activated; and each person's own lines, explained."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.audience import unknown_names
from service_kit.domain.collections import Wanted, answer, wanted_from
from service_kit.domain.exports import (
    FILES,
)
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity.auth import Actor, Needs
from service_kit.web.concurrency import IfMatch, IfSeen, tag
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.requirements.requirements import actions, queries
from training_api.requirements.requirements.rules import LIFE, Move
from training_api.requirements.requirements.schemas import (
    ChangeRequirement,
    DryRunOut,
    RequirementOut,
    RequireTraining,
)
from training_api.requirements.requirements.tables import Requirement
from training_api.settings import Settings

router = capability_router("/requirements", "Requirements")
Writer = Annotated[Actor, Needs(Permission.WRITE_REQUIREMENTS)]
Reader = Annotated[Actor, Needs(Permission.READ_REQUIREMENTS)]


async def _shown(session: AsyncSession, actor: Actor, requirement: Requirement, _now: datetime) -> RequirementOut:
    await session.flush()
    return RequirementOut.shown(await queries.shown(session, requirement.id), actor)


async def _written(
    session: AsyncSession, response: Response, actor: Actor, requirement: Requirement, now: datetime
) -> RequirementOut:
    shown = await _shown(session, actor, requirement, now)
    shown.unknown = await unknown_names(session, requirement.applies_to)
    tag(response, shown.version)
    return shown


@router.post("", status_code=201)
async def require_training(
    body: RequireTraining, actor: Writer, session: WriteSession, now: Now, response: Response
) -> RequirementOut:
    """Write down a requirement as a draft."""
    return await _written(session, response, actor, await actions.require(session, actor, body, now=now), now)


@router.get("", response_model=Page[RequirementOut], responses=FILES)
async def list_requirements(
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))], actor: Reader, connection: HotConnection, now: Now
) -> Any:
    """Requirements, newest first."""

    def show(row: Any) -> RequirementOut:
        return RequirementOut.shown(row, actor)

    return await answer(queries.LIST, connection, actor, wanted, now=now, out=RequirementOut, show=show)


@router.get("/{requirement_id}")
async def read_requirement(
    requirement_id: UUID, actor: Reader, connection: HotConnection, response: Response
) -> RequirementOut:
    """One requirement."""
    row = await queries.shown(connection, requirement_id)
    tag(response, row.version)
    return RequirementOut.shown(row, actor)


@router.patch("/{requirement_id}")
async def change_requirement(
    requirement_id: UUID,
    body: ChangeRequirement,
    match: IfMatch,
    actor: Writer,
    session: WriteSession,
    now: Now,
    response: Response,
) -> RequirementOut:
    """Change a draft."""
    changed = await actions.change(session, actor, requirement_id, match, body)
    return await _written(session, response, actor, changed, now)


@router.post("/{requirement_id}/dry-run")
async def try_requirement(requirement_id: UUID, _actor: Writer, connection: HotConnection, now: Now) -> DryRunOut:
    """How many people would get it, and how many of them pass already."""
    return DryRunOut.model_validate(await actions.try_out(connection, requirement_id, now=now))


@router.post("/{requirement_id}/activate")
async def activate_requirement(
    requirement_id: UUID,
    match: IfSeen,
    actor: Writer,
    session: WriteSession,
    now: Now,
    request: Request,
    response: Response,
) -> RequirementOut:
    """Give it to everybody it concerns, and from now on to everybody whom it comes to concern."""
    settings: Settings = request.app.state.settings
    hours = settings.mandatory_hours_per_year
    activated = await actions.activate(session, actor, requirement_id, match, hours_a_year=hours, now=now)
    shown = await _shown(session, actor, activated, now)
    tag(response, shown.version)
    return shown


declare_moves(
    router,
    "/{requirement_id}",
    LIFE,
    act=actions.retire,
    show=_shown,
    out=RequirementOut,
    texts={Move.RETIRE: "Ask it of nobody any more."},
)
