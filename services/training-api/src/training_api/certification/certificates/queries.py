"""Every SELECT on certificates; `visible_to` is here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.locks import sharing
from service_kit.data.statements import Bound, Connected, Statement, as_json, given, pipeline, run
from service_kit.domain.collections import By, Collection
from service_kit.domain.filters import equals, selects
from service_kit.domain.readers import ReaderStatement
from service_kit.domain.tasks import NOW, PERSON, task
from service_kit.events.feed_state import INSTANT, Things
from service_kit.identity.auth import Actor, Reader
from service_kit.identity.matching import PEOPLE
from service_kit.identity.people import Person
from service_kit.web.errors import Missing, present
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlmodel import col

from training_api.catalogue.tracks.schemas import SoughtCode
from training_api.certification.certificates import rules
from training_api.certification.certificates.rules import Move, SchemeProgress, SchemeRequirements, State
from training_api.certification.certificates.tables import Certificate
from training_api.certification.schemes import queries as schemes
from training_api.certification.schemes.rules import SchemeRetired
from training_api.certification.schemes.rules import State as SchemeState
from training_api.certification.schemes.tables import Scheme
from training_api.directory.hierarchy.queries import own_or_reports
from training_api.learning.completions.queries import completions, lock_people
from training_api.locks import SCHEMES
from training_api.permissions import Permission

# A room above this one keeps them.
acknowledgements = table(
    "guideline_acknowledgements", column("person_id"), column("guideline_code"), column("is_current")
)
certificates = Certificate.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__

TASKS = (
    select(
        *task(
            "certificate",
            id=col(Certificate.id),
            subject_type="scheme",
            subject_id=col(Scheme.id),
            subject_code=col(Scheme.code),
            subject_title=col(Scheme.title),
            reason="RenewalOpen",
            due_at=col(Certificate.valid_until),
        )
    )
    .join_from(Certificate, Scheme, col(Scheme.id) == col(Certificate.scheme_id))
    .where(
        col(Certificate.person_id) == PERSON,
        col(Certificate.is_current),
        col(Certificate.state) == State.VALID.value,
        col(Certificate.renewable_from) <= NOW,
        col(Scheme.state) == SchemeState.PUBLISHED.value,
    )
)
"""The certificates that I can renew now."""


def true_state(state: Any, valid_until: Any, now: Any) -> ColumnElement[str]:
    """`rules.state_at`, as a column."""
    ended = and_(state.in_([ending.value for ending in rules.ENDING]), valid_until <= now)
    return case((ended, State.EXPIRED.value), else_=state)


def true_state_sql(now: str) -> str:
    """The text of `true_state` of the certificate `c`, for a statement that is written as text."""
    state, until = literal_column("c.state", Text), literal_column("c.valid_until", DateTime(timezone=True))
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    written = true_state(state, until, literal_column(":now")).compile(
        dialect=dialect, compile_kwargs={"literal_binds": True}
    )
    return str(written).replace(":now", now)


# What followers keep of a certificate; what has ended by the clock has ended, whether or not it was told yet.
REPLICATED = Things(
    kind="certificate",
    source="certificates c JOIN certification_schemes s ON s.id = c.scheme_id",
    key="c.id",
    facts=f"jsonb_build_array(c.person_id, s.code, {true_state_sql(':now')}, "
    f"{INSTANT.format('c.issued_at')}, {INSTANT.format('c.valid_until')})",
)
ISSUED_ALONE = f"jsonb_build_array(c.person_id, {INSTANT.format('c.issued_at')})"
REPLICATED_COLUMNS = (
    "c.id, c.person_id, c.scheme_id, s.code AS scheme_code, s.guideline_code, c.issued_at, c.valid_until, c.renews, "
    "c.state, c.state_code, c.state_changed_at"
)

_NEWEST = and_(
    certificates.c.person_id == PEOPLE.c.id, certificates.c.scheme_id == schemes.schemes.c.id, certificates.c.is_current
)
_IDS = bindparam("people", type_=ARRAY(Uuid))
# A transaction that adds a fact about a person locks the person's row first and measures in a later statement: of two
# concurrent facts the second is measured with the first. The shared lock keeps a scheme from being published between a
# fact and its measure.


def _progress_of(whose: ColumnElement[bool], learners: ColumnElement[bool], *, held: bool) -> Statement:
    """A row per person and scheme, with what the scheme asks.

    Learning before `since` does not count for the scheme's modules, nor for its credits when it names no modules.
    `held` measures what is held instead of what comes next.
    """
    scheme = schemes.schemes
    published = scheme.c.state == SchemeState.PUBLISHED
    same = acknowledgements.c.guideline_code == scheme.c.guideline_code
    mine = and_(acknowledgements.c.person_id == PEOPLE.c.id, acknowledgements.c.is_current)
    acknowledged = exists().where(same, mine).correlate(PEOPLE, scheme)
    asked = (
        select(
            PEOPLE.c.id.label("person_id"),
            scheme.c.id.label("scheme_id"),
            scheme.c.modules,
            certificates.c.id.label("previous_id"),
            certificates.c.state.label("previous"),
            certificates.c.renewable_from,
            (certificates.c.counted_from if held else certificates.c.renewable_from).label("since"),
            or_(scheme.c.guideline_code.is_(None), acknowledged).label("acknowledged"),
        )
        .select_from(PEOPLE.join(scheme, true()).outerjoin(certificates, _NEWEST))
        .where(whose)
        .where(certificates.c.id.is_not(None) if held else and_(PEOPLE.c.active, published))
        .cte("asked")
    )
    taken_back = completions.alias("taken_back")
    learned = (
        select(
            completions.c.person_id,
            completions.c.module_id,
            completions.c.completed_at,
            completions.c.credits,
            completions.c.offline,
        )
        .ext(distinct_on(completions.c.person_id, completions.c.module_id))
        .where(learners, completions.c.reverses.is_(None))
        .where(~exists().where(taken_back.c.reverses == completions.c.id))
        .order_by(completions.c.person_id, completions.c.module_id, completions.c.completed_at.desc())
        .cte("learned")
    )
    counts = or_(asked.c.since.is_(None), learned.c.completed_at >= asked.c.since)
    credited = or_(func.cardinality(asked.c.modules) > 0, counts)
    had = func.array_agg(learned.c.module_id).filter(learned.c.module_id == any_(asked.c.modules), counts)
    measured = (
        select(
            *(column for column in asked.c if column.name not in ("modules", "since")),
            func.coalesce(had, cast(literal_column("'{}'"), ARRAY(Uuid))).label("had"),
            func.coalesce(func.sum(learned.c.credits).filter(credited), 0).label("credits"),
            func.coalesce(func.sum(learned.c.credits).filter(learned.c.offline, credited), 0).label("offline_credits"),
        )
        .select_from(asked.outerjoin(learned, learned.c.person_id == asked.c.person_id))
        .group_by(*(column for column in asked.c if column.name != "since"), asked.c.since)
        .subquery("measured")
    )
    asks = ("code", "guideline_code", "modules", "min_credits", "min_offline_credits", "valid_for_days")
    return Statement(
        select(*measured.c, *(scheme.c[name] for name in (*asks, "refresher_window_days", "state"))).join(
            scheme, scheme.c.id == measured.c.scheme_id
        )
    )


_PROGRESS = {
    held: _progress_of(PEOPLE.c.id == any_(_IDS), completions.c.person_id == any_(_IDS), held=held)
    for held in (False, True)
}
_PROGRESS_OF_EVERYONE = _progress_of(schemes.schemes.c.id == bindparam("scheme"), true(), held=False)

# Thousands at once are one statement each; the index has the last word against two certificates at once.
_ISSUED = (
    *("id", "person_id", "scheme_id", "renews", "issued_at", "valid_until", "counted_from", "renewable_from"),
    *("is_current", "state", "version"),
)
_NEW = given("issued", *(certificates.c[name] for name in _ISSUED))
_PREVIOUS = certificates.alias("previous")
_CLEAR_CURRENT = Statement(
    update(certificates)
    .where(
        certificates.c.id == any_(bindparam("previous", type_=ARRAY(Uuid))),
        certificates.c.is_current,
        certificates.c.state != State.SUSPENDED,
    )
    .values(is_current=False)
)
# What was to be renewed and was suspended meanwhile is still current: then the index lets nothing in.
_ISSUE = Statement(
    insert(certificates)
    .from_select(_ISSUED, select(*_NEW.c), include_defaults=False)
    .on_conflict_do_nothing(index_elements=["person_id", "scheme_id"], index_where=certificates.c.is_current)
    .returning(certificates.c.id)
)


def issue(rows: Sequence[Mapping[str, Any]]) -> tuple[Bound[int], Bound[list[UUID]]]:
    """Write certificates in place of those that they renew; the second answers the ids of those that are there now."""
    renewed = [row["renews"] for row in rows if row["renews"] is not None]
    return _CLEAR_CURRENT.count(previous=renewed), _ISSUE.values(issued=as_json(rows))


def waiting_for(people: Sequence[UUID]) -> tuple[Bound[int], Bound[int]]:
    """Lock these people for a fact about them, and keep the set of published schemes as it is."""
    return lock_people(people), sharing(SCHEMES)


def progress_of(people: Sequence[UUID], *, held: bool = False) -> Bound[list[Any]]:
    """These people against every published scheme, or against those whose certificate they hold."""
    return _PROGRESS[held].rows(people=list(people))


async def progress_of_everyone(session: AsyncSession, scheme_id: UUID) -> list[Any]:
    """Everyone against one scheme."""
    return await run(session, _PROGRESS_OF_EVERYONE.rows(scheme=scheme_id))


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """As `rules.may_see`: those who check certificates see all, managers also their reports', everyone their own."""
    if actor.may(Permission.CHECK_CERTIFICATES):
        return true()
    return own_or_reports(actor, certificates.c.person_id)


