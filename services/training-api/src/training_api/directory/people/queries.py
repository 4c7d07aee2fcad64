"""Every statement on people: lists, look-ups, and the set-based ones that follow a change of any size."""

# ruff: noqa: S608 - statements are put together from constants of this file only

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.statements import Connected, run
from service_kit.domain.collections import By, Collection, Wanted, keys_of, page_statement
from service_kit.domain.filters import Filter, Words, equals, selects
from service_kit.domain.readers import Asking, operand
from service_kit.domain.tasks import Source, task
from service_kit.events.feed import outbox_insert, publishing
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.directory import seen_in
from service_kit.identity.matching import LONGEST, MatchColumn, answers_to, chosen, shared_in
from service_kit.identity.people import READ_WHOLE, Person, PersonChanged, SignIn
from service_kit.web.errors import Forbidden
from service_kit.web.pages import Key, cut, position
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, insert
from sqlalchemy.types import DateTime, Text, Uuid

from training_api.directory.people import rules
from training_api.directory.people.tables import FAMILY_NAME, NAMES, PEOPLE, SEARCHED, SignInClient, SignInRoles
from training_api.permissions import Permission

ROLES_SEEN = SignInRoles.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
CLIENTS = SignInClient.__table__  # type: ignore[attr-defined]  # as above
WORD = re.compile(r"[^\W_]+")
LAST_CHARACTER = "\U0010ffff"
Short = Annotated[str, Field(max_length=128)]


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Who left is known to who may see people whole, and to their manager; everyone else finds those who are here."""
    if actor.may(READ_WHOLE):
        return true()
    return or_(PEOPLE.c.active, PEOPLE.c.manager_id == actor.person_id)


def own_or_reports(actor: Reader, person_id: Any) -> ColumnElement[bool]:
    """What belongs to the reader or to somebody who reports to them, by the column that names its person."""
    own = operand(actor.person_id)
    theirs = union_all(select(PEOPLE.c.id).where(PEOPLE.c.manager_id == own), select(own))
    # As one array, which is made first: the index on the person then leads to theirs, whatever the list is sorted by.
    found: ColumnElement[bool] = person_id == any_(func.array(theirs.scalar_subquery(), type_=ARRAY(Uuid)))
    return found


def _refuse_others_reports(manager_id: UUID, actor: Actor) -> None:
    if not actor.may(READ_WHOLE) and manager_id != actor.person_id:
        raise Forbidden(case="reports")


def _is_called(user_name: BindParameter[Any], asking: Asking) -> ColumnElement[bool]:
    return seen_in(asking.actor, answers_to("user_name", user_name), "user_name")


def _beginnings(q: str) -> str:
    """The words as a `tsquery`; empty without any."""
    return " & ".join(f"'{word}':*" for word in WORD.findall(q.lower()))


def _holds_words(words: Words, asking: Asking) -> ColumnElement[bool]:
    """All the words begin words of a name or, in people whom this actor sees whole, of a number or an address."""
    whole = seen_in(asking.actor, SEARCHED.op("@@")(words.terms), "email", "user_name", "employee_number")
    return whole if asking.actor.may(READ_WHOLE) else or_(NAMES.op("@@")(words.terms), whole)


LIST = Collection(
    "people",
    select(*PEOPLE.c),
    key=PEOPLE.c.id,
    sorts={"family_name": (By(FAMILY_NAME), By(PEOPLE.c.given_name))},
    default="family_name",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "department": equals(PEOPLE.c.department, Short),
        "division": equals(PEOPLE.c.division, Short),
        "job_profile": equals(PEOPLE.c.job_profile, Short),
        "manager_id": replace(equals(PEOPLE.c.manager_id, UUID), check=_refuse_others_reports),
        # `visible_to` leaves only those who are here to most readers; the few who left have an index of their own.
        "active": selects(PEOPLE.c.active.is_, bool),
        "user_name": Filter(Short, _is_called),
    },
    searched=_holds_words,
    terms=_beginnings,
    personal=True,
)


def with_words(wanted: Wanted) -> Wanted:
    """What was asked for; signs without any word search for nothing in particular."""
    return wanted if wanted.q is None or WORD.search(wanted.q) else replace(wanted, q=None)


def ranks(wanted: Wanted) -> bool:
    """Whether a page is ordered by how people were found: no other order was asked for, and there are words."""
    return wanted.q is not None and wanted.file is None and "sort" not in wanted.page.request.query_params


_TYPED = func.lower(bindparam("typed", type_=Text), type_=Text)
_BEGINS = FAMILY_NAME.between(_TYPED, _TYPED + LAST_CHARACTER)
_NAMED = replace(
    LIST, rows=select(*PEOPLE.c, literal_column("0", Integer).label("rank")), within=_BEGINS, searched=None
)
"""Those whose family name begins with what was typed: neighbours in the order of the list."""
_OTHERS = replace(
    LIST,
    rows=select(*PEOPLE.c, literal_column("1", Integer).label("rank")),
    within=_BEGINS.is_not(true()),
    # The same order, but of no index: in an index's order the words of everybody would be looked through.
    sorts={"family_name": (By(FAMILY_NAME + literal_column("''", Text)), By(PEOPLE.c.given_name))},
)


async def found(on: Connected, actor: Actor, wanted: Wanted, *, now: datetime) -> tuple[Sequence[Any], str | None]:
    """A page of the people found by words: first those whose family name begins with them, then all others.

    The shortest words find the most people, and fill the page with the first kind alone. These stand together in the
    index, which is read no further than the page; for the others every match is read, and only when there is room.
    """
    limit, values = wanted.page.limit + 1, {"typed": " ".join(str(wanted.q).split())}
    by_rank = [Key(literal_column("rank", Integer)), *keys_of(_NAMED, actor, wanted.sort)]
    rank, *reached = position(wanted.page, by_rank)
    rows: list[Any] = []
    if rank != 1:
        place = reached if rank == 0 else None
        named = replace(wanted, q=None)
        rows += await run(on, page_statement(_NAMED, actor, named, now=now, values=values, reached=place))
    if len(rows) < limit:
        place = reached if rank == 1 else None
        rows += await run(on, page_statement(_OTHERS, actor, wanted, now=now, values=values, reached=place))
    return cut(wanted.page, by_rank, rows[:limit])


async def locked(session: AsyncSession, person_id: UUID) -> Person | None:
    """One person, locked for a change; the row is read anew. Rows may come to refer to them meanwhile (`key_share`)."""
    return await session.get(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)


async def lock_people(session: AsyncSession, people: Sequence[UUID]) -> None:
    """Lock these people for a change, in one order."""
    await session.execute(_LOCK_PEOPLE, {"ids": people})


async def name_of(session: AsyncSession, person_id: UUID, column: MatchColumn) -> str:
    """What a person answers to now, by the column that sign-ins are matched by; empty for nobody."""
    return (await session.execute(select(PEOPLE.c[column]).where(PEOPLE.c.id == person_id))).scalar_one_or_none() or ""


async def is_taken(session: AsyncSession, column: MatchColumn, name: str, by_other_than: UUID) -> bool:
    """Whether somebody else who is here answers to the name."""
    others = select(PEOPLE.c.id).where(answers_to(column, name), PEOPLE.c.active, PEOPLE.c.id != by_other_than)
    return bool((await session.execute(select(others.exists()))).scalar_one())


_SHARED_AMONG = {
    column: text(
        f"WITH shared AS MATERIALIZED (SELECT lower({column}) AS name FROM people WHERE active AND {column} <> '' "
        f"GROUP BY lower({column}) HAVING count(*) > 1) "
        f"SELECT EXISTS (SELECT FROM shared JOIN people p ON lower(p.{column}) = shared.name "
        "WHERE p.active AND p.employee_number = ANY(string_to_array(:takers, E'\\n')))"
    )
    for column in LONGEST
}


async def is_any_taken(session: AsyncSession, column: MatchColumn, takers: Iterable[str]) -> bool:
    """Whether any of these employees, who are new or changed, answers to the name of somebody else who is here."""
    found = await session.execute(_SHARED_AMONG[column], {"takers": "\n".join(takers)})
    return bool(found.scalar_one())


async def refuse_taken_names(session: AsyncSession) -> None:
    """Ask the constraint on user names now; it would otherwise wait for the commit."""
    await session.execute(text("SET CONSTRAINTS uq_people_user_name IMMEDIATE"))


async def above(session: AsyncSession, person_id: UUID) -> set[UUID]:
    """Everyone up the line from this person, themselves included."""
    statement = text(
        "WITH RECURSIVE line(id) AS (SELECT CAST(:person AS uuid) UNION "
        "SELECT p.manager_id FROM people p JOIN line ON p.id = line.id WHERE p.manager_id IS NOT NULL) "
        "SELECT line.id FROM line JOIN people USING (id)"
    )
    return set((await session.execute(statement, {"person": person_id})).scalars())


async def known_as(session: AsyncSession, body: SignIn) -> Person | None:
    """Who signs in, found by what the token calls them; 409 when two who are here answer to it.

    A service of the previous release does not say what that is: it may be the number, the user name or the e-mail.
    """
    if body.matches is not None:
        return await _answering(session, answers_to(body.matches, body.key or body.employee_number))
    number = body.employee_number
    known = await _answering(session, PEOPLE.c.employee_number == number)
    return known or await _answering(session, or_(answers_to("user_name", number), answers_to("email", number)))


async def _answering(session: AsyncSession, wanted: ColumnElement[bool]) -> Person | None:
    statement = select(Person).where(wanted).order_by(PEOPLE.c.active.desc(), PEOPLE.c.id).limit(2)
    return chosen((await session.execute(statement)).scalars().all())


async def seen_with(session: AsyncSession, person_id: UUID, client: str) -> SignInClient | None:
    """What a person's tokens of one application last held."""
    return await session.get(SignInClient, (person_id, client))


