"""What happens to a file of people: it is received, read, compared with the directory and applied as a whole."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from service_kit import audit, clock
from service_kit.audit import SystemActor
from service_kit.auth import Actor
from service_kit.database import AsyncSession, Database, new_id
from service_kit.errors import Malformed, TooLarge

from training_api.imports import queries, rules
from training_api.imports.rules import FileContent, RowError, UnreadableFile
from training_api.imports.tables import PeopleImport, PeopleImportFile, Status
from training_api.people import actions as people
from training_api.people import queries as people_queries
from training_api.people.rules import managers_first

KEPT_ERRORS = 10_000
AT_ONCE = 10_000
ATTEMPTS = 5


async def receive(
    session: AsyncSession, actor: Actor, name: str, content: bytes, *, dry_run: bool, at_most: int, now: datetime
) -> PeopleImport:
    """Keep the file; the caller defers the job that runs it."""
    if not content:
        raise Malformed("The file is empty.", pointer="/file")
    if len(content) > at_most:
        raise TooLarge(f"A file of people holds at most {at_most} bytes; send it in parts.")
    received = PeopleImport(
        file_name=name[:255] or "people.csv",
        size=len(content),
        dry_run=dry_run,
        errors=[],
        requested_by=actor.id,
        requested_at=now,
    )
    session.add(received)
    await session.flush()
    session.add(PeopleImportFile(import_id=received.id, content=content))
    audit.record(session, actor, action="people-import.received", subject=received.id, details={"dry_run": dry_run})
    return received


async def run(database: Database, import_id: UUID) -> None:
    """Read, compare, apply. The result and the file's removal are committed with the changes themselves."""
    content = await _start(database, import_id)
    if content is None:
        return
    try:
        read = await asyncio.to_thread(rules.read, content)
    except UnreadableFile as unreadable:
        await _fail(database, import_id, unreadable.errors)
        return
    progress = Progress(database, import_id, read.total)
    await progress.tell()
    async with database.write() as session:
        await _apply(session, import_id, read, progress)


class Progress:
    """How far the apply has come, told on a connection of its own so that others see it before the commit."""

    def __init__(self, database: Database, import_id: UUID, total: int) -> None:
        self._database, self._import_id, self._total = database, import_id, total
        self.done = 0

    async def tell(self, more: int = 0) -> None:
        """So many rows more are done."""
        self.done = min(self.done + more, self._total)
        async with self._database.hot() as connection:
            await connection.execute(queries.PROGRESS, [self.done, self._total, self._import_id])


async def _start(database: Database, import_id: UUID) -> bytes | None:
    """The file to run; None when there is nothing left to do."""
    async with database.write() as session:
        found = await queries.locked(session, import_id)
        if found is None or found.status in (Status.SUCCEEDED, Status.FAILED):
            return None
        if found.attempts >= ATTEMPTS:
            detail = "It was tried several times and did not end. The log says why; send the file again afterwards."
            _conclude(found, Status.FAILED, [RowError(1, None, "GaveUp", detail)])
            return None
        found.status, found.started_at, found.done = Status.RUNNING, clock.now(), 0
        found.attempts += 1
        return await queries.content_of(session, import_id)


async def _fail(database: Database, import_id: UUID, errors: list[RowError]) -> None:
    async with database.write() as session:
        found = await queries.locked(session, import_id)
        if found is not None:
            _conclude(found, Status.FAILED, errors)
            await queries.forget_content(session, import_id)


def _conclude(found: PeopleImport, status: Status, errors: list[RowError]) -> None:
    found.status, found.finished_at = status, clock.now()
    found.error_count = len(errors)
    found.errors = [asdict(error) for error in sorted(errors, key=lambda error: error.line)[:KEPT_ERRORS]]


async def _apply(session: AsyncSession, import_id: UUID, read: FileContent, progress: Progress) -> None:
    """One transaction: the file takes effect as a whole, and a killed worker leaves nothing half done."""
    await people_queries.lock_hierarchy(session)  # two files at once: the second sees what the first did
    found = await session.get(PeopleImport, import_id, populate_existing=True)
    if found is None or found.status != Status.RUNNING:  # the same job ran twice, and the other one was first
        return
    directory, ids = await queries.directory(session)
    rows, refused = await asyncio.to_thread(rules.reconcile, read.rows, directory)
    by_number = {row.employee_number: row for row in rows}
    ids.update({number: new_id() for number in by_number if number not in ids})
    order = managers_first({number: row.manager for number, row in by_number.items()})
    staged = await asyncio.to_thread(queries.staged_text, [by_number[number] for number in order], ids)
    await queries.stage(session, staged)
    created, updated, deactivated = counts = await queries.planned(session)
    await progress.tell(read.total - sum(counts))
    if any(counts) and not found.dry_run:
        await _carry_out(session, len(rows), progress)
        counted = {"created": created, "updated": updated, "deactivated": deactivated}
        actor = SystemActor("people-import")
        audit.record(session, actor, action="people-import.applied", subject=import_id, details=counted)
    found.created, found.updated, found.deactivated = counts
    found.unchanged, found.done, found.total = len(rows) - sum(counts), read.total, read.total
    _conclude(found, Status.SUCCEEDED, [*read.errors, *refused])
    await queries.forget_content(session, import_id)


async def _carry_out(session: AsyncSession, places: int, progress: Progress) -> None:
    now = clock.now()
    changed = await queries.changed(session)
    superiors = await queries.superiors(session)
    for first in range(0, places, AT_ONCE):
        await queries.apply(session, first, first + AT_ONCE, now)
    await people.settle(session, changed, roles_of=superiors, now=now, advance=progress.tell)
