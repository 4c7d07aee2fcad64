"""The record as a file with its seals, and its verification without a network or a database.

A line of JSON each: what the file is; then each seal, followed by its entries exactly as they were hashed; then the
entries that wait for a seal; then the end with its numbers, so that a file cut short is noticed. A seal comes with all
of its entries, also those that were not selected: it covers them together.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from fastapi import Request

from service_kit.commands import say
from service_kit.data.database import AsyncSession, database_of
from service_kit.data.statements import in_parts, run
from service_kit.domain.collections import Wanted
from service_kit.domain.exports import FileAnswer, attachment, nothing
from service_kit.identity.auth import Actor
from service_kit.record import audit, audit_lists

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
    session: AsyncSession, reader: Actor, wanted: Wanted, service: str, *, may_see: bool, now: datetime
) -> AsyncIterator[bytes]:
    selected = bool(wanted.filters) or wanted.q is not None
    yield _line(format=FORMAT, service=service, made_at=now.isoformat(), selected=selected)
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
    yield _line(end={"seals": count, "entries": sealed})


async def answer_sealed(request: Request, reader: Actor, wanted: Wanted, *, may_see: bool, now: datetime) -> FileAnswer:
    """What is wanted of the record with its seals, as a file; that it was made is recorded."""
    service = request.app.state.service.name
    headers = attachment(f"audit-{service}-{now:%Y-%m-%d}.jsonl")
    if request.method == "HEAD":
        return FileAnswer(nothing(), AsyncExitStack(), media_type=SEALED, headers=headers)
    database = database_of(request)
    async with database.write() as session:
        details = {"format": "jsonl", "narrowed_by": sorted(wanted.filters)}
        audit.record(session, reader, "audit.exported", "audit", details)
    async with AsyncExitStack() as stack:
        streamed = await stack.enter_async_context(database.stream())
        lines = _lines(streamed, reader, wanted, service, may_see=may_see, now=now)
        return FileAnswer(lines, stack.pop_all(), media_type=SEALED, headers=headers)
    raise AssertionError("the stack swallows nothing")


@dataclass(slots=True)
class Verified:
    """What a file was found to hold; `gaps` are places where seals were not selected."""

    service: str
    seals: int = 0
    entries: int = 0
    waiting: int = 0
    gaps: int = 0
    withheld: int = 0
    head: str = audit.GENESIS


class FileBroken(Exception):
    """A file of the record does not verify; the sentence says where."""


def verify_lines(lines: Iterator[bytes]) -> Verified:
    """Compute every seal of a file anew; raises `FileBroken` at the first that does not hold."""
    first = _read(next(lines, b""))
    if first.get("format") != FORMAT:
        raise FileBroken(f"this is no {FORMAT} file")
    found, last = Verified(first["service"]), 0
    for raw in lines:
        line = _read(raw)
        if "seal" in line:
            last = _check(line, list(islice(lines, line["entries"])), found, last, selected=first["selected"])
        elif "waiting" in line:
            found.waiting = len(list(islice(lines, line["waiting"])))
            if found.waiting != line["waiting"]:
                raise FileBroken("the file was cut short")
        elif "end" in line:
            if line["end"] != {"seals": found.seals, "entries": found.entries} or next(lines, None) is not None:
                raise FileBroken("the numbers at the end do not fit what is there")
            return found
        else:
            raise FileBroken("a line belongs to no seal")
    raise FileBroken("the file was cut short")


def _check(line: dict[str, Any], entries: Sequence[bytes], found: Verified, last: int, *, selected: bool) -> int:
    number = int(line["seal"])
    if number <= last or (number != last + 1 and not selected):
        raise FileBroken(f"seal {last + 1} is missing or out of order")
    if number != last + 1:
        found.gaps += 1
    elif line["previous_hash"] != found.head:
        raise FileBroken(f"seal {number} does not follow the one before")
    if len(entries) != line["entries"]:
        raise FileBroken("the file was cut short")
    if any(raw.startswith(b'{"withheld":') for raw in entries):
        found.withheld += 1
    else:
        digest = hashlib.sha256(line["previous_hash"].encode())
        for raw in entries:
            digest.update(b"\n" + raw.rstrip(b"\n"))
        if digest.hexdigest() != line["hash"]:
            raise FileBroken(f"seal {number}: an entry or the seal was changed")
    found.seals, found.entries, found.head = found.seals + 1, found.entries + len(entries), line["hash"]
    return number


def _read(raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw)
    except ValueError:
        raise FileBroken("a line is no JSON") from None
    if not isinstance(line, dict):
        raise FileBroken("a line is no object")
    return line


def verify_file(arguments: Sequence[str]) -> None:
    """`python -m service_kit verify-audit FILE`: one line and exit 0, or the first fault and exit 1."""
    if len(arguments) != 1:
        raise SystemExit("verify-audit takes one file")
    try:
        with Path(arguments[0]).open("rb") as file:
            found = verify_lines(iter(file))
    except OSError as fault:
        raise SystemExit(f"✗ {fault.strerror}: {arguments[0]}") from None
    except FileBroken as fault:
        raise SystemExit(f"✗ {arguments[0]}: {fault}") from None
    more = [
        f"{found.waiting} not sealed yet" if found.waiting else "",
        f"{found.gaps} gaps where seals were not selected" if found.gaps else "",
        f"{found.withheld} seals not verified: they hold words that the reader may not see" if found.withheld else "",
    ]
    told = ", ".join(filter(None, [f"{found.seals} seals", f"{found.entries} entries", *more]))
    say(f"✓ {found.service}: {told}; head {found.head}")