async def keep_seen(
    session: AsyncSession, person_id: UUID, client: str, roles: Sequence[str], *, now: datetime, forget_before: datetime
) -> list[str]:
    """Note what their token of this application holds now, forget applications long unused; answers all roles held."""
    row = {"roles": list(roles), "seen_at": now}
    noted = insert(SignInClient).values(person_id=person_id, client=client, **row)
    await session.execute(noted.on_conflict_do_update(index_elements=["person_id", "client"], set_=row))
    forgotten = delete(SignInClient).where(CLIENTS.c.person_id == person_id, CLIENTS.c.seen_at < forget_before)
    await session.execute(forgotten)
    held = select(func.unnest(CLIENTS.c.roles)).where(CLIENTS.c.person_id == person_id).distinct()
    return sorted((await session.execute(held)).scalars())


async def sign_in_roles(session: AsyncSession, person_id: UUID) -> list[str] | None:
    """The roles that a person's tokens hold; None before the first sign-in."""
    statement = select(ROLES_SEEN.c.roles).where(ROLES_SEEN.c.person_id == person_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def keep_sign_in_roles(session: AsyncSession, person_id: UUID, roles: Sequence[str], seen_at: datetime) -> None:
    """From now on their tokens hold these."""
    row = {"roles": list(roles), "seen_at": seen_at}
    statement = insert(SignInRoles).values(person_id=person_id, **row)
    await session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=row))