_OF_SCHEME = select(*certificates.c, schemes.schemes.c.code.label("scheme_code")).join(
    schemes.schemes, schemes.schemes.c.id == certificates.c.scheme_id
)
_LOCKED = ReaderStatement(
    lambda asking: _OF_SCHEME.where(
        certificates.c.id == bindparam("certificate"), visible_to(asking.actor)
    ).with_for_update(of=certificates)
)
_LOCK_SOME = Statement(
    _OF_SCHEME.where(certificates.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(certificates.c.id)
    .with_for_update(of=certificates)
)
_EXPIRE = Statement(
    update(certificates)
    .where(certificates.c.state.in_(sorted(rules.ENDING)), certificates.c.valid_until <= bindparam("now"))
    .where(schemes.schemes.c.id == certificates.c.scheme_id)
    .values(state=rules.LIFE.to(Move.EXPIRE), state_changed_at=bindparam("now"), version=certificates.c.version + 1)
    .returning(
        *(certificates.c[name] for name in ("id", "person_id", "scheme_id", "is_current")),
        schemes.schemes.c.code.label("scheme_code"),
    )
)


async def locked(session: AsyncSession, actor: Actor, certificate_id: UUID) -> Any:
    """For a move, with the code of its scheme: two reviewers may press at once."""
    return present(await run(session, _LOCKED.first(actor, certificate=certificate_id)))


async def locked_together(session: AsyncSession, ids: Sequence[UUID]) -> list[Any]:
    """Several, in one order, each with the code of its scheme."""
    return await run(session, _LOCK_SOME.rows(ids=list(ids)))


def expire(now: datetime) -> Bound[list[Any]]:
    """End what has ended; answers which, each with the code of its scheme."""
    return _EXPIRE.rows(now=now)


TRUE = true_state(certificates.c.state, certificates.c.valid_until, NOW)


def _in_state(state: State) -> ColumnElement[bool]:
    """As `TRUE` says it, asked in a way that the indexes on what is kept can answer."""
    kept, ended = certificates.c.state == state.value, certificates.c.valid_until <= NOW
    if state is State.EXPIRED:
        return or_(kept, and_(certificates.c.state.in_([ending.value for ending in rules.ENDING]), ended))
    return and_(kept, ended.is_not(true())) if state in rules.ENDING else kept


def _coded(code: Any) -> ColumnElement[UUID]:
    """The scheme's id, found first: the index on it has the order of the list."""
    return select(schemes.schemes.c.id).where(schemes.schemes.c.code == code).scalar_subquery()


WHOLE: Select[Any] = (
    select(
        *(column for column in certificates.c if column.name != "state"),
        TRUE.label("state"),
        (col(Person.given_name) + " " + col(Person.family_name)).label("person_name"),
        col(Scheme.code).label("scheme_code"),
        col(Scheme.title).label("scheme_title"),
        col(Scheme.guideline_code),
    )
    .join(Scheme, col(Scheme.id) == certificates.c.scheme_id)
    .join(Person, col(Person.id) == certificates.c.person_id)
)
"""Certificates in their true state, with the names around them."""
_renewal = certificates.alias("renewal")
_CREDENTIAL = Statement(
    WHOLE.add_columns(_renewal.c.id.label("renewed_by"))
    .outerjoin(_renewal, _renewal.c.renews == certificates.c.id)
    .where(certificates.c.id == bindparam("certificate"))
)
_CHECK = Statement(
    select(
        PEOPLE.c.manager_id, certificates.c.id.label("certificate_id"), certificates.c.state, certificates.c.valid_until
    )
    .select_from(PEOPLE.join(schemes.schemes, true()).outerjoin(certificates, _NEWEST))
    .where(PEOPLE.c.id == bindparam("person"), schemes.schemes.c.code == bindparam("scheme"))
)


async def check(on: Connected, person_id: UUID, scheme: str) -> Any | None:
    """The newest certificate of this person and scheme; None when person or scheme are not there."""
    return await run(on, _CHECK.first(person=person_id, scheme=scheme))


async def credential(on: Connected, certificate_id: UUID, now: datetime) -> Any:
    row = await run(on, _CREDENTIAL.first(certificate=certificate_id, now=now))
    if row is None:
        raise Missing(case="certificate")
    return row


LIST = Collection(
    "certificates",
    WHOLE,
    key=certificates.c.id,
    sorts={"issued_at": (By(certificates.c.id),)},
    default="-issued_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={
        "person": equals(certificates.c.person_id, UUID),
        "scheme": selects(lambda code: certificates.c.scheme_id == _coded(code), SoughtCode, "The scheme's code."),
        "state": selects(_in_state, State),
    },
    personal=True,
)
MINE = replace(
    LIST,
    name="my-certificates",
    visible_to=lambda asking: certificates.c.person_id == asking.actor.person_id,
    filters={},
)


@dataclass(frozen=True)
class ProgressTowards:
    """How far a person is with a scheme; `modules` are those of the scheme, by their ids."""

    scheme: Any
    required: SchemeRequirements
    progress: SchemeProgress
    certificate_id: UUID | None
    modules: Mapping[UUID, Any]


async def progress_towards(on: Connected, actor: Actor, scheme_id: UUID) -> ProgressTowards:
    """What the caller has for their certificate of a scheme, or for the next one; in one trip."""
    scheme, rows, modules = await pipeline(
        on, schemes.seen(actor, scheme_id), progress_of([actor.person_id]), schemes.modules_of(scheme_id)
    )
    row = next((row for row in rows if row.scheme_id == scheme_id), None)
    if row is None:
        raise SchemeRetired(state=str(present(scheme).state))
    required, progress = rules.measured(row)
    return ProgressTowards(
        present(scheme), required, progress, row.previous_id, {module.id: module for module in modules}
    )
