"""The record as a file with its seals, and its verification without a network or a database.

A line of JSON each: what the file is; what the siblings have witnessed of the chain; then each seal, followed by its
entries exactly as they were hashed; then the entries that wait for a seal; then the end with its numbers, so that a
file cut short is noticed. A seal comes with all of its entries, also those that were not selected: it covers them
together.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

from fastapi import Request

from service_kit.data.database import AsyncSession, database_of
from service_kit.data.statements import in_parts, run
from service_kit.domain.collections import Wanted
from service_kit.domain.exports import FileAnswer, attachment, nothing
from service_kit.identity.auth import Actor
from service_kit.record import audit, audit_lists, audit_witnesses
from service_kit.record.audit_witnesses import Evidence, Restores, Witness

SEALED = "application/jsonl"
FORMAT = "kring-audit/1"
SEALS_AT_ONCE = 5


def _line(**members: Any) -> bytes:
    return json.dumps(members, separators=(",", ":"), ensure_ascii=False, default=str).encode() + b"\n"


def _entry(row: Any, *, may_see: bool) -> bytes:
    """The entry as it was hashed; one with words that this reader may not see is named and held back."""
    if not may_see and any(isinstance(row.details.get(name), str) for name in audit_lists.EARLIER_TEXTS):
        return _line(withheld=row.id)
    return audit.canonical(row).encode() + b"\n"


async def _lines(
    session: AsyncSession,
    reader: Actor,
    wanted: Wanted,
    service: str,
    told: Sequence[Evidence],
    *,
    may_see: bool,
    now: datetime,
) -> AsyncIterator[bytes]:
    selected = bool(wanted.filters) or wanted.q is not None
    yield _line(format=FORMAT, service=service, made_at=now.isoformat(), selected=selected)
    restores = (await audit_witnesses.chain_of(session, ())).restores
    witnessed = [_witness(evidence, one, restores) for evidence in told for one in evidence.witnesses or ()]
    for line in witnessed:
        yield line
    away = [evidence.sibling for evidence in told if evidence.witnesses is None]
    for sibling in away:
        yield _line(witness_away=sibling)
    # Read first: what is sealed meanwhile is then among the seals as well, and left out here.
    unsealed = {row.id: row for row in await run(session, audit_lists.waiting(reader, wanted, now=now))}
    count = sealed = 0
    async for part in in_parts(session, audit_lists.seals_of(reader, wanted, now=now), SEALS_AT_ONCE):
        ids = [entry_id for seal in part for entry_id in seal.entry_ids]
        found = {row.id: row for row in await run(session, audit_lists.by_id(ids))}
        for seal in part:
            rows = [found[entry_id] for entry_id in seal.entry_ids if entry_id in found]
            at = seal.sealed_at.isoformat()
            yield _line(
                seal=seal.number, previous_hash=seal.previous_hash, hash=seal.hash, sealed_at=at, entries=len(rows)
            )
            for row in rows:
                unsealed.pop(row.id, None)
                yield _entry(row, may_see=may_see)
            count, sealed = count + 1, sealed + len(rows)
    yield _line(waiting=len(unsealed))
    for row in unsealed.values():
        yield _entry(row, may_see=may_see)
    yield _line(end={"seals": count, "entries": sealed, "witnesses": len(witnessed), "away": len(away)})


def _witness(evidence: Evidence, one: Witness, restores: Restores) -> bytes:
    seen = {"by": evidence.sibling, "night": one.night.isoformat(), "number": one.number, "hash": one.hash}
    return _line(witness={**seen, "set_back": audit_witnesses.was_set_back(one, restores)})


async def answer_sealed(request: Request, reader: Actor, wanted: Wanted, *, may_see: bool, now: datetime) -> FileAnswer:
    """What is wanted of the record with its seals, as a file; that it was made is recorded."""
    service = request.app.state.service.name
    headers = attachment(f"audit-{service}-{now:%Y-%m-%d}.jsonl")
    if request.method == "HEAD":
        return FileAnswer(nothing(), AsyncExitStack(), media_type=SEALED, headers=headers)
    told = await audit_witnesses.evidence_given(request.app.state.siblings, service)
    database = database_of(request)
    async with database.write() as session:
        details = {"format": "jsonl", "narrowed_by": sorted(wanted.filters)}
        audit.record(session, reader, "audit.exported", "audit", details)
    async with AsyncExitStack() as stack:
        streamed = await stack.enter_async_context(database.stream())
        lines = _lines(streamed, reader, wanted, service, told, may_see=may_see, now=now)
        return FileAnswer(lines, stack.pop_all(), media_type=SEALED, headers=headers)
    raise AssertionError("the stack swallows nothing")
