"""The set-based statements that ask many people at once, and end the time they were given."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from service_kit.data.database import new_id
from service_kit.data.statements import Bound, Statement, as_json
from service_kit.domain.audience import LISTS, means
from service_kit.domain.readers import NOW
from service_kit.events.feed import publish_each
from service_kit.identity.people import Person
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
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
    false,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, distinct_on

from governance_api.acknowledgements.acknowledgements.queries import ASKS, CLAUSES, GUIDELINES, in_grace
from governance_api.acknowledgements.acknowledgements.rules import State
from governance_api.events import AcknowledgementCurrent
from governance_api.guidelines.versions.queries import versions

PEOPLE = Person.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
ATTRIBUTES = tuple(LISTS.values())
"""What the directory says of a person, as far as clauses name it."""
ROUND = bindparam("ask", type_=Uuid)
"""The round of asking."""
_ABOUT = PEOPLE.c.id == any_(bindparam("people", type_=ARRAY(Uuid)))


def touched(changes: ColumnElement[Any], person: FromClause) -> ColumnElement[bool]:
    """`clauses.rules.touched_by` of changes as JSON."""
    change = (
        func.jsonb_to_recordset(changes)
        .table_valued(column("before", JSONB), column("after", JSONB), column("meaning", Boolean))
        .render_derived(name="change", with_types=True)
    )
    was = and_(change.c.before.is_not(null()), means(change.c.before, person.c))
    is_now = and_(change.c.after.is_not(null()), means(change.c.after, person.c))
    touches = case((change.c.meaning, or_(was, is_now)), else_=was != is_now)
    return exists().select_from(change).where(touches).correlate(person)


def same_meaning(before: FromClause, after: FromClause) -> ColumnElement[bool]:
    """`clauses.rules.meaning_changed` of two clauses, the other way round."""
    language = func.jsonb_object_keys(before.c.text).column_valued("language")
    word = func.jsonb_each(before.c.text).table_valued(column("key", Text), column("value", JSONB), name="word")
    other_words = after.c.text.op("->", return_type=JSONB)(word.c.key)
    return and_(
        before.c.type == after.c.type,
        before.c.scope == after.c.scope,
        before.c.audience_groups.contains(after.c.audience_groups),
        before.c.audience_groups.contained_by(after.c.audience_groups),
        exists().where(after.c.text.has_key(language)).correlate(before, after),
        not_(exists().where(after.c.text.has_key(word.c.key), other_words != word.c.value).correlate(before, after)),
    )


def new_to(in_force: Any, asked: FromClause, person: FromClause) -> ColumnElement[bool]:
    """`clauses.rules.new_to` of the version in force (a column with its id), a person, and what they were asked.

    Who they are now brought it, or it changed while they were away or meant for others.
    """
    clause, before = CLAUSES.alias("clause"), CLAUSES.alias("before")
    then = SimpleNamespace(**{name: asked.c[f"asked_{name}"] for name in ATTRIBUTES})
    known = (
        exists()
        .where(before.c.version_id == asked.c.version_id, before.c.clause_id == clause.c.clause_id)
        .where(means(before.c.applies_to, then), same_meaning(before, clause))
        .correlate(asked, clause)
    )
    return (
        exists()
        .where(clause.c.version_id == in_force, means(clause.c.applies_to, person.c), not_(known))
        .correlate(asked, person, in_force.table)
    )


def _latest(*these: ColumnElement[bool], more: Sequence[str] = ()) -> Any:
    """The latest asks, all read before the first new one is written: one by one they would be sought among the new.

    One that was answered stays as it is: the next has a higher turn, and 103,000 rows are not written.
    """
    names = ("person_id", "guideline_id", "turn", "state", "held_before", "lapsed", "due_at", "replaced_in", *more)
    return (
        select(*(ASKS.c[name] for name in names))
        .ext(distinct_on(ASKS.c.person_id, ASKS.c.guideline_id))
        .where(*these)
        .order_by(ASKS.c.person_id, ASKS.c.guideline_id, ASKS.c.turn.desc())
        .cte("latest")
        .prefix_with("MATERIALIZED")
    )


def held_before(latest: FromClause) -> ColumnElement[bool]:
    """`rules.held_before` of the latest ask: what this round ended was open until now."""
    was_open = and_(latest.c.replaced_in == ROUND, in_grace(latest))
    return func.coalesce(or_(latest.c.state == State.ACCEPTED.value, was_open), false())


def due_at(latest: FromClause, days: Any) -> ColumnElement[datetime]:
    """`rules.due_at`: an ask that was open keeps its date. A day is 24 hours, also when the clocks change."""
    in_time = NOW + func.make_interval(0, 0, 0, 0, 24 * days)
    return func.least(in_time, case((latest.c.replaced_in == ROUND, latest.c.due_at)))


def _next(latest: FromClause, days: Any) -> list[Any]:
    return [
        *(PEOPLE.c[name] for name in ATTRIBUTES),
        (func.coalesce(latest.c.turn, 0) + 1).label("turn"),
        held_before(latest).label("held"),
        due_at(latest, days).label("due_at"),
    ]


def _asking(of: Select[Any], because: str) -> Statement:
    """To ask whom a select names: its rows are asks, but for their ids."""
    asked = of.cte("asked")
    seed = bindparam("seed", type_=BigInteger)
    hashed = func.uuid_hash_extended(asked.c.person_id, func.uuid_hash_extended(asked.c.guideline_id, seed))
    marked = select(*asked.c, func.lpad(func.to_hex(hashed), 16, "0").label("mark")).subquery("marked")
    mark = marked.c.mark
    # UUIDv7 (RFC 9562) of a round of asking: its milliseconds in front, so that the index grows at its end, and then
    # what is unique to the person and guideline in it. A random number for each of a crowd costs more than the row.
    parts = (func.substr(mark, 1, 3), "-a", func.substr(mark, 4, 3), "-", func.substr(mark, 7), "00")
    values: dict[str, Any] = {
        "id": cast(func.concat(bindparam("moment", type_=Text), *parts), Uuid),
        **{name: marked.c[name] for name in ("person_id", "guideline_id", "turn", "version_id", "content_hash")},
        "version_number": marked.c.number,
        "state": literal(State.OPEN.value, Text),
        "held_before": marked.c.held,
        "lapsed": false(),
        "asked_because": literal(because, Text),
        **{f"asked_{name}": marked.c[name] for name in ATTRIBUTES},
        "asked_at": NOW,
        "due_at": marked.c.due_at,
    }
    return Statement(insert(ASKS).from_select(list(values), select(*values.values()), include_defaults=False))


_SUPERSEDED = {"replaced_in": ROUND, "state": State.SUPERSEDED.value}
_IS_OPEN = ASKS.c.state == State.OPEN.value
_GUIDELINE = bindparam("guideline", type_=Uuid)
# An open ask moves to the new version, whether or not the change touches its person. Only the latest can be open.
_MOVE_OPEN = Statement(
    update(ASKS)
    .where(ASKS.c.guideline_id == _GUIDELINE, _IS_OPEN, PEOPLE.c.id == ASKS.c.person_id, PEOPLE.c.active)
    .values(_SUPERSEDED)
)
_OF_GUIDELINE = _latest(ASKS.c.guideline_id == _GUIDELINE)
_TOUCHED = touched(cast(bindparam("changes", type_=Text), JSONB), PEOPLE)
_ASK_TOUCHED = _asking(
    select(
        PEOPLE.c.id.label("person_id"),
        cast(_GUIDELINE, Uuid).label("guideline_id"),
        cast(bindparam("version", type_=Uuid), Uuid).label("version_id"),
        cast(bindparam("number", type_=Integer), Integer).label("number"),
        cast(bindparam("hash", type_=Text), Text).label("content_hash"),
        *_next(_OF_GUIDELINE, bindparam("days", type_=Integer)),
    )
    .select_from(PEOPLE.outerjoin(_OF_GUIDELINE, _OF_GUIDELINE.c.person_id == PEOPLE.c.id))
    .where(PEOPLE.c.active)
    .where(or_(_OF_GUIDELINE.c.replaced_in == ROUND, bindparam("everyone", type_=Boolean), _TOUCHED)),
    "published",
)


def _no_longer_current(of: FromClause, *these: ColumnElement[bool]) -> Any:
    return publish_each(
        select(
            literal(AcknowledgementCurrent.type).label("type"),
            cast(of.c.person_id, Text).label("subject"),
            func.jsonb_build_object(
                "person_id",
                of.c.person_id,
                "guideline_code",
                GUIDELINES.c.code,
                "current",
                false(),
                "version_number",
                of.c.version_number,
            ).label("data"),
            NOW.label("occurred_at"),
        )
        .join_from(of, GUIDELINES, GUIDELINES.c.id == of.c.guideline_id)
        .where(*these)
    )


_LEFT_OPEN = (
    update(ASKS)
    .where(_ABOUT, not_(PEOPLE.c.active), ASKS.c.person_id == PEOPLE.c.id, _IS_OPEN)
    .values(_SUPERSEDED)
    .returning(ASKS.c.person_id, ASKS.c.guideline_id, ASKS.c.version_number, in_grace(ASKS).label("held"))
    .cte("left_open")
)
# Who leaves in grace is no longer current: they never accepted what is in force.
_STOP_ASKING_LEAVERS = Statement(_no_longer_current(_LEFT_OPEN, _LEFT_OPEN.c.held))
_MOVE_FOR_NEW_ROLES = Statement(
    update(ASKS)
    .where(_ABOUT, PEOPLE.c.active, ASKS.c.person_id == PEOPLE.c.id, GUIDELINES.c.id == ASKS.c.guideline_id, _IS_OPEN)
    .where(new_to(GUIDELINES.c.in_force_id, ASKS, PEOPLE))
    .values(_SUPERSEDED)
)
_OF_PEOPLE = _latest(
    ASKS.c.person_id == any_(bindparam("people", type_=ARRAY(Uuid))),
    more=("version_id", *(f"asked_{name}" for name in ATTRIBUTES)),
)
_CONCERNING = (
    exists()
    .where(CLAUSES.c.version_id == versions.c.id, means(CLAUSES.c.applies_to, PEOPLE.c))
    .correlate(versions, PEOPLE)
)
_ASK_FOR_ROLES = _asking(
    select(
        PEOPLE.c.id.label("person_id"),
        GUIDELINES.c.id.label("guideline_id"),
        versions.c.id.label("version_id"),
        versions.c.number,
        versions.c.content_hash,
        *_next(_OF_PEOPLE, func.coalesce(versions.c.acknowledge_within_days, bindparam("days", type_=Integer))),
    )
    .select_from(
        PEOPLE.join(GUIDELINES, GUIDELINES.c.in_force_id.is_not(None))
        .join(versions, versions.c.id == GUIDELINES.c.in_force_id)
        .outerjoin(
            _OF_PEOPLE, and_(_OF_PEOPLE.c.person_id == PEOPLE.c.id, _OF_PEOPLE.c.guideline_id == GUIDELINES.c.id)
        )
    )
    .where(_ABOUT, PEOPLE.c.active, _CONCERNING)
    .where(
        or_(
            _OF_PEOPLE.c.person_id.is_(None),
            _OF_PEOPLE.c.state == State.SUPERSEDED.value,
            new_to(versions.c.id, _OF_PEOPLE, PEOPLE),
        )
    ),
    "role",
)
_LAPSED = (
    update(ASKS)
    .where(_IS_OPEN, in_grace(ASKS), ASKS.c.due_at <= NOW)
    .values(lapsed=True)
    .returning(ASKS.c.person_id, ASKS.c.guideline_id, ASKS.c.version_number)
    .cte("lapsed")
)
_LAPSE_DUE = Statement(select(_LAPSED.c.person_id).distinct().add_cte(_no_longer_current(_LAPSED).cte("told")))


def _round_of_asking() -> dict[str, Any]:
    """What names a round of asking: its id, and what the ids of its asks are made of."""
    ask = new_id()
    return {"ask": ask, "moment": str(ask)[:15], "seed": ask.int & (2**62 - 1)}


def asking_about(
    guideline_id: UUID,
    version_id: UUID,
    number: int,
    content_hash: str,
    days: int,
    changes: Sequence[dict[str, Any]],
    *,
    everyone: bool,
    now: datetime,
) -> tuple[Bound[int], Bound[int]]:
    """To move open asks of a guideline to a version, and ask whom its changes touch."""
    named = _round_of_asking()
    return (
        _MOVE_OPEN.count(guideline=guideline_id, ask=named["ask"]),
        _ASK_TOUCHED.count(
            **named,
            guideline=guideline_id,
            version=version_id,
            number=number,
            hash=content_hash,
            days=days,
            changes=as_json(changes),
            everyone=everyone,
            now=now,
        ),
    )


def asking_people(people: Sequence[UUID], *, days: int, now: datetime) -> tuple[Bound[int], ...]:
    """To stop asking who left, and ask the others for what concerns them now and did not before."""
    named, these = _round_of_asking(), list(people)
    return (
        _STOP_ASKING_LEAVERS.count(people=these, ask=named["ask"], now=now),
        _MOVE_FOR_NEW_ROLES.count(people=these, ask=named["ask"]),
        _ASK_FOR_ROLES.count(**named, people=these, days=days, now=now),
    )


def lapsing(now: datetime) -> Bound[list[UUID]]:
    """To end the grace of every ask that is due, and tell so; answers whose they are."""
    return _LAPSE_DUE.values(now=now)