_IDS = bindparam("ids", type_=ARRAY(Uuid))
_NOW = bindparam("now", type_=DateTime(timezone=True))

_DERIVE_ROLES = text("""
WITH fresh AS (
    SELECT p.id, ARRAY(
        SELECT DISTINCT role FROM unnest(
            ARRAY['employee'] || coalesce(s.roles, '{}') || CASE WHEN EXISTS (
                SELECT FROM people report WHERE report.manager_id = p.id AND report.active
            ) THEN ARRAY['manager'] ELSE '{}'::text[] END
        ) AS role ORDER BY role
    ) AS roles
    FROM people p LEFT JOIN sign_in_roles s ON s.person_id = p.id WHERE p.id = ANY(:ids)
)
UPDATE people p SET roles = fresh.roles, version = p.version + 1, updated_at = :now
FROM fresh WHERE p.id = fresh.id AND p.roles <> fresh.roles RETURNING p.id
""").bindparams(_IDS, _NOW)


_LOCK_PEOPLE = text("SELECT 1 FROM people WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE").bindparams(_IDS)


async def derive_roles(session: AsyncSession, people: Sequence[UUID], now: datetime) -> set[UUID]:
    """Give these people the roles that follow from sign-ins and reports; answers whose roles changed.

    Their rows are locked by a statement of its own: of two reports who leave at once, the second's sees the first gone.
    """
    if not people:
        return set()
    await lock_people(session, people)
    return set((await session.execute(_DERIVE_ROLES, {"ids": list(people), "now": now})).scalars())


