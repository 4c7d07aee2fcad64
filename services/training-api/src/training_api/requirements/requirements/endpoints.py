"""Requirements over HTTP: written, tried out, activated; and each person's own lines, explained."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, ReadSession, WriteSession
from service_kit.domain.audience import unknown_names
from service_kit.domain.collections import Format, Wanted, answer, wanted_from
from service_kit.domain.exports import (
    FILES,
    FileFormat,
    Table,
    Taker,
    answer_bodies,
    fields_of,
    wanted_file,
)
from service_kit.domain.lifecycle_endpoints import declare_moves
from service_kit.identity import people
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.people import Person, PersonRef
from service_kit.web.concurrency import IfMatch, IfSeen, tag
from service_kit.web.errors import Missing, PersonRequired
from service_kit.web.pages import Key, Page, PageQuery, PageRequest, next_cursor, position
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.requirements.requirements import actions, queries, rules
from training_api.requirements.requirements.rules import LIFE, Move
from training_api.requirements.requirements.schemas import (
    ChangeRequirement,
    DryRunOut,
    ExemptionOut,
    GrantExemption,
    RequirementLineOut,
    RequirementOut,
    RequireTraining,
)
from training_api.requirements.requirements.tables import Requirement
from training_api.settings import Settings

router = capability_router("/requirements", "Requirements")
lines_router = capability_router("", "Requirements")
SOONEST_FIRST = [Key(queries.ASSIGNMENTS.c.first_due_at), Key(queries.ASSIGNMENTS.c.requirement_id)]
Writer = Annotated[Actor, Needs(Permission.WRITE_REQUIREMENTS)]
Reader = Annotated[Actor, Needs(Permission.READ_REQUIREMENTS)]
Exempter = Annotated[Actor, Needs(Permission.EXEMPT_PEOPLE)]
Learner = Annotated[Actor, Needs(Permission.READ_OWN_REQUIREMENTS)]


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
    requirement_id: UUID, actor: Reader, session: ReadSession, response: Response
) -> RequirementOut:
    """One requirement."""
    row = await queries.shown(session, requirement_id)
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
async def try_requirement(requirement_id: UUID, _actor: Writer, session: ReadSession, now: Now) -> DryRunOut:
    """How many people would get it, and how many of them pass already."""
    return DryRunOut.model_validate(await actions.try_out(session, requirement_id, now=now))


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


@router.post("/{requirement_id}/exemptions", status_code=201)
async def exempt_person(
    requirement_id: UUID, body: GrantExemption, actor: Exempter, session: WriteSession, now: Now
) -> ExemptionOut:
    """Let somebody off, for a reason and until a day."""
    return ExemptionOut.model_validate(await actions.exempt(session, actor, requirement_id, body, now=now))


@router.get("/{requirement_id}/exemptions", response_model=Page[ExemptionOut], responses=FILES)
async def list_exemptions(
    requirement_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.EXEMPTIONS_LIST))],
    actor: Exempter,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Who is or was exempt, newest first."""
    whose = {"requirement": requirement_id}
    return await answer(queries.EXEMPTIONS_LIST, connection, actor, wanted, now=now, out=ExemptionOut, values=whose)


@lines_router.get("/me/requirements", response_model=Page[RequirementLineOut], responses=FILES)
async def list_my_requirements(
    page: PageQuery, actor: Learner, connection: HotConnection, now: Now, file: Format = None
) -> Any:
    """What is required of the caller, soonest due first, each line with its why."""
    if actor.person is None:
        raise PersonRequired(case="requirements")
    return await _lines(connection, actor, page, actor.person, file, now)


@lines_router.get("/people/{person_id}/requirements", response_model=Page[RequirementLineOut], responses=FILES)
async def list_requirements_of_person(
    person_id: UUID,
    page: PageQuery,
    actor: Learner,
    session: ReadSession,
    connection: HotConnection,
    now: Now,
    file: Format = None,
) -> Any:
    """What is required of a person and why, for themselves, their manager and whoever keeps requirements."""
    person = await people.find(session, person_id)
    if person is None or not rules.may_see_lines(actor, person.id, person.manager_id, Permission.READ_REQUIREMENTS):
        raise Missing
    return await _lines(connection, actor, page, person, file, now)


async def _lines(
    connection: HotConnection,
    actor: Actor,
    page: PageRequest,
    person: Person | PersonRef,
    file: FileFormat | None,
    now: datetime,
) -> Page[RequirementLineOut] | Response:
    def explained(row: Any) -> RequirementLineOut:
        return RequirementLineOut.explained(row, rules.matched(row.applies_to, person), now)

    if (wanted := wanted_file(page.request, file)) is not None:
        lines = [explained(row) for row in await queries.lines_of(connection, person.id, now)]
        table = Table("requirement-lines", wanted, fields_of(RequirementLineOut), explained, now)
        return await answer_bodies(page.request, lines, table, taker=Taker(actor, {"person_id": person.id}))
    due, requirement_id = position(page, SOONEST_FIRST)
    after = (due, requirement_id) if due and requirement_id else None
    rows = await queries.lines_of(connection, person.id, now, after=after, limit=page.limit + 1)
    cursor = None
    if len(rows) > page.limit:
        rows = rows[: page.limit]
        cursor = next_cursor(page, SOONEST_FIRST, [rows[-1].first_due_at, rows[-1].requirement_id])
    return Page(items=[explained(row) for row in rows], next_cursor=cursor)
