"""The record of who did what, to read and to check."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Request

from service_kit.data.database import HotConnection
from service_kit.domain.collections import Wanted, answer, page_of, wanted_from
from service_kit.domain.exports import MEDIA_TYPES
from service_kit.identity.auth import Actor, Needs
from service_kit.record import audit_files, audit_lists, audit_texts
from service_kit.record.audit_files import SEALED
from service_kit.web.pages import Page
from service_kit.web.routes import capability_router
from service_kit.web.schemas import BodyOut, Instant
from service_kit.work.clock import Now

READ_TEXTS = "audit.read-texts"


router = capability_router("/audit", "Audit")


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


class AuditRowOut(BodyOut):
    """One thing somebody did, as a row of a file: what people typed is left out."""

    id: int
    at: Instant
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


AuditFormat = Annotated[
    Literal["csv", "xlsx", "jsonl"] | None,
    Query(
        alias="format",
        description="What is selected, as a file; `jsonl` with the seals, for `python -m service_kit verify-audit`.",
    ),
]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in (*MEDIA_TYPES.values(), SEALED)}}
}
Reader = Annotated[Actor, Needs("audit.read")]


@router.get("", response_model=Page[AuditEntryOut], responses=FILES)
async def list_audit_entries(
    wanted: Annotated[Wanted, Depends(wanted_from(audit_lists.LIST, AuditFormat))],
    reader: Reader,
    connection: HotConnection,
    now: Now,
    request: Request,
) -> Any:
    """What was done, newest first. What people typed is for those with `audit.read-texts`."""
    may_see = reader.may(READ_TEXTS)
    asked: str | None = wanted.file
    if asked == "jsonl":
        return await audit_files.answer_sealed(request, reader, wanted, may_see=may_see, now=now)
    if asked is not None:

        def show(row: Any) -> AuditRowOut:
            plain = _entry(row, {}, may_see=may_see)
            return AuditRowOut(**plain.model_dump(exclude={"texts"}))

        return await answer(audit_lists.LIST, connection, reader, wanted, now=now, out=AuditRowOut, show=show)
    rows, next_cursor = await page_of(audit_lists.LIST, connection, reader, wanted, now=now, values={})
    named = {sealed.text_id for row in rows for sealed in audit_texts.sealed_in(row.details).values()}
    kept = await audit_texts.kept_texts(connection, named)
    return Page(items=[_entry(row, kept, may_see=may_see) for row in rows], next_cursor=next_cursor)


def _entry(row: Any, kept: Mapping[UUID, Any], *, may_see: bool) -> AuditEntryOut:
    details = dict(row.details)
    texts: dict[str, str | None] = {}
    for name, sealed in audit_texts.sealed_in(details).items():
        there = kept.get(sealed.text_id)
        texts[name] = there.text if there is not None else None
    for name in audit_lists.EARLIER_TEXTS:
        if isinstance(details.get(name), str):
            texts[name], details[name] = details[name], details[name] if may_see else None
    shown = {name: _text(text, may_see=may_see) for name, text in texts.items()}
    plain = {name: getattr(row, name) for name in ("id", "at", "actor", "action", "subject")}
    return AuditEntryOut(**plain, details=details, texts=shown)


def _text(text: str | None, *, may_see: bool) -> AuditTextOut:
    if text is None:
        return AuditTextOut(state="forgotten", text=None)
    return AuditTextOut(state="shown", text=text) if may_see else AuditTextOut(state="hidden", text=None)
