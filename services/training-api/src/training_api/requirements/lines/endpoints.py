"""Lines over HTTP: who is done and who is late with a requirement, and what is required of one person and why."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Response
from service_kit.data.database import HotConnection
from service_kit.data.statements import Connected, run
from service_kit.domain.collections import Format, Selection, Wanted, selection_from, wanted_from
from service_kit.domain.exports import FILES, FileFormat, Table, Taker, answer_bodies, fields_of, wanted_file
from service_kit.domain.summaries import Summarised, answer_summarised
from service_kit.identity.auth import Actor, Needs
from service_kit.web.errors import PersonRequired
from service_kit.web.pages import Key, Page, PageQuery, PageRequest, next_cursor, position
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from training_api.permissions import Permission
from training_api.requirements.lines import queries
from training_api.requirements.lines.rules import Place
from training_api.requirements.lines.schemas import LineOfPersonOut, PlacesOut, RequirementLineOut
from training_api.requirements.requirements import rules
from training_api.requirements.requirements.rules import LineState

router = capability_router("/requirements", "Requirements")
people_router = capability_router("", "Requirements")
SOONEST_FIRST = [Key(queries.LINES.c.first_due_at), Key(queries.LINES.c.requirement_id)]
Reader = Annotated[Actor, Needs(Permission.READ_REQUIREMENTS)]
Learner = Annotated[Actor, Needs(Permission.READ_OWN_REQUIREMENTS)]
Asker = Annotated[Actor, Needs(Permission.READ_LINES_OF_PERSON)]


@router.get("/{requirement_id}/lines", response_model=Summarised[LineOfPersonOut], responses=FILES)
async def list_lines_of_requirement(
    requirement_id: UUID,
    wanted: Annotated[Wanted, Depends(wanted_from(queries.LIST))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
) -> Any:
    """Whom it is required of and how it stands, soonest due first; a manager sees the people below."""

    def show(row: Any) -> LineOfPersonOut:
        return LineOfPersonOut.shown(row, actor)

    await queries.refuse_unless_there(connection, requirement_id)
    return await answer_summarised(
        queries.LIST,
        queries.BY_STATE,
        LineState,
        connection,
        actor,
        wanted,
        now=now,
        out=LineOfPersonOut,
        show=show,
        values={"requirement": requirement_id},
    )


@router.get("/{requirement_id}/standings")
async def count_lines_of_requirement(
    requirement_id: UUID,
    wanted: Annotated[Selection, Depends(selection_from(queries.PLACES))],
    actor: Reader,
    connection: HotConnection,
    now: Now,
    by: Place = "department",
) -> PlacesOut:
    """How many of them are done, open, overdue and exempt in each department, division, location or job profile."""
    await queries.refuse_unless_there(connection, requirement_id)
    found = await queries.by_place(connection, actor, wanted, requirement_id, by, now=now)
    return PlacesOut.counted(found, by, now)


@people_router.get("/me/requirements", response_model=Page[RequirementLineOut], responses=FILES)
async def list_my_requirements(
    page: PageQuery, actor: Learner, connection: HotConnection, now: Now, file: Format = None
) -> Any:
    """What is required of the caller, soonest due first, each line with its why."""
    if actor.person is None:
        raise PersonRequired(case="requirements")
    return await _lines(connection, actor, page, actor.person, file, now)


@people_router.get("/people/{person_id}/requirements", response_model=Page[RequirementLineOut], responses=FILES)
async def list_requirements_of_person(
    person_id: UUID,
    page: PageQuery,
    actor: Asker,
    connection: HotConnection,
    now: Now,
    file: Format = None,
) -> Any:
    """What is required of a person and why, for themselves, whoever is above them, whoever keeps requirements, and
    systems that read them."""
    person = await queries.person_seen(connection, actor, person_id)
    return await _lines(connection, actor, page, person, file, now)


async def _lines(
    connection: Connected,
    actor: Actor,
    page: PageRequest,
    person: Any,
    file: FileFormat | None,
    now: datetime,
) -> Page[RequirementLineOut] | Response:
    def explained(row: Any) -> RequirementLineOut:
        return RequirementLineOut.explained(row, rules.matched(row.applies_to, person), now)

    if (wanted := wanted_file(page.request, file)) is not None:
        lines = [explained(row) for row in await run(connection, queries.lines_of(person.id, now))]
        table = Table("requirement-lines", wanted, fields_of(RequirementLineOut), explained, now)
        return await answer_bodies(page.request, lines, table, taker=Taker(actor, {"person_id": person.id}))
    due, requirement_id = position(page, SOONEST_FIRST)
    after = (due, requirement_id) if due and requirement_id else None
    rows = await run(connection, queries.lines_of(person.id, now, after=after, limit=page.limit + 1))
    cursor = None
    if len(rows) > page.limit:
        rows = rows[: page.limit]
        cursor = next_cursor(page, SOONEST_FIRST, [rows[-1].first_due_at, rows[-1].requirement_id])
    return Page(items=[explained(row) for row in rows], next_cursor=cursor)
