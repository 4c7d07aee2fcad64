"""What moves points: earning, reversing, spending, giving back. Every move locks its people's balances first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from service_kit.data.database import AsyncSession
from service_kit.data.statements import Bound, pipeline, run
from service_kit.identity.auth import Actor
from service_kit.record import audit

from advocacy_api.rewarding.badges import actions as badges
from advocacy_api.rewarding.badges.queries import reached as badges_reached
from advocacy_api.rewarding.points import queries, rules
from advocacy_api.rewarding.points.rules import Earned, Entry, Learned, NewEntry, Reason

SOURCE_LOST = "SourceLost"
"""The note of an entry that an admin asked for after its publisher was restored."""


async def award(session: AsyncSession, earned: Sequence[Earned], *, now: datetime) -> list[Entry]:
    """Points for what people did, each event once however often it is told; then the badges they reach by it."""
    if not earned:
        return []
    _, _, worth, told = await pipeline(session, *_what_rules_need(earned))
    return await award_held(session, earned, worth, queries.read_told(told), now=now)


def _what_rules_need(earned: Sequence[Earned]) -> tuple[Bound[Any], ...]:
    people = {one.person_id for one in earned}
    return *queries.hold(people), queries.worth(earned), queries.told_before(earned)


async def award_held(
    session: AsyncSession,
    earned: Sequence[Earned],
    worth: Sequence[Any],
    told: frozenset[tuple[UUID, str]] = frozenset(),
    *first: Bound[Any],
    now: datetime,
) -> list[Entry]:
    """As `award`, for who holds the balances and has asked what it is worth; `first` is written in the same trip."""
    entries = rules.entries_for(earned, *queries.read_worth(worth), told)
    if not entries:
        await pipeline(session, *first)
        return []
    *_, reached = await pipeline(
        session,
        *first,
        queries.write([_earning(one, now) for one in entries]),
        badges_reached({one.person_id for one in entries}, {one.reason.value for one in entries}),
    )
    await badges.award(session, reached, now=now)
    return entries


def _earning(one: Entry, now: datetime) -> NewEntry:
    return NewEntry(
        one.person_id,
        one.amount,
        one.reason,
        one.event_id,
        one.at,
        rules.counts_in(one.at, now),
        one.reason,
        1,
        subject_id=one.subject_id,
        rule_code=one.rule.code,
        rule_version=one.rule.version,
        nth=one.nth,
        full_amount=one.rule.amount,
        reduced_by=one.reduced_by,
    )


async def award_completions(session: AsyncSession, learned: Sequence[Learned], *, now: datetime) -> list[Entry]:
    """As `award`, where a module taken again and again earns once."""
    if not learned:
        return []
    counting, _, _, worth, told = await pipeline(
        session, queries.counting(learned, days=rules.REFRESHED_AFTER_DAYS), *_what_rules_need(learned)
    )
    counts = set(counting)
    earned = [one for one in learned if one.event_id in counts]
    return await award_held(session, earned, worth, queries.read_told(told), now=now)


async def take_back_completions(
    session: AsyncSession, reversed_events: Sequence[tuple[UUID, UUID]], *first: Bound[Any], now: datetime
) -> None:
    """Pairs of person and completion. A reversal that comes first is noted with nothing, so that nothing is awarded.
    `first` is written in the same trip as the locks."""
    if not reversed_events:
        return
    owners = {completion: person for person, completion in reversed_events}
    wanted = list(dict.fromkeys(completion for _, completion in reversed_events))
    *_, noted, found = await pipeline(
        session,
        *first,
        *queries.hold({person for person, _ in reversed_events}),
        queries.forget_counting(wanted),
        queries.reversible(wanted, Reason.COMPLETION_REVERSED),
        queries.reversible(wanted, Reason.COMPLETION),
    )
    done = {row.event_id for row in noted}
    earned = {row.event_id: row for row in found}
    new: list[NewEntry] = []
    for completion in wanted:
        if completion in done:
            continue
        entry = earned.get(completion)
        if entry is None or entry.reversed:
            new.append(NewEntry(owners[completion], 0, Reason.COMPLETION_REVERSED, completion, now, None))
        else:
            new.append(_undoing(entry, Reason.COMPLETION_REVERSED, completion, now))
    await _write(session, new)


async def _write(session: AsyncSession, new: Sequence[NewEntry]) -> None:
    if new:
        await run(session, queries.write(new))


def _undoing(entry: Any, reason: Reason, event_id: UUID, now: datetime) -> NewEntry:
    """Counts against the month in which the points were earned, unless its boards stand for good."""
    month = rules.undone_in(entry.month, now)
    return NewEntry(entry.person_id, -entry.amount, reason, event_id, now, month, Reason(entry.reason), -1, entry.id)


async def reverse(session: AsyncSession, actor: Actor, entry_id: UUID, note: str, *, now: datetime) -> UUID:
    """A community manager takes an entry back; answers whose it was."""
    entry = await queries.entry(session, entry_id)
    rules.refuse_unless_reversible(entry.reason)
    _, _, found = await pipeline(
        session, *queries.hold({entry.person_id}), queries.reversible([entry.event_id], Reason(entry.reason))
    )
    if any(row.id == entry_id and row.reversed for row in found):
        raise rules.AlreadyReversed
    undoing = _undoing(entry, Reason.REVERSAL, entry.id, now)
    await run(session, queries.write([replace(undoing, note=note)]))
    audit.record(session, actor, action="points.reversed", subject=entry_id, texts={"reason": note})
    person_id: UUID = entry.person_id
    return person_id


async def take_back_certificates(session: AsyncSession, certificates: Sequence[UUID], *, now: datetime) -> None:
    """What these certificates earned, taken back once: training has lost them."""
    found = await run(session, queries.reversible(certificates, Reason.CERTIFICATE))
    _, _, held = await pipeline(
        session,
        *queries.hold({row.person_id for row in found}),
        queries.reversible(certificates, Reason.CERTIFICATE),
    )
    undone = [_undoing(row, Reason.REVERSAL, row.id, now) for row in held if not row.reversed]
    await _write(session, [replace(entry, note=SOURCE_LOST) for entry in undone])


async def give_again(session: AsyncSession, taken: Sequence[Any], *, now: datetime) -> None:
    """Entries that took points back for a reversal which training has lost: the points count again, once."""
    if not taken:
        return
    completion = Reason.COMPLETION
    again = [
        NewEntry(
            row.person_id,
            row.amount,
            completion,
            row.id,
            now,
            rules.undone_in(row.month, now),
            completion,
            1,
            note=SOURCE_LOST,
        )
        for row in taken
    ]
    await pipeline(session, *queries.hold({row.person_id for row in taken}), queries.write(again))


def reserving(person_id: UUID, redemption_id: UUID, cost: int, *, now: datetime) -> Bound[int]:
    """Spent at the request already. The caller holds the lock on the balance."""
    return queries.write([NewEntry(person_id, -cost, Reason.REDEMPTION, redemption_id, now, None)])


def giving_back(person_id: UUID, redemption_id: UUID, cost: int, *, now: datetime) -> Bound[int]:
    """A refused redemption costs nothing. The caller holds the lock on the balance."""
    return queries.write([NewEntry(person_id, cost, Reason.REDEMPTION_REFUSED, redemption_id, now, None)])
