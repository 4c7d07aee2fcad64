"""Requirements over HTTP: written, tried out, activated; and each person's own lines, explained."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from service_kit.data.database import AsyncSession, HotConnection, ReadSession, WriteSession
from service_kit.identity import people
from service_kit.identity.auth import Actor, Needs
from service_kit.identity.people import Person, PersonRef
from service_kit.web.concurrency import IfMatch, IfSeen, capability_router, tag
from service_kit.web.errors import Missing, PersonRequired
from service_kit.web.pages import (
    Key,
    Page,
    PageQuery,
    PageRequest,
    next_cursor,
    paginate,
    position,
)
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.requirements.requirements import actions, queries, rules
from training_api.requirements.requirements.schemas import (
    ChangeRequirement,
    DryRunOut,
    ExemptionOut,
    GrantExemption,
    RequirementLineOut,
    RequirementOut,
    RequireTraining,
)
from training_api.settings import Settings

router = capability_router("/requirements", "Requirements")
lines_router = capability_router("", "Requirements")
NEWEST_FIRST = [Key(queries.REQUIREMENTS.c.id, descending=True)]
SOONEST_FIRST = [Key(queries.ASSIGNMENTS.c.first_due_at), Key(queries.ASSIGNMENTS.c.requirement_id)]
Writer = Annotated[Actor, Needs(Permission.WRITE_REQUIREMENTS)]
Reader = Annotated[Actor, Needs(Permission.READ_REQUIREMENTS)]


async def _shown(session: AsyncSession, response: Response, requirement_id: UUID) -> RequirementOut:
    await session.flush()
    row = await queries.shown(session, requirement_id)
    if row is None:
        raise Missing
    tag(response, row.version)
    return RequirementOut.model_validate(row)


@router.post("", status_code=201)
async def require_training(
    session: WriteSession, response: Response, body: RequireTraining, actor: Writer, now: Now
) -> RequirementOut:
    """Write down a requirement as a draft."""
    return await _shown(session, response, await actions.require(session, actor, body, now=now))


@router.get("")
async def list_requirements(
    session: ReadSession,
    page: PageQuery,
    _actor: Reader,
    state: Literal["draft", "active", "retired"] | None = None,
    track_id: Annotated[UUID | None, Query()] = None,
    module_id: Annotated[UUID | None, Query()] = None,
) -> Page[RequirementOut]:
    """Requirements, newest first."""
    statement = queries.listed()
    for column, value in (("state", state), ("track_id", track_id), ("module_id", module_id)):
        if value is not None:
            statement = statement.where(queries.REQUIREMENTS.c[column] == value)
    rows, cursor = await paginate(session, statement, NEWEST_FIRST, page)
    return Page(items=[RequirementOut.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/{requirement_id}")
async def read_requirement(
    session: ReadSession, response: Response, requirement_id: UUID, _actor: Reader
) -> RequirementOut:
    """One requirement."""
    return await _shown(session, response, requirement_id)


@router.patch("/{requirement_id}")
async def change_requirement(
    session: WriteSession,
    response: Response,
    requirement_id: UUID,
    body: ChangeRequirement,
    match: IfMatch,
    actor: Writer,
) -> RequirementOut:
    """Change a draft."""
    await actions.change(session, actor, requirement_id, body, match)
    return await _shown(session, response, requirement_id)


@router.post("/{requirement_id}/dry-run")
async def try_requirement(session: ReadSession, requirement_id: UUID, _actor: Writer, now: Now) -> DryRunOut:
    """How many people would get it, and how many of them pass already."""
    return DryRunOut.model_validate(await actions.try_out(session, requirement_id, now=now))


@router.post("/{requirement_id}/activate")
async def activate_requirement(
    session: WriteSession,
    request: Request,
    response: Response,
    requirement_id: UUID,
    match: IfSeen,
    actor: Writer,
    now: Now,
) -> RequirementOut:
    """Give it to everybody it concerns, and from now on to everybody whom it comes to concern."""
    settings: Settings = request.app.state.settings
    hours = settings.mandatory_hours_per_year
    await actions.activate(session, actor, requirement_id, match, hours_a_year=hours, now=now)
    return await _shown(session, response, requirement_id)


@router.post("/{requirement_id}/retire")
async def retire_requirement(
    session: WriteSession, response: Response, requirement_id: UUID, match: IfSeen, actor: Writer, now: Now
) -> RequirementOut:
    """Ask it of nobody any more."""
    await actions.retire(session, actor, requirement_id, match, now=now)
    return await _shown(session, response, requirement_id)


@router.post("/{requirement_id}/exemptions", status_code=201)
async def exempt_person(
    session: WriteSession,
    requirement_id: UUID,
    body: GrantExemption,
    actor: Annotated[Actor, Needs(Permission.EXEMPT_PEOPLE)],
    now: Now,
) -> ExemptionOut:
    """Let somebody off, for a reason and until a day."""
    return ExemptionOut.model_validate(await actions.exempt(session, actor, requirement_id, body, now=now))


@router.get("/{requirement_id}/exemptions")
async def list_exemptions(
    session: ReadSession,
    page: PageQuery,
    requirement_id: UUID,
    _actor: Annotated[Actor, Needs(Permission.EXEMPT_PEOPLE)],
) -> Page[ExemptionOut]:
    """Who is or was exempt, newest first."""
    newest = [Key(queries.EXEMPTIONS.c.id, descending=True)]
    rows, cursor = await paginate(session, queries.exemptions(requirement_id), newest, page)
    return Page(items=[ExemptionOut.model_validate(row) for row in rows], next_cursor=cursor)


@lines_router.get("/me/requirements")
async def list_my_requirements(
    connection: HotConnection,
    page: PageQuery,
    actor: Annotated[Actor, Needs(Permission.READ_OWN_REQUIREMENTS)],
    now: Now,
) -> Page[RequirementLineOut]:
    """What is required of the caller, soonest due first, each line with its why."""
    if actor.person is None:
        raise PersonRequired("A system has no requirements; sign in as a person.")
    return await _lines(connection, page, actor.person, now)


@lines_router.get("/people/{person_id}/requirements")
async def list_requirements_of_person(
    session: ReadSession,
    connection: HotConnection,
    page: PageQuery,
    person_id: UUID,
    actor: Annotated[Actor, Needs(Permission.READ_OWN_REQUIREMENTS)],
    now: Now,
) -> Page[RequirementLineOut]:
    """What is required of a person and why, for themselves, their manager and whoever keeps requirements."""
    person = await people.find(session, person_id)
    if person is None or not rules.may_see_lines(actor, person.id, person.manager_id, Permission.READ_REQUIREMENTS):
        raise Missing
    return await _lines(connection, page, person, now)


async def _lines(
    connection: HotConnection, page: PageRequest, person: Person | PersonRef, now: datetime
) -> Page[RequirementLineOut]:
    due, requirement_id = position(page, SOONEST_FIRST)
    after = (due, requirement_id) if due and requirement_id else None
    rows = await queries.lines_of(connection, person.id, now, after=after, limit=page.limit + 1)
    cursor = None
    if len(rows) > page.limit:
        rows = rows[: page.limit]
        cursor = next_cursor(page, SOONEST_FIRST, [rows[-1].first_due_at, rows[-1].requirement_id])
    items = [RequirementLineOut.explained(row, rules.matched(row, person), now) for row in rows]
    return Page(items=items, next_cursor=cursor)
