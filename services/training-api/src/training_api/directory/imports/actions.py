"""What happens to a file of people: it is received, read, compared with the directory and applied as a whole."""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from service_kit.data.database import LONG_REQUEST_SECONDS, AsyncSession, Database, allow, new_id
from service_kit.data.locks import lock, locking, share
from service_kit.data.statements import pipeline
from service_kit.data.statements import run as run_statement
from service_kit.identity.auth import Actor
from service_kit.identity.matching import MatchColumn
from service_kit.record import audit
from service_kit.record.audit import SystemActor
from service_kit.web.errors import Malformed, TooLarge
from service_kit.web.outcomes import RowFaults
from service_kit.work import clock

from training_api.directory.imports import queries, rules
from training_api.directory.imports.rules import ERRORS_LISTED, FileContent, Known, Plan, Reading, Row, Status
from training_api.directory.imports.tables import PeopleImport, PeopleImportFile
from training_api.directory.people import actions as people
from training_api.directory.people import queries as people_queries
from training_api.directory.people import rules as people_rules
from training_api.directory.spreadsheets.rules import Effect, RowError, UnreadableFile
from training_api.locks import HIERARCHY, NAMES, REQUIREMENTS

ERRORS_SHOWN = 100
ATTEMPTS = 5


async def receive(
    session: AsyncSession, actor: Actor, name: str, content: bytes, *, dry_run: bool, at_most: int, now: datetime
) -> PeopleImport:
    """Keep the file; the caller defers the job that runs it."""
    if not content:
        raise Malformed(case="empty-file", pointer="/file")
    if len(content) > at_most:
        raise TooLarge(case="people-file", bytes=at_most)
    received = PeopleImport(
        file_name=name[:255] or "people.csv",
        size=len(content),
        dry_run=dry_run,
        errors=[],
        requested_by=actor.id,
        requested_at=now,
    )
    session.add(received)
    await allow(session, LONG_REQUEST_SECONDS)
    await session.flush()
    session.add(PeopleImportFile(import_id=received.id, content=content))
    audit.record(session, actor, action="people-import.received", subject=received.id, details={"dry_run": dry_run})
    return received


async def run(
    database: Database, import_id: UUID, errors_listed: int = ERRORS_LISTED, reading: Reading = Reading()
) -> None:
    """Read, compare, apply. The result and the file's removal are committed with the changes themselves.

    Of the rows' errors so many are kept, and all are counted: a small file of bad rows must not fill the database.
    """
    content = await _start(database, import_id)
    if content is None:
        return
    try:
        read = await asyncio.to_thread(rules.read, content, errors_listed, reading)
    except UnreadableFile as unreadable:
        await _fail(database, import_id, unreadable.errors)
        return
    progress = Progress(database, import_id, read.total)
    await progress.report()
    async with database.write() as session:
        await _apply(session, import_id, read, progress, database.settings.person_matches)
    async with database.primary() as connection:
        await queries.sort_words_in(connection)


class Progress:
    """How far the apply has come, written on a connection of its own so that others see it before the commit."""

    def __init__(self, database: Database, import_id: UUID, total: int) -> None:
        self._database, self._import_id, self._total = database, import_id, total
        self.done = 0

    async def report(self, more: int = 0) -> None:
        """Add this number of rows to those done."""
        self.done = min(self.done + more, self._total)
        async with self._database.primary() as connection:
            await queries.note_progress(connection, self._import_id, self.done, self._total)


async def _start(database: Database, import_id: UUID) -> bytes | None:
    """The file to run; None when there is nothing left to do."""
    async with database.write() as session:
        found = await queries.locked(session, import_id)
        if found is None or found.status in (Status.SUCCEEDED, Status.FAILED):
            return None
        if found.attempts >= ATTEMPTS:
            await _conclude(session, found, Status.FAILED, _together([RowError(1, None, "GaveUp")]))
            return None
        found.status, found.started_at, found.done = Status.RUNNING, clock.now(), 0
        found.attempts += 1
        return await queries.content_of(session, import_id)


async def _fail(database: Database, import_id: UUID, errors: list[RowError]) -> None:
    async with database.write() as session:
        found = await queries.locked(session, import_id)
        if found is not None:
            await _conclude(session, found, Status.FAILED, _together(errors))
            await queries.forget_content(session, import_id)


def _together(errors: Iterable[RowError]) -> RowFaults[RowError]:
    """What is wrong with a file as a whole: there is no row that it could cost."""
    faults: RowFaults[RowError] = RowFaults(ERRORS_LISTED)
    for error in errors:
        faults.add(error.line, replace(error, effect=None))
    return faults


