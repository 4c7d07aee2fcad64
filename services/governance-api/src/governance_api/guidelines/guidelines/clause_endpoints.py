"""The clauses of a version over HTTP."""

from uuid import UUID

from fastapi import Request, Response
from service_kit.data.database import ReadSession, WriteSession
from service_kit.web.addresses import locate
from service_kit.web.concurrency import IfMatch, capability_router, tag
from service_kit.work.clock import Now

from governance_api.guidelines.guidelines import editing, queries
from governance_api.guidelines.guidelines.endpoints import Editor, Reader
from governance_api.guidelines.guidelines.presentation import clause_out, version_with_clauses
from governance_api.guidelines.guidelines.schemas import (
    ChangeClause,
    ClauseOut,
    ReorderClauses,
    VersionWithClausesOut,
    WriteClause,
)
from governance_api.settings import SettingsHere

router = capability_router("/guidelines/{guideline}/versions/{number}/clauses", "Guidelines")


@router.post("", status_code=201)
async def add_clause(
    actor: Editor,
    session: WriteSession,
    guideline: str,
    number: int,
    body: WriteClause,
    settings: SettingsHere,
    request: Request,
    response: Response,
    now: Now,
) -> ClauseOut:
    """A clause at the end of a draft; a sign-off that covers the version is voided."""
    clause = await editing.add(
        session, actor, guideline, number, body, review_days=settings.clause_review_days, now=now
    )
    locate(request, response, clause.clause_id)
    tag(response, clause.version)
    return clause_out(clause)


@router.post("/reorder")
async def reorder_clauses(
    actor: Editor,
    session: WriteSession,
    guideline: str,
    number: int,
    body: ReorderClauses,
    response: Response,
    now: Now,
) -> VersionWithClausesOut:
    """The clauses in the order given."""
    version, clauses = await editing.reorder(session, actor, guideline, number, body.clause_ids, now=now)
    tag(response, version.version)
    return version_with_clauses(version, clauses)


@router.get("/{clause_id}")
async def read_clause(
    actor: Reader, session: ReadSession, guideline: str, number: int, clause_id: UUID, response: Response
) -> ClauseOut:
    """One clause, by its stable id or its own."""
    _, version = await queries.version(session, actor, guideline, number)
    clause = await queries.clause(session, version.id, clause_id)
    tag(response, clause.version)
    return clause_out(clause, queries.roles_of(actor))


@router.put("/{clause_id}")
async def replace_clause(
    actor: Editor,
    session: WriteSession,
    guideline: str,
    number: int,
    clause_id: UUID,
    body: WriteClause,
    match: IfMatch,
    settings: SettingsHere,
    response: Response,
    now: Now,
) -> ClauseOut:
    """All of a clause anew, under its stable id."""
    days = settings.clause_review_days
    clause = await editing.replace(session, actor, guideline, number, clause_id, body, match, review_days=days, now=now)
    tag(response, clause.version)
    return clause_out(clause)


@router.patch("/{clause_id}")
async def change_clause(
    actor: Editor,
    session: WriteSession,
    guideline: str,
    number: int,
    clause_id: UUID,
    body: ChangeClause,
    match: IfMatch,
    response: Response,
    now: Now,
) -> ClauseOut:
    """Some of a clause; a language given is written over the one that is there."""
    clause = await editing.change(session, actor, guideline, number, clause_id, body, match, now=now)
    tag(response, clause.version)
    return clause_out(clause)


@router.delete("/{clause_id}", status_code=204)
async def remove_clause(
    actor: Editor, session: WriteSession, guideline: str, number: int, clause_id: UUID, match: IfMatch, now: Now
) -> None:
    """Take a clause out of a draft."""
    await editing.remove(session, actor, guideline, number, clause_id, match, now=now)
