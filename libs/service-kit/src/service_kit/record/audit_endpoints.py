"""The record of who did what, to read and to check."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from fastapi.routing import APIRoute

from service_kit.data.database import HotConnection
from service_kit.identity.auth import Actor, Needs
from service_kit.record import audit, audit_texts
from service_kit.web.pages import Key, Page, PageQuery, cut, position
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant

READ_TEXTS = "audit.read-texts"
# Before texts stood beside the record, a reason was a detail like any other.
EARLIER_TEXTS = ("reason",)

NEWEST = [Key(audit.entries.c.id, descending=True)]
router = capability_router("/audit", "Audit", APIRoute)


class AuditTextOut(BodyOut):
    """What somebody typed; it is null where the reader may not see it, and where it was forgotten."""

    state: Literal["shown", "hidden", "forgotten"]
    text: str | None


class AuditEntryOut(BodyOut):
    """One thing somebody did; `texts` are the details that somebody typed, by their names."""

    id: int
    at: Instant
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    texts: dict[str, AuditTextOut]


class AuditVerificationOut(BodyOut):
    """Whether the chain holds; if not, the first seal that is broken (none: entries outside the chain) and how."""

    intact: bool
    broken_seal: int | None
    reason: str | None


@router.get("")
async def list_audit_entries(
    reader: Annotated[Actor, Needs("audit.read")],
    connection: HotConnection,
    page: PageQuery,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    actor: Annotated[str | None, Query(max_length=200, description="As recorded: `person:<id>`.")] = None,
) -> Page[AuditEntryOut]:
    """What was done, newest first. What people typed is for those with `audit.read-texts`."""
    after = position(page, NEWEST)[0] if page.place is not None else None
    found = await audit.page_of(connection, page.limit + 1, subject=subject, actor=actor, after=after)
    rows, next_cursor = cut(page, NEWEST, found)
    may_see = reader.may(READ_TEXTS)
    named = {sealed.text_id for row in rows for sealed in audit_texts.sealed_in(row.details).values()}
    kept = await audit_texts.kept_texts(connection, named)
    return Page(items=[_entry(row, kept, may_see=may_see) for row in rows], next_cursor=next_cursor)


def _entry(row: Any, kept: Mapping[UUID, Any], *, may_see: bool) -> AuditEntryOut:
    details = dict(row.details)
    texts: dict[str, str | None] = {}
    for name, sealed in audit_texts.sealed_in(details).items():
        there = kept.get(sealed.text_id)
        texts[name] = there.text if there is not None else None
    for name in EARLIER_TEXTS:
        if isinstance(details.get(name), str):
            texts[name], details[name] = details[name], details[name] if may_see else None
    shown = {name: _text(text, may_see=may_see) for name, text in texts.items()}
    plain = {name: getattr(row, name) for name in ("id", "at", "actor", "action", "subject")}
    return AuditEntryOut(**plain, details=details, texts=shown)


def _text(text: str | None, *, may_see: bool) -> AuditTextOut:
    if text is None:
        return AuditTextOut(state="forgotten", text=None)
    return AuditTextOut(state="shown", text=text) if may_see else AuditTextOut(state="hidden", text=None)


@router.get("/verification")
async def verify_audit(
    _actor: Annotated[Actor, Needs("audit.read")], connection: HotConnection
) -> AuditVerificationOut:
    """The chain computed anew from its first seal."""
    broken = await audit.verify(connection)
    if broken is None:
        return AuditVerificationOut(intact=True, broken_seal=None, reason=None)
    return AuditVerificationOut(intact=False, broken_seal=broken.seal, reason=broken.reason)
