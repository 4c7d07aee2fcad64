"""The clauses of a version over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from service_kit.data.database import AsyncSession, HotConnection, WriteSession
from service_kit.domain.audience import unknown_names
from service_kit.identity.auth import Actor, Needs
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfMatch, tag
from service_kit.web.routes import capability_router
from service_kit.work.clock import Now

from governance_api.guidelines.clauses import queries
from governance_api.guidelines.clauses.schemas import ClauseOut, clause_out
from governance_api.guidelines.clauses.tables import GuidelineClause
from governance_api.guidelines.drafts import actions
from governance_api.guidelines.drafts.schemas import ChangeClause, ReorderClauses, WriteClause
from governance_api.guidelines.versions import queries as versions
from governance_api.guidelines.versions.schemas import VersionWithClausesOut, version_with_clauses
from governance_api.permissions import Permission
from governance_api.settings import SettingsHere

router = capability_router("/guidelines/{guideline}/versions/{number}/clauses", "Guidelines")
Reader = Annotated[Actor, Needs(Permission.READ_GUIDELINES)]
Editor = Annotated[Actor, Needs(Permission.EDIT_GUIDELINES)]


async def _changed(session: AsyncSession, clause: GuidelineClause) -> ClauseOut:
    shown = clause_out(clause)
    shown.unknown = await unknown_names(session, clause.applies_to)
    return shown


@router.post("", status_code=201)
async def add_clause(
    guideline: str,
    number: int,
    body: WriteClause,
    actor: Editor,
    settings: SettingsHere,
    session: WriteSession,
    now: Now,
    request: Request,
    response: Response,
) -> ClauseOut:
    """A clause at the end of a draft; a sign-off that covers the version is voided."""
    days = settings.clause_review_days
    clause = await actions.add(session, actor, guideline, number, body, review_days=days, now=now)
    locate(request, response, clause.clause_id)
    tag(response, clause.version)
    return await _changed(session, clause)


@router.post("/reorder")
async def reorder_clauses(
    guideline: str,
    number: int,
    body: ReorderClauses,
    actor: Editor,
    session: WriteSession,
    now: Now,
    response: Response,
) -> VersionWithClausesOut:
    """The clauses in the order given."""
    version, clauses = await actions.reorder(session, actor, guideline, number, body.clause_ids, now=now)
    tag(response, version.version)
    return version_with_clauses(version, clauses, actor)


@router.get("/{clause_id}")
async def read_clause(
    guideline: str, number: int, clause_id: UUID, actor: Reader, connection: HotConnection, response: Response
) -> ClauseOut:
    """One clause, by its stable id or its own."""
    version = await versions.visible(connection, actor, guideline, number)
    clause = await queries.clause(connection, version.id, clause_id)
    tag(response, clause.version)
    return clause_out(clause, actor)


@router.put("/{clause_id}")
async def replace_clause(
    guideline: str,
    number: int,
    clause_id: UUID,
    body: WriteClause,
    match: IfMatch,
    actor: Editor,
    settings: SettingsHere,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ClauseOut:
    """All of a clause anew, under its stable id."""
    days = settings.clause_review_days
    clause = await actions.replace(session, actor, guideline, number, clause_id, match, body, review_days=days, now=now)
    tag(response, clause.version)
    return await _changed(session, clause)


@router.patch("/{clause_id}")
async def change_clause(
    guideline: str,
    number: int,
    clause_id: UUID,
    body: ChangeClause,
    match: IfMatch,
    actor: Editor,
    session: WriteSession,
    now: Now,
    response: Response,
) -> ClauseOut:
    """Some of a clause; a language given is written over the one that is there."""
    clause = await actions.change(session, actor, guideline, number, clause_id, match, body, now=now)
    tag(response, clause.version)
    return await _changed(session, clause)


@router.delete("/{clause_id}", status_code=204)
async def remove_clause(
    guideline: str, number: int, clause_id: UUID, match: IfMatch, actor: Editor, session: WriteSession, now: Now
) -> None:
    """Take a clause out of a draft."""
    await actions.remove(session, actor, guideline, number, clause_id, match, now=now)
