"""Every SELECT on points, and the one statement that writes the ledger with all that is summed from it."""

from collections.abc import Collection as Group
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from service_kit.data.database import new_id
from service_kit.data.statements import Bound, Connected, Statement, as_json, given, pipeline, run
from service_kit.domain.collections import By, Collection, Wanted, page_of
from service_kit.domain.filters import equals
from service_kit.domain.readers import Asking
from service_kit.identity.auth import Actor, Reader
from service_kit.web.errors import present
from sqlalchemy import (
    ColumnElement,
    Date,
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
    delete,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, distinct_on, insert

from advocacy_api.permissions import Permission
from advocacy_api.rewarding.point_rules.queries import IN_FORCE
from advocacy_api.rewarding.point_rules.queries import rules as point_rules
from advocacy_api.rewarding.points.rules import (
    EARNING,
    DayOf,
    Earned,
    Learned,
    NewEntry,
    PointRule,
    Reason,
    Today,
    day_of,
)
from advocacy_api.rewarding.points.tables import ModuleAward, PointBalance, PointCount, PointEntry, PointTotal

entries = PointEntry.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
balances = PointBalance.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
totals = PointTotal.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
counts = PointCount.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
awards = ModuleAward.__table__  # type: ignore[attr-defined]  # SQLModel hides __table__
DRIFT_SHOWN = 100
SHOWN = (
    *("id", "amount", "reason", "event_id", "created_at", "reverses_id", "note"),
    *("rule_code", "rule_version", "nth", "full_amount", "reduced_by"),
)
# Named here and not imported: these rooms know points, not the other way round.
shares = table("shares", column("id", Uuid), column("content_id", Uuid))
content = table("content", column("id", Uuid), column("title", JSONB))
facts = table("learning_facts", column("id", Uuid), column("module_id", Uuid))
redemptions = table("redemptions", column("id", Uuid), column("reward_id", Uuid))
rewards = table("rewards", column("id", Uuid), column("title", JSONB))


def _about(reasons: Group[Reason], found: ColumnElement[Any]) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    return entries.c.reason.in_([reason.value for reason in reasons]), found


_THE_SHARE = case((entries.c.reason == Reason.SHARE.value, entries.c.event_id), else_=entries.c.subject_id)
_SHARED = (
    select(func.jsonb_build_object("type", "content", "id", content.c.id, "title", content.c.title))
    .join_from(shares, content, content.c.id == shares.c.content_id)
    .where(shares.c.id == _THE_SHARE)
    .correlate(entries)
    .scalar_subquery()
)
_LEARNED_FROM = (
    select(func.jsonb_build_object("type", "module", "id", facts.c.module_id))
    .where(facts.c.id == entries.c.event_id, facts.c.module_id.is_not(None))
    .correlate(entries)
    .scalar_subquery()
)
_ASKED_FOR = (
    select(func.jsonb_build_object("type", "reward", "id", rewards.c.id, "title", rewards.c.title))
    .join_from(redemptions, rewards, rewards.c.id == redemptions.c.reward_id)
    .where(redemptions.c.id == entries.c.event_id)
    .correlate(entries)
    .scalar_subquery()
)
SUBJECT = case(
    _about([Reason.SHARE, Reason.CLICK], _SHARED),
    _about([Reason.COMPLETION], _LEARNED_FROM),
    _about([Reason.CERTIFICATE], func.jsonb_build_object("type", "certificate", "id", entries.c.event_id)),
    _about([Reason.REDEMPTION, Reason.REDEMPTION_REFUSED], _ASKED_FOR),
).label("subject")
"""What an entry is about: the story, the module, the certificate or the reward."""

_PEOPLE = bindparam("people", type_=ARRAY(Uuid))
_REASONS = bindparam("reasons", type_=ARRAY(Text))
_EVENTS = bindparam("events", type_=ARRAY(Uuid))
_OPENED = select(func.unnest(_PEOPLE).label("person_id")).subquery("opened")
_OPEN = Statement(
    insert(balances)
    .from_select(["person_id"], select(_OPENED.c.person_id).order_by(_OPENED.c.person_id), include_defaults=False)
    .on_conflict_do_nothing()
)
_HOLD = Statement(
    select(balances.c.person_id, balances.c.balance)
    .where(balances.c.person_id == any_(_PEOPLE))
    .order_by(balances.c.person_id)
    .with_for_update()
)
_DAY = cast(func.timezone("UTC", entries.c.created_at), Date)
_LIMITED = select(point_rules.c.reason).where(
    IN_FORCE, or_(point_rules.c.daily_cap.is_not(None), point_rules.c.diminishing < 1)
)
# What counts against caps and diminishing returns; of acts that have neither nothing is summed.
_USED = (
    select(
        entries.c.person_id,
        entries.c.reason,
        _DAY.label("day"),
        func.count().label("times"),
        func.sum(entries.c.amount).label("points"),
    )
    .where(
        entries.c.person_id == any_(_PEOPLE),
        entries.c.reason == any_(_REASONS),
        entries.c.reason.in_(_LIMITED),
        entries.c.created_at >= bindparam("since"),
        entries.c.created_at < bindparam("until"),
    )
    .group_by(entries.c.person_id, entries.c.reason, _DAY)
    .subquery("used")
)
_WORTH = Statement(
    select(
        point_rules.c.reason,
        point_rules.c.amount,
        point_rules.c.daily_cap,
        point_rules.c.diminishing,
        point_rules.c.code,
        point_rules.c.version,
        _USED.c.person_id,
        _USED.c.day,
        _USED.c.times,
        _USED.c.points,
    )
    .select_from(point_rules.outerjoin(_USED, _USED.c.reason == point_rules.c.reason))
    .where(IN_FORCE, point_rules.c.reason == any_(_REASONS))
)
_TOLD = Statement(select(entries.c.event_id, entries.c.reason).where(entries.c.event_id == any_(_EVENTS)))
_REVERSING = entries.alias("reversing")
_REVERSIBLE = Statement(
    select(
        *(entries.c[name] for name in ("id", "person_id", "amount", "reason", "event_id", "month")),
        exists().where(_REVERSING.c.reverses_id == entries.c.id).correlate(entries).label("reversed"),
    ).where(entries.c.event_id == any_(_EVENTS), entries.c.reason == bindparam("reason"))
)
_ENTRY = select(given("entries", *entries.c, column("counts_for", Text()), column("times", Integer()))).cte("given")
_ADDED = (
    insert(entries)
    .from_select(entries.c.keys(), select(*(_ENTRY.c[one.name] for one in entries.c)), include_defaults=False)
    .returning(entries.c.person_id, entries.c.amount, entries.c.month)
    .cte("added")
)
_MOVED = (
    select(_ADDED.c.person_id, func.sum(_ADDED.c.amount).label("points")).group_by(_ADDED.c.person_id).subquery("moved")
)
_MONTHS = insert(totals).from_select(
    ["month", "person_id", "points"],
    select(_ADDED.c.month, _ADDED.c.person_id, func.sum(_ADDED.c.amount))
    .where(_ADDED.c.month.is_not(None))
    .group_by(_ADDED.c.month, _ADDED.c.person_id),
    include_defaults=False,
)
_COUNTED = insert(counts).from_select(
    ["person_id", "reason", "times"],
    select(_ENTRY.c.person_id, _ENTRY.c.counts_for, func.sum(_ENTRY.c.times))
    .where(_ENTRY.c.counts_for.is_not(None))
    .group_by(_ENTRY.c.person_id, _ENTRY.c.counts_for),
    include_defaults=False,
)
# The entries, the balances, the month's totals and the counts that badges are awarded by. The rows of point_balances
# are locked already, so nobody else is between the rules' decision and this.
_WRITE = Statement(
    _COUNTED.on_conflict_do_update(
        index_elements=[counts.c.person_id, counts.c.reason],
        set_={"times": counts.c.times + _COUNTED.excluded.times},
    ).add_cte(
        update(balances)
        .where(balances.c.person_id == _MOVED.c.person_id)
        .values(balance=balances.c.balance + _MOVED.c.points)
        .cte("balance"),
        _MONTHS.on_conflict_do_update(
            index_elements=[totals.c.month, totals.c.person_id],
            set_={"points": totals.c.points + _MONTHS.excluded.points},
        ).cte("total"),
    )
)
# Of the same module the first completion counts, and the next one only after the days; told again it counts again,
# for the ledger to say that it has it.
_REFRESHED_AFTER = func.make_interval(0, 0, 0, 0, 24 * bindparam("days", type_=Integer))  # hours: in any time zone
_LEARNED = given("learned", *awards.c)
_LATEST = insert(awards).from_select(
    awards.c.keys(),
    select(*_LEARNED.c)
    .ext(distinct_on(_LEARNED.c.person_id, _LEARNED.c.module_id))
    .order_by(_LEARNED.c.person_id, _LEARNED.c.module_id, _LEARNED.c.completed_at, _LEARNED.c.completion_id),
    include_defaults=False,
)
_COUNTING = Statement(
    _LATEST.on_conflict_do_update(
        index_elements=[awards.c.person_id, awards.c.module_id],
        set_={name: _LATEST.excluded[name] for name in ("completion_id", "completed_at")},
        where=or_(
            awards.c.completion_id == _LATEST.excluded.completion_id,
            awards.c.completed_at + _REFRESHED_AFTER <= _LATEST.excluded.completed_at,
        ),
    ).returning(awards.c.completion_id)
)
_FORGET_COUNTING = Statement(
    delete(awards).where(awards.c.completion_id == any_(bindparam("completions", type_=ARRAY(Uuid))))
)


def _drift(kept: Any, points: str, *keys: str) -> Select[Any]:
    """What is kept per key beside the sum of the ledger, where the two differ."""
    known = [entries.c[key] for key in keys]
    total = func.sum(entries.c.amount).label("sum")
    summed = select(*known, total).where(*(one.is_not(None) for one in known)).group_by(*known).subquery("summed")
    same = and_(*(summed.c[key] == kept.c[key] for key in keys))
    named = [func.coalesce(kept.c[key], summed.c[key]).label(key) for key in keys]
    has, due = func.coalesce(kept.c[points], 0), func.coalesce(summed.c.sum, 0)
    differing = select(*named, has.label(points), due.label("sum")).where(has != due)
    return differing.select_from(kept.outerjoin(summed, same, full=True)).order_by(*named).limit(DRIFT_SHOWN)


_DRIFT = Statement(_drift(balances, "balance", "person_id"))
_MONTH_DRIFT = Statement(_drift(totals, "points", "person_id", "month"))
_ENTRY_ITSELF = Statement(select(*entries.c).where(entries.c.id == bindparam("id")))


def hold(people: Group[UUID]) -> tuple[Bound[int], Bound[Sequence[Any]]]:
    """Everyone's balance, locked in the order of ids, so that two writers wait for each other and never in a ring.

    Two statements for a pipeline: who has no balance yet gets one, then all are locked.
    """
    ordered = sorted(people)
    return _OPEN.count(people=ordered), _HOLD.rows(people=ordered)


def worth(earned: Sequence[Earned]) -> Bound[Sequence[Any]]:
    """What these acts are worth now, and what they brought their people already on those days (UTC): see `read_worth`.

    To be asked once the balances are held.
    """
    days = [day_of(one.at) for one in earned]
    return _WORTH.rows(
        people=sorted({one.person_id for one in earned}),
        reasons=sorted({one.reason.value for one in earned}),
        since=datetime.combine(min(days), time(), UTC),
        until=datetime.combine(max(days), time(), UTC) + timedelta(days=1),
    )


def _rule(row: Any) -> PointRule:
    return PointRule(row.reason, row.amount, row.daily_cap, row.diminishing, code=row.code, version=row.version)


def read_worth(rows: Sequence[Any]) -> tuple[dict[str, PointRule], dict[DayOf, Today]]:
    """The rows of `worth`, for the rules."""
    in_force = {row.reason: _rule(row) for row in rows}
    used = {(row.person_id, row.reason, row.day): Today(row.times, row.points) for row in rows if row.times}
    return in_force, used


def told_before(earned: Sequence[Earned]) -> Bound[Sequence[Any]]:
    """Which of these are in the ledger already: see `read_told`."""
    return _TOLD.rows(events=sorted({one.event_id for one in earned}))


def read_told(rows: Sequence[Any]) -> frozenset[tuple[UUID, str]]:
    """The rows of `told_before`, for the rules; a completion whose reversal came first counts as told."""
    told = {(row.event_id, row.reason) for row in rows}
    told |= {(event, Reason.COMPLETION.value) for event, reason in told if reason == Reason.COMPLETION_REVERSED}
    return frozenset(told)


def counting(learned: Sequence[Learned], *, days: int) -> Bound[Sequence[UUID]]:
    """The completions that may earn points: not those of a module that earned some a short while ago."""
    rows = [
        {
            "person_id": one.person_id,
            "module_id": one.module_id,
            "completion_id": one.event_id,
            "completed_at": one.at,
        }
        for one in learned
    ]
    return _COUNTING.values(learned=as_json(rows), days=days)


def forget_counting(completions: Sequence[UUID]) -> Bound[int]:
    """What was taken back may be learned again."""
    return _FORGET_COUNTING.count(completions=list(completions))


def reversible(events: Sequence[UUID], reason: Reason) -> Bound[Sequence[Any]]:
    """The entries of these events, and whether each was reversed already."""
    return _REVERSIBLE.rows(events=list(events), reason=reason.value)


def write(new: Sequence[NewEntry]) -> Bound[int]:
    """Into the ledger, the balances, the totals and the counts, in one statement."""
    # One JSON parameter: for thousands of rows it is made several times faster than an array per column.
    rows = [{"id": new_id(), "created_at": entry.at, **vars(entry)} for entry in new]
    return _WRITE.count(entries=as_json(rows))


def visible_to(actor: Reader) -> ColumnElement[bool]:
    """Everybody's entries for who reads points, and the caller's own."""
    if actor.may(Permission.READ_POINTS) or actor.may(Permission.MANAGE_POINTS):
        return true()
    own: ColumnElement[bool] = entries.c.person_id == actor.person_id
    return own


async def entry(on: Connected, entry_id: UUID) -> Any:
    """One entry; 404 when there is none."""
    return present(await run(on, _ENTRY_ITSELF.first(id=entry_id)))


def _reversible(actor: Reader) -> ColumnElement[bool]:
    """Whether this reader may take an entry back: what was earned, once."""
    if not actor.may(Permission.MANAGE_POINTS):
        return false()
    undone = exists().where(_REVERSING.c.reverses_id == entries.c.id).correlate(entries)
    return and_(entries.c.reason.in_(sorted(EARNING)), not_(undone))


def _shown(asking: Asking, *more: ColumnElement[Any]) -> Select[Any]:
    reversible = _reversible(asking.actor).label("reversible")
    return select(*(entries.c[name] for name in SHOWN), SUBJECT, reversible, *more)


LIST = Collection(
    "points",
    _shown,
    key=entries.c.id,
    sorts={"created_at": (By(entries.c.created_at),), "amount": (By(entries.c.amount),)},
    default="-created_at",
    visible_to=lambda asking: visible_to(asking.actor),
    filters={"reason": equals(entries.c.reason, Reason)},
    within=entries.c.person_id == bindparam("person"),
    personal=True,
)


_BALANCE = Statement(select(balances.c.balance).where(balances.c.person_id == bindparam("person")))
_THEIRS = select(balances.c.balance).where(balances.c.person_id == entries.c.person_id).scalar_subquery()
_WITH_BALANCE = replace(LIST, rows=lambda asking: _shown(asking, _THEIRS.label("balance")))


async def points_of(
    connection: Connected, actor: Actor, wanted: Wanted, person_id: UUID, *, now: datetime
) -> tuple[int, Sequence[Any], str | None]:
    """A person's balance and entries, newest first; one statement, so that the two are of the same moment."""
    whose = {"person": person_id}
    rows, cursor = await page_of(_WITH_BALANCE, connection, actor, wanted, now=now, values=whose)
    if rows:
        return int(rows[0].balance), rows, cursor
    return int(await run(connection, _BALANCE.value(person=person_id)) or 0), rows, cursor


async def drift(on: Connected) -> tuple[Sequence[Any], Sequence[Any]]:
    """Balances and monthly totals that differ from the sum of the ledger; both empty unless something is broken."""
    found, by_month = await pipeline(on, _DRIFT.rows(), _MONTH_DRIFT.rows())
    return found, by_month
