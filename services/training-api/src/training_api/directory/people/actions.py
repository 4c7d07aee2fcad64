"""What can happen to people: they arrive, sign in, change and leave; what follows happens in the same transaction."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from service_kit.data.database import AsyncSession, Database
from service_kit.data.locks import locking, sharing
from service_kit.data.statements import Bound, pipeline
from service_kit.identity import people
from service_kit.identity.auth import Actor
from service_kit.identity.matching import MatchColumn, chosen
from service_kit.identity.people import ROLES, Person, SignIn
from service_kit.record import audit
from service_kit.web.concurrency import Match
from service_kit.web.errors import present
from service_kit.work import clock
from service_kit.work.hooks import Hook

from training_api.directory.people import queries, rules
from training_api.directory.people.schemas import AddPerson, ChangePerson
from training_api.directory.sign_ins import queries as sign_ins
from training_api.locks import HIERARCHY, NAME, NAMES, NUMBER, REQUIREMENTS, ROLE_MAPPINGS

AT_ONCE = 10_000
people_changed: Hook[[AsyncSession, Collection[UUID], datetime]] = Hook("people came, changed or left")


async def follow_up_changes(
    session: AsyncSession,
    changed: dict[UUID, Collection[str]],
    *,
    roles_of: Collection[UUID] = (),
    now: datetime,
    first: Sequence[Bound[Any]] = (),
    advance: Callable[[int], Awaitable[None]] | None = None,
) -> None:
    """Derive roles, publish one event per changed person, and recompute their lines of requirements.

    `roles_of` are those whose roles may have changed with it: who signed in, and who gained or lost a report. `first`
    goes in the trip that derives their roles.
    """
    deriving = queries.derive_roles(roles_of, now) if roles_of else ()
    answers = await pipeline(session, *first, *deriving)
    for person_id in answers[-1] if deriving else ():
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
    locks, line = [locking(NUMBER, body.employee_number), *_lock_name(matches, name)], []
    if body.manager_id is not None:
        locks.append(locking(HIERARCHY))
        line.append(queries.above(body.manager_id))
    answers = await pipeline(session, *locks, sharing(REQUIREMENTS), *line)
    if line and not answers[-1]:
        raise rules.UnknownManager
    person = Person(**body.model_dump(), updated_at=now)
    session.add(person)
    await session.flush()  # a taken number is refused here, by its constraint
    superiors = {person.manager_id} if person.manager_id else set()
    arrived: dict[UUID, Collection[str]] = {person.id: rules.CARRIED.published}
    await follow_up_changes(session, arrived, roles_of=superiors, now=now, first=[queries.refuse_taken_names()])
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
    name, locks, line = "", [], []
    if wanted.keys() & {matches, "active"}:
        name = wanted.get(matches) or await queries.name_of(session, person_id, matches)
        locks += _lock_name(matches, name)
    if wanted.keys() & {"manager_id", "active"}:  # also a leaver takes a report from their manager
        locks.append(locking(HIERARCHY))
    if (manager_id := wanted.get("manager_id")) is not None:
        line.append(queries.above(manager_id))
    *answers, row = await pipeline(session, *locks, sharing(REQUIREMENTS), *line, queries.to_edit(person_id))
    person = session.edit(Person, present(row))
    match.check(person.version)
    changed = {column for column, value in wanted.items() if getattr(person, column) != value}
    if not changed:
        return person
    superiors = {person.manager_id} if changed & {"manager_id", "active"} else set()
    if "manager_id" in changed and manager_id is not None:
        rules.refuse_circle(person_id, answers[-1])
        superiors.add(manager_id)
    for column in changed:
        setattr(person, column, wanted[column])
    person.version, person.updated_at = person.version + 1, now
    known = {superior for superior in superiors if superior is not None}
    first = [queries.refuse_taken_names()] if changed & {"user_name", "active"} else []
    await follow_up_changes(session, {person.id: changed}, roles_of=known, now=now, first=first)
    audit.record(session, actor, action="person.changed", subject=str(person.id), details={"changed": sorted(changed)})
    if changed & {matches, "active"}:
        await _refuse_shared_name(session, person, matches, locked=name)
    return person


def _lock_name(matches: MatchColumn, name: str) -> list[Bound[int]]:
    return [locking(NAME, f"{matches}.{name}")] if name else []


async def _refuse_shared_name(session: AsyncSession, person: Any, matches: MatchColumn, *, locked: str) -> None:
    """Two who are here must not answer to what one sign-in says. `locked` is the name that was locked before.

    Last in the transaction: an import that ends waits for everybody who shares this lock, and they for nothing more.
    """
    name = getattr(person, matches)
    if not person.active or not name:
        return
    # Another lock, if it was changed between our reading it and our locking the person.
    locks = _lock_name(matches, name) if name.lower() != locked.lower() else []
    *_, taken = await pipeline(session, *locks, sharing(NAMES), queries.is_taken(matches, name, person.id))
    if taken:
        raise rules.TAKEN[matches]


SIGN_IN = audit.SystemActor("sign-in")
SEEN_DAILY = timedelta(days=1)
FORGOTTEN_AFTER = timedelta(days=90)
"""An application that a person has not been seen with for so long no longer gives that person roles."""


async def sign_in(session: AsyncSession, body: SignIn, *, matches: MatchColumn, now: datetime) -> Any:
    """Who signs in is known from then on, with the roles that their tokens hold; HR's columns stay HR's.

    Each application's token is remembered by itself: two that hold different roles, used in turns, change nothing.
    """
    asked = queries.answering(body)
    person = _first_of(await pipeline(session, *asked))
    if person is not None:
        return await _note_roles(session, person, body, now)
    column: MatchColumn = body.matches or matches
    name: str = body.key or getattr(body, column)
    locks = [locking(NUMBER, body.employee_number), *_lock_name(column, name), *_share_mappings(body)]
    locks.append(sharing(REQUIREMENTS))
    answers = await pipeline(session, *locks, *asked)
    person = _first_of(answers[len(locks) :])  # somebody else's request may just have made them known
    if person is not None:
        return await _note_roles(session, person, body, now)
    arrived = await _add_newcomer(session, body, now)
    held = await _held(session, arrived.id, body, now, first=[queries.refuse_taken_names()])
    await _take_over(session, arrived.id, held, now, changed={arrived.id: rules.CARRIED.published})
    await _refuse_shared_name(session, arrived, matches, locked=name if column == matches else "")
    return await people.find(session, arrived.id)


def _first_of(answers: Iterable[Sequence[Any]]) -> Any | None:
    return next((one for rows in answers if (one := chosen(rows)) is not None), None)


def _share_mappings(body: SignIn) -> list[Bound[int]]:
    return [sharing(ROLE_MAPPINGS)] if body.mappings else []


async def _note_roles(session: AsyncSession, person: Any, body: SignIn, now: datetime) -> Any:
    """What the token holds, of somebody who is known; answers the person as they are then."""
    same = person.seen_roles == sorted(ROLES.intersection(body.roles)) and person.seen_mapped == sorted(
        set(body.mappings)
    )
    if same and now - person.seen_at < SEEN_DAILY:
        return person
    held = await _held(session, person.id, body, now, first=_share_mappings(body))
    if held is None:
        return person
    await _take_over(session, person.id, held, now, changed={})
    return await people.find(session, person.id)


async def _held(
    session: AsyncSession, person_id: UUID, body: SignIn, now: datetime, *, first: Sequence[Bound[Any]] = ()
) -> list[str] | None:
    """Note what the token holds; answers the roles of all their applications' tokens, None if they held these before.

    The person is locked: of two of their applications at once each counts the other's.
    """
    forget_before, roles = now - FORGOTTEN_AFTER, sorted(ROLES.intersection(body.roles))
    noting = sign_ins.keep_seen(person_id, body.client, roles, body.mappings, now=now, forget_before=forget_before)
    locks = (sharing(REQUIREMENTS), queries.lock_people([person_id]))
    *_, unsorted, before = await pipeline(session, *first, *locks, *noting)
    held = sorted(unsorted)
    return None if held == before else held


async def _take_over(
    session: AsyncSession,
    person_id: UUID,
    held: list[str] | None,
    now: datetime,
    *,
    changed: dict[UUID, Collection[str]],
) -> None:
    """From now on they have these roles, with all that follows from it."""
    if held is None:
        return
    first = [sign_ins.keep_sign_in_roles(person_id, held, now)]
    await follow_up_changes(session, changed, roles_of=[person_id], now=now, first=first)
    audit.record(session, SIGN_IN, action="person.roles-seen", subject=str(person_id), details={"roles": held})


async def lose_mapping(session: AsyncSession, mapping_id: UUID, *, now: datetime) -> int:
    """A role mapping is going: whoever had a role by it alone has it no more. Answers how many people it had met."""
    _, people_ids = await pipeline(session, sharing(REQUIREMENTS), sign_ins.people_with_mapping(mapping_id))
    if people_ids:
        locked = queries.lock_people(people_ids)
        await follow_up_changes(
            session, {}, roles_of=people_ids, now=now, first=(locked, *sign_ins.forget_mapping(mapping_id, people_ids))
        )
    return len(people_ids)


async def forget_unknown_roles(session: AsyncSession, *, now: datetime) -> int:
    """Whoever has a role that is none loses it: earlier releases kept every group of a token. Answers how many did."""
    _, people_ids = await pipeline(session, sharing(REQUIREMENTS), sign_ins.with_unknown_roles(AT_ONCE))
    changed: dict[UUID, Collection[str]] = {}
    if people_ids:
        first = (queries.lock_people(people_ids), sign_ins.recount(people_ids))
        await follow_up_changes(session, changed, roles_of=people_ids, now=now, first=first)
    return len(changed)


async def _add_newcomer(session: AsyncSession, body: SignIn, now: datetime) -> Person:
    columns = body.model_dump(exclude={"roles", "mappings", "client", "matches", "key"})
    columns["given_name"] = body.given_name or body.user_name
    person = Person(**columns, updated_at=now)
    session.add(person)
    await session.flush()
    audit.record(session, SIGN_IN, action="person.added", subject=str(person.id))
    return person


async def just_in_time(app: FastAPI, body: SignIn) -> None:
    """How the directory itself adds a newcomer: no other service has to be asked."""
    database: Database = app.state.database
    async with database.write() as session:
        await sign_in(session, body, matches=database.settings.person_matches, now=clock.now())