_ANNOUNCE = publishing(
    outbox_insert(
        event_type=":type",
        subject="p.id::text",
        data="jsonb_build_object('person', to_jsonb(p), 'changed', to_jsonb(string_to_array(c.changed, ',')))",
        occurred_at=":now",
        source="FROM unnest(CAST(string_to_array(:ids, ' ') AS uuid[]), string_to_array(:changed, ' ')) "
        "WITH ORDINALITY AS c(id, changed, place) JOIN people p ON p.id = c.id ORDER BY c.place",
    ),
    _NOW,
    *(bindparam(name, type_=Text) for name in ("type", "ids", "changed")),
)


@lru_cache(1024)
def _in_order(columns: frozenset[str]) -> str:
    return ",".join(sorted(columns, key=rules.CARRIED.published.index))


async def announce(session: AsyncSession, changed: Mapping[UUID, Iterable[str]], now: datetime) -> None:
    """One event per person, with all their columns and the names of those that changed, in the order given."""
    values = {
        "type": PersonChanged.type,
        # Two texts instead of two arrays: ten thousand values are not bound one by one.
        "ids": " ".join(map(str, changed)),
        "changed": " ".join(_in_order(frozenset(columns)) for columns in changed.values()),
        "now": now,
    }
    await session.execute(_ANNOUNCE, values)


def _shared(column: MatchColumn) -> Source:
    """For HR: the names that several people who are here would sign in with, so that none of them can."""
    folded = func.lower(PEOPLE.c[column])
    shared = (
        select(folded.label("name"))
        .where(PEOPLE.c.active, PEOPLE.c[column] != "")
        .group_by(folded)
        .having(func.count() > 1)
        .order_by(folded)
        .limit(50)
        .cte(f"shared_{column}")
        .prefix_with("MATERIALIZED")
    )
    name = func.min(PEOPLE.c[column])
    first = cast(func.min(cast(PEOPLE.c.id, Text)), Uuid)
    of_one = PEOPLE.c.given_name + " " + PEOPLE.c.family_name
    everyone = func.string_agg(
        of_one, aggregate_order_by(literal(", "), PEOPLE.c.family_name, PEOPLE.c.given_name, PEOPLE.c.id)
    )
    found = (
        select(
            *task(
                "shared-sign-in",
                id=first,
                subject_type="person",
                subject_id=first,
                subject_code=name,
                subject_title=func.jsonb_build_object("en", name),
                reason="SharedSignIn",
                params=func.jsonb_build_object("people", everyone),
            )
        )
        .join_from(shared, PEOPLE, folded == shared.c.name)
        .where(PEOPLE.c.active)
        .group_by(shared.c.name)
    )
    return Source(found, Permission.WRITE_PEOPLE, when=shared_in(column))


TASKS = tuple(_shared(column) for column in LONGEST)
