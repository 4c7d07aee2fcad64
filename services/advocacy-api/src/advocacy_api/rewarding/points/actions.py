"""What moves points: earning, reversing, spending, giving back. Every move locks its people's balances first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.identity.auth import Actor
from service_kit.record import audit
from sqlalchemy import Row

from advocacy_api.rewarding.badges import actions as badges
from advocacy_api.rewarding.points import queries, rules
from advocacy_api.rewarding.points.queries import NewEntry
from advocacy_api.rewarding.points.rules import (
    DayOf,
    Earned,
    Entry,
    Learned,
    PointRule,
    Reason,
    Today,
    day_of,
    month_of,
)

SOURCE_LOST = "SourceLost"
"""The note of an entry that an admin asked for after its publisher was restored."""


async def award(session: AsyncSession, earned: Sequence[Earned], *, now: datetime) -> list[Entry]:
    """Points for what people did, each event once however often it is told; then the badges they reach by it."""
    if not earned:
        return []
    people = {one.person_id for one in earned}
    await queries.lock_balances(session, people)
    worth = await queries.point_rules(session)
    told = await queries.told_before(session, earned)
    entries = rules.entries_for(earned, worth, await _used(session, earned, worth), told)
    await queries.write(
        session,
        [
            NewEntry(one.person_id, one.amount, one.reason, one.event_id, one.at, month_of(one.at), one.reason, 1)
            for one in entries
        ],
    )
    await badges.award_reached(
        session, {one.person_id for one in entries}, {one.reason.value for one in entries}, now=now
    )
    return entries


async def award_completions(session: AsyncSession, learned: Sequence[Learned], *, now: datetime) -> list[Entry]:
    """As `award`, where a module taken again and again earns once."""
    counting = await queries.counting(session, learned, days=rules.REFRESHED_AFTER_DAYS)
    return await award(session, [one for one in learned if one.event_id in counting], now=now)


async def _used(session: AsyncSession, earned: Sequence[Earned], worth: dict[str, PointRule]) -> dict[DayOf, Today]:
    """What counts against caps and diminishing returns; nothing is asked for rules that have neither."""
    limited = {rule.reason for rule in worth.values() if rule.daily_cap is not None or rule.diminishing < 1}
    counted = [one for one in earned if one.reason in limited]
    if not counted:
        return {}
    days = [day_of(one.at) for one in counted]
    since = datetime.combine(min(days), time(), UTC)
    until = datetime.combine(max(days), time(), UTC) + timedelta(days=1)
    return await queries.used_on_days(
        session, {one.person_id for one in counted}, {one.reason.value for one in counted}, since, until
    )


async def take_back_completions(
    session: AsyncSession, reversed_events: Sequence[tuple[UUID, UUID]], *, now: datetime
) -> None:
    """Pairs of person and completion. A reversal that comes first is noted with nothing, so that nothing is awarded."""
    people = {person for person, _ in reversed_events}
    await queries.lock_balances(session, people)
    wanted = dict.fromkeys(completion for _, completion in reversed_events)
    await queries.forget_counting(session, list(wanted))
    noted = await queries.reversible(session, list(wanted), Reason.COMPLETION_REVERSED)
    done = {row.event_id for row in noted}
    earned = {row.event_id: row for row in await queries.reversible(session, list(wanted), Reason.COMPLETION)}
    owners = {completion: person for person, completion in reversed_events}
    new: list[NewEntry] = []
    for completion in wanted:
        if completion in done:
            continue
        entry = earned.get(completion)
        if entry is None or entry.reversed:
            new.append(NewEntry(owners[completion], 0, Reason.COMPLETION_REVERSED, completion, now, None))
        else:
            new.append(_undoing(entry, Reason.COMPLETION_REVERSED, completion, now))
    await queries.write(session, new)


def _undoing(entry: Row[Any], reason: Reason, event_id: UUID, now: datetime) -> NewEntry:
    """Counts against the month in which the points were earned."""
    return NewEntry(
        entry.person_id, -entry.amount, reason, event_id, now, entry.month, Reason(entry.reason), -1, entry.id
    )


async def reverse(session: AsyncSession, actor: Actor, entry_id: UUID, note: str, *, now: datetime) -> UUID:
    """A community manager takes an entry back; answers whose it was."""
    entry = await queries.entry(session, entry_id)
    rules.refuse_unless_reversible(entry.reason)
    await queries.lock_balances(session, {entry.person_id})
    found = await queries.reversible(session, [entry.event_id], Reason(entry.reason))
    if any(row.id == entry_id and row.reversed for row in found):
        raise rules.AlreadyReversed
    undoing = _undoing(entry, Reason.REVERSAL, entry.id, now)
    await queries.write(session, [replace(undoing, note=note)])
    audit.record(session, actor, action="points.reversed", subject=entry_id, texts={"reason": note})
    person_id: UUID = entry.person_id
    return person_id


async def take_back_certificates(session: AsyncSession, certificates: Sequence[UUID], *, now: datetime) -> None:
    """What these certificates earned, taken back once: training has lost them."""
    found = await queries.reversible(session, certificates, Reason.CERTIFICATE)
    await queries.lock_balances(session, {row.person_id for row in found})
    earned = [row for row in await queries.reversible(session, certificates, Reason.CERTIFICATE) if not row.reversed]
    undone = [_undoing(row, Reason.REVERSAL, row.id, now) for row in earned]
    await queries.write(session, [replace(entry, note=SOURCE_LOST) for entry in undone])


async def give_again(session: AsyncSession, taken: Sequence[Row[Any]], *, now: datetime) -> None:
    """Entries that took points back for a reversal which training has lost: the points count again, once."""
    await queries.lock_balances(session, {row.person_id for row in taken})
    completion = Reason.COMPLETION
    await queries.write(
        session,
        [
            NewEntry(row.person_id, row.amount, completion, row.id, now, row.month, completion, 1, note=SOURCE_LOST)
            for row in taken
        ],
    )


async def reserve(session: AsyncSession, person_id: UUID, redemption_id: UUID, cost: int, *, now: datetime) -> None:
    """Spent at the request already. The caller holds the lock on the balance."""
    await queries.write(session, [NewEntry(person_id, -cost, Reason.REDEMPTION, redemption_id, now, None)])


async def give_back(session: AsyncSession, person_id: UUID, redemption_id: UUID, cost: int, *, now: datetime) -> None:
    """A refused redemption costs nothing. The caller holds the lock on the balance."""
    await queries.write(session, [NewEntry(person_id, cost, Reason.REDEMPTION_REFUSED, redemption_id, now, None)])