async def _conclude(
    session: AsyncSession,
    found: PeopleImport,
    status: Status,
    faults: RowFaults[RowError],
    consequences: Iterable[RowError] = (),
) -> None:
    """Keep the errors: those that are causes, counted with what follows from them, and the consequences themselves."""
    followed: Counter[int] = Counter()
    kept: RowFaults[RowError] = RowFaults(faults.at_most)
    for error in consequences:
        followed[error.caused_by or 0] += 1
        kept.add(error.line, error)
    # Of two faults in one row the first is taken for the cause.
    listed = [replace(error, consequences=followed.pop(error.line, 0)) for error in faults.listed()]
    found.status, found.finished_at = status, clock.now()
    found.error_count, found.errors_listed, found.error_codes = faults.total, len(listed), dict(faults.by_code)
    found.consequence_count = kept.total
    found.errors = [error.as_json() for error in listed[:ERRORS_SHOWN]]
    await queries.keep_errors(session, found.id, [*listed, *kept.listed()])


async def _apply(
    session: AsyncSession, import_id: UUID, read: FileContent, progress: Progress, matches: MatchColumn
) -> None:
    """One transaction: the file takes effect as a whole, and a killed worker leaves nothing half done."""
    # Two files at once: the second sees what the first did.
    _, row = await pipeline(session, locking(HIERARCHY), queries.by_id(import_id))
    if row is None or row.status != Status.RUNNING:  # the same job ran twice, and the other one was first
        return
    found = session.edit(PeopleImport, row)
    known = queries.by_number(await run_statement(session, queries.directory()))
    whole = await asyncio.to_thread(rules.completed, read.rows, known, read.kept)
    rows, refused = await asyncio.to_thread(rules.reconcile, whole, known, matches, read.lost)
    plan = await asyncio.to_thread(rules.plan, rows, known)
    touched = len(plan.new) + len(plan.changed)
    counted = {
        "created": len(plan.new),
        "updated": len(plan.changed) - plan.deactivated,
        "unchanged": len(rows) - touched,
        "deactivated": plan.deactivated,
    }
    await progress.report(read.total - touched)
    if touched and not found.dry_run:
        await _carry_out(session, rows, known, plan, progress)
        await _refuse_names_taken_meanwhile(session, plan, matches)
        actor = SystemActor("people-import")
        audit.record(session, actor, action="people-import.applied", subject=import_id, details=counted)
    # Only now: this transaction would lock the row whose progress is told beside it.
    for name, count in counted.items():
        setattr(found, name, count)
    found.done, found.total = read.total, read.total
    found.rows_left_out, found.ignored_columns = read.total - len(rows), list(read.ignored)
    found.values_left_out = sum(error.effect == Effect.VALUE_LEFT_OUT for error in refused)
    for error in refused:
        if error.caused_by is None:
            read.faults.add(error.line, error)
    followed = [error for error in refused if error.caused_by is not None]
    await _conclude(session, found, Status.SUCCEEDED, read.faults, followed)
    await queries.forget_content(session, import_id)


class Overtaken(Exception):
    """While the file was applied somebody took a name that it gives to another; the job runs again and sees it."""


async def _refuse_names_taken_meanwhile(session: AsyncSession, plan: Plan, matches: MatchColumn) -> None:
    """Whoever takes a name by hand or at sign-in holds its lock until they commit: they are waited for here."""
    takers = {row.person.employee_number for row in plan.new}
    takers |= {number for number, names in plan.changed.items() if names & {matches, "active"}}
    if matches == "user_name" or not takers:  # a constraint watches over user names
        return
    await lock(session, NAMES)
    if await people_queries.is_any_taken(session, matches, takers):
        raise Overtaken("Somebody took a name that the file gives to another.")


async def _carry_out(
    session: AsyncSession, rows: list[Row], known: Mapping[str, Known], plan: Plan, progress: Progress
) -> None:
    await share(session, REQUIREMENTS)
    now = clock.now()
    ids = {number: found.id for number, found in known.items()}
    ids.update({row.person.employee_number: str(new_id()) for row in plan.new})
    leads = {row.person.manager_employee_number for row in rows if row.person.active}
    changed: dict[UUID, Collection[str]] = {UUID(ids[number]): names for number, names in plan.changed.items()}
    if changed:
        touched = [row for row in rows if row.person.employee_number in plan.changed]
        await queries.change(session, await asyncio.to_thread(queries.copied, touched, ids, leads, now))
    if plan.new:
        await queries.add(session, await asyncio.to_thread(queries.copied, plan.new, ids, leads, now))
        changed.update({UUID(ids[row.person.employee_number]): people_rules.CARRIED.published for row in plan.new})
    superiors = [UUID(ids[number]) for number in plan.superiors]
    await people.follow_up_changes(session, changed, roles_of=superiors, now=now, advance=progress.report)
