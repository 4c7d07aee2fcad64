"""The record of who did what, to read and to check."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.routing import APIRoute
from sqlalchemy import select

from service_kit.data.database import ReadSession
from service_kit.identity.auth import Actor, Needs
from service_kit.record import audit
from service_kit.web.concurrency import capability_router
from service_kit.web.pages import Key, Page, PageQuery, paginate
from service_kit.web.schemas import BodyOut, Instant

router = capability_router("/audit", "Audit", APIRoute)


class AuditEntryOut(BodyOut):
    """One thing somebody did."""

    id: int
    at: Instant
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class AuditVerificationOut(BodyOut):
    """Whether the chain holds; if not, the first seal that is broken (none: entries outside the chain) and how."""

    intact: bool
    broken_seal: int | None
    reason: str | None


@router.get("")
async def list_audit_entries(
    session: ReadSession,
    _actor: Annotated[Actor, Needs("audit.read")],
    page: PageQuery,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    actor: Annotated[str | None, Query(max_length=200, description="As recorded: `person:<id>`.")] = None,
) -> Page[AuditEntryOut]:
    """What was done, newest first."""
    statement = select(audit.entries)
    if subject:
        statement = statement.where(audit.entries.c.subject == subject)
    if actor:
        statement = statement.where(audit.entries.c.actor == actor)
    rows, next_cursor = await paginate(session, statement, [Key(audit.entries.c.id, descending=True)], page)
    return Page(items=[AuditEntryOut.model_validate(row) for row in rows], next_cursor=next_cursor)


@router.get("/verification")
async def verify_audit(session: ReadSession, _actor: Annotated[Actor, Needs("audit.read")]) -> AuditVerificationOut:
    """The chain computed anew from its first seal."""
    broken = await audit.verify(session)
    if broken is None:
        return AuditVerificationOut(intact=True, broken_seal=None, reason=None)
    return AuditVerificationOut(intact=False, broken_seal=broken.seal, reason=broken.reason)
