"""Every statement on people: lists, look-ups, and the set-based ones that follow a change of any size."""

import re
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, Connected, Statement, run
from service_kit.domain.collections import By, Collection, Wanted, keys_of, page_statement
from service_kit.domain.filters import Filter, Words, equals, selects
from service_kit.domain.readers import Asking
from service_kit.domain.tasks import Source, task
from service_kit.events.feed import publish_each
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.directory import seen_in
from service_kit.identity.matching import LONGEST, MatchColumn, answers_to, shared_in
from service_kit.identity.people import READ_WHOLE, PersonChanged, SignIn
from service_kit.web.errors import Forbidden
from service_kit.web.pages import Key, cut, position
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.types import DateTime, Text, Uuid

from training_api.directory.people import rules
from training_api.directory.people.tables import FAMILY_NAME, NAMES, PEOPLE, SEARCHED
from training_api.directory.sign_ins.queries import CLIENTS, ROLES_SEEN
from training_api.permissions import Permission

WORD = re.compile(r"[^\W_]+")
LAST_CHARACTER = "\U0010ffff"
Short = Annotated[str, Field(max_length=128)]


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Who left is known to who may see people whole, and to their manager; everyone else finds those who are here."""
    if actor.may(READ_WHOLE):
        return true()
    return or_(PEOPLE.c.active, PEOPLE.c.manager_id == actor.person_id)


def _refuse_others_reports(manager_id: UUID, actor: Actor) -> None:
    if not actor.may(READ_WHOLE) and manager_id != actor.person_id:
        raise Forbidden(case="reports", permission=READ_WHOLE)


def _is_called(user_name: BindParameter[Any], asking: Asking) -> ColumnElement[bool]:
    return seen_in(asking.actor, answers_to("user_name", user_name), "user_name")


def beginnings(q: str) -> str:
    """The words as a `tsquery`; empty without any."""
    return " & ".join(f"'{word}':*" for word in WORD.findall(q.lower()))


def is_named(words: Words, _asking: Asking) -> ColumnElement[bool]:
    """All the words begin words of a name; for lists of other things that join people."""
    found: ColumnElement[bool] = NAMES.op("@@")(words.terms)
    return found


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
    terms=beginnings,
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


_PERSON, _NAME = bindparam("person", type_=Uuid), bindparam("name", type_=Text)
_PEOPLE, _ROLES = bindparam("people", type_=ARRAY(Uuid)), bindparam("held", type_=ARRAY(Text))
_NOW = bindparam("now", type_=DateTime(timezone=True))
# Rows may come to refer to them meanwhile (`key_share`).
_LOCKED = Statement(select(*PEOPLE.c).where(PEOPLE.c.id == _PERSON).with_for_update(key_share=True))
_LOCK_PEOPLE = Statement(
    select(PEOPLE.c.id).where(PEOPLE.c.id == any_(_PEOPLE)).order_by(PEOPLE.c.id).with_for_update(key_share=True)
)
_NAMES = {column: Statement(select(PEOPLE.c[column]).where(PEOPLE.c.id == _PERSON)) for column in LONGEST}
_TAKEN = {
    column: Statement(select(exists().where(answers_to(column, _NAME), PEOPLE.c.active, PEOPLE.c.id != _PERSON)))
    for column in LONGEST
}
# Core has no word for it.
_REFUSE_TAKEN_NAMES = Statement(text("SET CONSTRAINTS uq_people_user_name IMMEDIATE"))
_line = select(_PERSON.label("id")).cte("line", recursive=True)
_LINE = _line.union(
    select(PEOPLE.c.manager_id).join(_line, PEOPLE.c.id == _line.c.id).where(PEOPLE.c.manager_id.is_not(None))
)
_ABOVE = Statement(select(PEOPLE.c.id).join(_LINE, _LINE.c.id == PEOPLE.c.id))


def _shared_names(column: MatchColumn) -> Select[Any]:
    """What several people who are here answer to."""
    folded = func.lower(PEOPLE.c[column])
    named = select(folded.label("name")).where(PEOPLE.c.active, PEOPLE.c[column] != "")
    return named.group_by(folded).having(func.count() > 1)


def _any_taken(column: MatchColumn) -> Statement:
    shared = _shared_names(column).cte("shared").prefix_with("MATERIALIZED")
    takers = PEOPLE.c.employee_number == any_(bindparam("takers", type_=ARRAY(Text)))
    shares = func.lower(PEOPLE.c[column]) == shared.c.name
    return Statement(select(exists().where(shares, PEOPLE.c.active, takers).label("taken")))


_ANY_TAKEN = {column: _any_taken(column) for column in LONGEST}


def to_edit(person_id: UUID) -> Bound[Any | None]:
    """One person, locked for a change."""
    return _LOCKED.first(person=person_id)


def lock_people(people: Several[UUID]) -> Bound[int]:
    """Lock these people for a change, in one order."""
    return _LOCK_PEOPLE.count(people=list(people))


async def name_of(session: AsyncSession, person_id: UUID, column: MatchColumn) -> str:
    """What a person answers to now, by the column that sign-ins are matched by; empty for nobody."""
    return await run(session, _NAMES[column].value(person=person_id)) or ""


def is_taken(column: MatchColumn, name: str, by_other_than: UUID) -> Bound[bool]:
    """Whether somebody else who is here answers to the name."""
    return _TAKEN[column].value(name=name, person=by_other_than)


async def is_any_taken(session: AsyncSession, column: MatchColumn, takers: Iterable[str]) -> bool:
    """Whether any of these employees, who are new or changed, answers to the name of somebody else who is here."""
    return bool(await run(session, _ANY_TAKEN[column].value(takers=list(takers))))


def refuse_taken_names() -> Bound[int]:
    """Ask the constraint on user names now; it would otherwise wait for the commit."""
    return _REFUSE_TAKEN_NAMES.count()


def above(person_id: UUID) -> Bound[list[UUID]]:
    """Everyone up the line from this person, themselves included."""
    return _ABOVE.values(person=person_id)


def _answering(wanted: ColumnElement[bool]) -> Statement:
    """Who answers to something, with what their tokens of one application last held: at most two."""
    seen = and_(CLIENTS.c.person_id == PEOPLE.c.id, CLIENTS.c.client == bindparam("client"))
    return Statement(
        select(*PEOPLE.c, CLIENTS.c.roles.label("seen_roles"), CLIENTS.c.mapped.label("seen_mapped"), CLIENTS.c.seen_at)
        .outerjoin_from(PEOPLE, CLIENTS, seen)
        .where(wanted)
        .order_by(PEOPLE.c.active.desc(), PEOPLE.c.id)
        .limit(2)
    )


_BY_KEY = {column: _answering(answers_to(column, _NAME)) for column in LONGEST}
_BY_NUMBER = _answering(PEOPLE.c.employee_number == _NAME)
_BY_ANY_NAME = _answering(or_(answers_to("user_name", _NAME), answers_to("email", _NAME)))


def answering(body: SignIn) -> tuple[Bound[list[Any]], ...]:
    """Who signs in, found by what the token calls them; the first answer with somebody in it counts.

    A service of the previous release does not say what that is: it may be the number, the user name or the e-mail.
    """
    if body.matches is not None:
        return (_BY_KEY[body.matches].rows(name=body.key or body.employee_number, client=body.client),)
    wanted = {"name": body.employee_number, "client": body.client}
    return _BY_NUMBER.rows(**wanted), _BY_ANY_NAME.rows(**wanted)


_known, _report = PEOPLE.alias("known"), PEOPLE.alias("report")
_NO_ROLES = literal_column("'{}'::text[]", ARRAY(Text))
_LEADS = exists().where(_report.c.manager_id == _known.c.id, _report.c.active).correlate(_known)
_role = func.unnest(
    literal_column("ARRAY['employee']", ARRAY(Text))
    + func.coalesce(ROLES_SEEN.c.roles, _NO_ROLES)
    + case((_LEADS, literal_column("ARRAY['manager']", ARRAY(Text))), else_=_NO_ROLES)
).column_valued("role")
_FRESH_ROLES = select(_role).distinct().order_by(_role).correlate(_known, ROLES_SEEN).scalar_subquery()
_FRESH = (
    select(_known.c.id, func.array(_FRESH_ROLES, type_=ARRAY(Text)).label("roles"))
    .outerjoin_from(_known, ROLES_SEEN, ROLES_SEEN.c.person_id == _known.c.id)
    .where(_known.c.id == any_(_PEOPLE))
    .subquery("fresh")
)
_DERIVE_ROLES = Statement(
    update(PEOPLE)
    .where(PEOPLE.c.id == _FRESH.c.id, PEOPLE.c.roles != _FRESH.c.roles)
    .values(roles=_FRESH.c.roles, version=PEOPLE.c.version + 1, updated_at=_NOW)
    .returning(PEOPLE.c.id)
)


def derive_roles(people: Several[UUID], now: datetime) -> tuple[Bound[int], Bound[list[UUID]]]:
    """Give these people the roles that follow from sign-ins and reports; the second answers whose roles changed.

    Their rows are locked by a statement of its own: of two reports who leave at once, the second's sees the first gone.
    """
    return lock_people(people), _DERIVE_ROLES.values(people=list(people), now=now)


_changes = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid)), bindparam("changed", type_=ARRAY(Text)))
    .table_valued("id", "changed", with_ordinality="place")
    .render_derived("changes")
)
_ANNOUNCE = Statement(
    publish_each(
        select(
            literal(PersonChanged.type).label("type"),
            cast(PEOPLE.c.id, Text).label("subject"),
            func.jsonb_build_object(
                "person",
                func.to_jsonb(PEOPLE.table_valued()),
                "changed",
                func.to_jsonb(func.string_to_array(_changes.c.changed, ",")),
            ).label("data"),
            _NOW.label("occurred_at"),
        )
        .join_from(_changes, PEOPLE, PEOPLE.c.id == _changes.c.id)
        .order_by(_changes.c.place)
    )
)


@lru_cache(1024)
def _in_order(columns: frozenset[str]) -> str:
    return ",".join(sorted(columns, key=rules.CARRIED.published.index))


async def announce(session: AsyncSession, changed: Mapping[UUID, Iterable[str]], now: datetime) -> None:
    """One event per person, with all their columns and the names of those that changed, in the order given."""
    names = [_in_order(frozenset(columns)) for columns in changed.values()]
    await run(session, _ANNOUNCE.count(ids=list(changed), changed=names, now=now))


def _shared(column: MatchColumn) -> Source:
    """For HR: the names that several people who are here would sign in with, so that none of them can."""
    folded = func.lower(PEOPLE.c[column])
    shared = _shared_names(column).order_by(folded).limit(50).cte(f"shared_{column}").prefix_with("MATERIALIZED")
    name = func.min(PEOPLE.c[column])
    first = cast(func.min(cast(PEOPLE.c.id, Text)), Uuid)
    of_one = PEOPLE.c.given_name + " " + PEOPLE.c.family_name
    in_order = aggregate_order_by(literal(", "), PEOPLE.c.family_name, PEOPLE.c.given_name, PEOPLE.c.id)
    everyone = func.string_agg(of_one, in_order)
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
