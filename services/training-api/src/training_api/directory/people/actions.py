"""What can happen to people: they arrive, sign in, change and leave; what follows happens in the same transaction."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from fastapi import FastAPI
from service_kit.data.database import AsyncSession, Database
from service_kit.data.locks import lock, share
from service_kit.identity.auth import Actor
from service_kit.identity.matching import MatchColumn
from service_kit.identity.people import Person, SignIn
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import Missing
from service_kit.work import clock
from service_kit.work.hooks import Hook

from training_api.directory.people import queries, rules
from training_api.directory.people.schemas import AddPerson, ChangePerson
from training_api.locks import HIERARCHY, NAME, NAMES, NUMBER

AT_ONCE = 10_000
before_people_change: Hook[[AsyncSession]] = Hook("people are about to change")
"""Runs before any row of a person is locked: what must be locked before people is locked here."""
people_changed: Hook[[AsyncSession, Collection[UUID], datetime]] = Hook("people came, changed or left")


async def follow_up_changes(
    session: AsyncSession,
    changed: dict[UUID, Collection[str]],
    *,
    roles_of: Collection[UUID] = (),
    now: datetime,
    advance: Callable[[int], Awaitable[None]] | None = None,
) -> None:
    """Derive roles, publish one event per changed person, and recompute their lines of requirements.

    `roles_of` are those whose roles may have changed with it: who signed in, and who gained or lost a report.
    """
    for person_id in await queries.derive_roles(session, list(roles_of), now):
        changed[person_id] = {*changed.get(person_id, ()), "roles"}
    remaining = iter(changed.items())
    while batch := dict(islice(remaining, AT_ONCE)):
        await queries.announce(session, batch, now)
        await people_changed(session, list(batch), now)
        if advance:
            await advance(len(batch))


async def add(session: AsyncSession, actor: Actor, body: AddPerson, *, matches: MatchColumn, now: datetime) -> Person:
    """HR adds one person by hand."""
    name: str = getattr(body, matches)
    await lock(session, NUMBER, body.employee_number)
    await _lock_name(session, matches, name)
    if body.manager_id is not None:
        await lock(session, HIERARCHY)
        if not await queries.above(session, body.manager_id):
            raise rules.UnknownManager
    await before_people_change(session)
    person = Person(**body.model_dump(), updated_at=now)
    session.add(person)
    await session.flush()  # a taken number is refused here, by its constraint
    await queries.refuse_taken_names(session)
    superiors = {person.manager_id} if person.manager_id else set()
    await follow_up_changes(session, {person.id: rules.CARRIED.published}, roles_of=superiors, now=now)
    audit.record(session, actor, action="person.added", subject=str(person.id))
    await _refuse_shared_name(session, person, matches, locked=name)
    return person


async def change(
    session: AsyncSession,
    actor: Actor,
    person_id: UUID,
    match: Match,
    body: ChangePerson,
    *,
    matches: MatchColumn,
    now: datetime,
) -> Person:
    """HR changes one person; a leaver is made inactive and keeps their history."""
    wanted = body.model_dump(exclude_unset=True)
    name = ""
    if wanted.keys() & {matches, "active"}:
        name = wanted.get(matches) or await queries.name_of(session, person_id, matches)
        await _lock_name(session, matches, name)
    if wanted.keys() & {"manager_id", "active"}:  # also a leaver takes a report from their manager
        await lock(session, HIERARCHY)
    await before_people_change(session)
    person = await queries.locked(session, person_id)
    if person is None:
        raise Missing
    match.check(person.version)
    changed = {column for column, value in wanted.items() if getattr(person, column) != value}
    if not changed:
        return person
    superiors = {person.manager_id} if changed & {"manager_id", "active"} else set()
    if "manager_id" in changed and wanted["manager_id"] is not None:
        await _refuse_circle(session, person_id, wanted["manager_id"])
        superiors.add(wanted["manager_id"])
    for column in changed:
        setattr(person, column, wanted[column])
    person.version, person.updated_at = person.version + 1, now
    await session.flush()
    await queries.refuse_taken_names(session)
    known = {superior for superior in superiors if superior is not None}
    await follow_up_changes(session, {person.id: changed}, roles_of=known, now=now)
    audit.record(session, actor, action="person.changed", subject=str(person.id), details={"changed": sorted(changed)})
    if changed & {matches, "active"}:
        await _refuse_shared_name(session, person, matches, locked=name)
    return person


async def _lock_name(session: AsyncSession, matches: MatchColumn, name: str) -> None:
    if name:
        await lock(session, NAME, f"{matches}.{name}")


async def _refuse_shared_name(session: AsyncSession, person: Person, matches: MatchColumn, *, locked: str) -> None:
    """Two who are here must not answer to what one sign-in says. `locked` is the name that was locked before.

    Last in the transaction: an import that ends waits for everybody who shares this lock, and they for nothing more.
    """
    name = getattr(person, matches)
    if not person.active or not name:
        return
    if name.lower() != locked.lower():  # it was changed between our reading it and our locking the person
        await _lock_name(session, matches, name)
    await session.flush()
    await share(session, NAMES)
    if await queries.is_taken(session, matches, name, person.id):
        raise rules.TAKEN[matches]


async def _refuse_circle(session: AsyncSession, person_id: UUID, manager_id: UUID) -> None:
    line = await queries.above(session, manager_id)
    if not line:
        raise rules.UnknownManager
    if person_id in line:
        raise rules.ManagerCycle


SIGN_IN = audit.SystemActor("sign-in")
SEEN_DAILY = timedelta(days=1)
FORGOTTEN_AFTER = timedelta(days=90)
"""An application that a person has not been seen with for so long no longer gives that person roles."""


async def sign_in(session: AsyncSession, body: SignIn, *, matches: MatchColumn, now: datetime) -> Person:
    """Who signs in is known from then on, with the roles that their tokens hold; HR's columns stay HR's.

    Each application's token is remembered by itself: two that hold different roles, used in turns, change nothing.
    """
    person = await queries.known_as(session, body)
    if person is not None:
        await _note_roles(session, person, body, now)
        return person
    column: MatchColumn = body.matches or matches
    name: str = body.key or getattr(body, column)
    await lock(session, NUMBER, body.employee_number)
    await _lock_name(session, column, name)
    await before_people_change(session)
    person = await queries.known_as(session, body)  # somebody else's request may just have made them known
    if person is not None:
        await _note_roles(session, person, body, now)
        return person
    person = await _add_newcomer(session, body, now)
    await _note_roles(session, person, body, now, changed={person.id: rules.CARRIED.published})
    await _refuse_shared_name(session, person, matches, locked=name if column == matches else "")
    return person


async def _note_roles(
    session: AsyncSession,
    person: Person,
    body: SignIn,
    now: datetime,
    *,
    changed: dict[UUID, Collection[str]] | None = None,
) -> None:
    roles = sorted(set(body.roles))
    seen = await queries.seen_with(session, person.id, body.client)
    if seen is not None and seen.roles == roles and now - seen.seen_at < SEEN_DAILY:
        return
    await before_people_change(session)
    await queries.lock_people(session, [person.id])  # two of their applications at once: each counts the other's
    held = await queries.keep_seen(session, person.id, body.client, roles, now=now, forget_before=now - FORGOTTEN_AFTER)
    if await queries.sign_in_roles(session, person.id) != held:
        await queries.keep_sign_in_roles(session, person.id, held, now)
        await follow_up_changes(session, changed or {}, roles_of=[person.id], now=now)
        audit.record(session, SIGN_IN, action="person.roles-seen", subject=str(person.id), details={"roles": held})
        await session.refresh(person)


async def _add_newcomer(session: AsyncSession, body: SignIn, now: datetime) -> Person:
    columns = body.model_dump(exclude={"roles", "client", "matches", "key"})
    columns["given_name"] = body.given_name or body.user_name
    person = Person(**columns, updated_at=now)
    session.add(person)
    await session.flush()
    await queries.refuse_taken_names(session)
    audit.record(session, SIGN_IN, action="person.added", subject=str(person.id))
    return person


async def just_in_time(app: FastAPI, body: SignIn) -> None:
    """How the directory itself adds a newcomer: no other service has to be asked."""
    database: Database = app.state.database
    async with database.write() as session:
        await sign_in(session, body, matches=database.settings.person_matches, now=clock.now())
