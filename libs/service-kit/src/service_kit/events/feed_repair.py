"""Bring a replica to the present state of a publisher that was restored: page by page, told before, and by two people.

A repair reads the publisher's snapshot kind by kind in the order of keys. A page covers a range of keys completely, so
what stands here in that range and not in the page is unknown there. Each page is one transaction with the place that
was reached: killed, a repair goes on where it was. A dry run does the same and takes each page back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from pydantic import TypeAdapter

from service_kit.data.database import AsyncSession, Database
from service_kit.domain.lifecycle import SecondPersonNeeded
from service_kit.events import feed_cursors, feed_repairs, feed_state
from service_kit.events.feed import Event
from service_kit.events.feed_cursors import Cursor, FeedState
from service_kit.events.feed_repairs import Counts, FeedRepair, RepairStatus
from service_kit.events.feed_state import Things
from service_kit.events.siblings import Sibling, SiblingRefused
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.web.errors import Missing, Refusal, SiblingAway
from service_kit.work import clock

THINGS_AT_ONCE = 500
ASK_SECONDS = 30.0
AWAY_SECONDS = 2.0
AWAY_ATTEMPTS = 150
Keys = Callable[[AsyncSession, Sequence[str]], Awaitable[None]]
log = structlog.get_logger(__name__)
_events = TypeAdapter(list[Event])


class FeedNotRewound(Refusal):
    """There is nothing to repair: the publisher's history is the one that was read here."""

    title = "The feed is not rewound"


class RepairRunning(Refusal):
    """This feed is being repaired, or a dry run of it is under way."""

    title = "A repair is running"


class NothingToDecide(Refusal):
    """No record of this kind waits for a decision."""

    title = "Nothing to decide"


class NotReversible(Refusal):
    """Records of this kind are kept: nothing in this service takes them back."""

    title = "Not reversible"


@dataclass(frozen=True)
class Replica:
    """How a follower keeps the things of one kind, and what a repair does with them.

    `things` are compared with the publisher's of the same name; `types` are the events of its snapshot, `key_of` names
    the thing that one is about. `restate` takes over what is told, also where something newer was known. `retire` makes
    inactive what the publisher knows no more; `follow_up` draws the consequences for all whose facts changed. `records`
    says which of the retired, and of the changed, left append-only records that the publisher's state does not bear
    out; `reverse` takes those back when an admin says so.
    """

    things: Things
    types: tuple[str, ...]
    key_of: Callable[[Event], str]
    restate: Callable[[AsyncSession, Sequence[Event]], Awaitable[None]]
    retire: Keys
    follow_up: Keys | None = None
    records: Callable[[AsyncSession, Sequence[str], Sequence[str]], Awaitable[set[str]]] | None = None
    reverse: Callable[[AsyncSession, Actor, Sequence[str]], Awaitable[None]] | None = None

    def kept_by(self, source: str) -> Things:
        """The things as this follower holds them: without those that the publisher was found not to know."""
        return feed_repairs.without_lost(self.things, source)


class SnapshotRead(NamedTuple):
    """A page of the publisher's snapshot."""

    epoch: UUID
    as_of: Cursor
    events: list[Event]
    cursor: str | None
    kinds: list[str]


def refuse_unless_two_people(dry_run: bool, person_id: UUID, proposed_by: Sequence[UUID]) -> None:
    """A dry run is anybody's; the real one needs a finished dry run of somebody else since the feed was rewound."""
    if dry_run or any(other != person_id for other in proposed_by):
        return
    detail = (
        "Another admin has to decide this: you made the dry run yourself."
        if proposed_by
        else "Another admin has to make a dry run first, so that two people have seen what this changes."
    )
    raise SecondPersonNeeded(detail, proposed_by=[str(other) for other in proposed_by])


async def propose(session: AsyncSession, actor: Actor, source: str, *, dry_run: bool, now: datetime) -> FeedRepair:
    """Note the repair that is to run. The unique index refuses a second one under way."""
    cursor = await feed_repairs.locked_cursor(session, source)
    if cursor is None:
        raise Missing("This service follows no feed of that name.")
    if feed_cursors.state_of(cursor) is not FeedState.REWOUND:
        raise FeedNotRewound("The publisher knows the last event that was read here; nothing is to be repaired.")
    if await feed_repairs.under_way(session, source) is not None:
        raise RepairRunning("Wait until the repair that is under way has ended.")
    proposed_by = await feed_repairs.proposers(session, source, since=cursor.rewound_at)
    refuse_unless_two_people(dry_run, actor.person_id, proposed_by)
    repair = FeedRepair(source=source, dry_run=dry_run, requested_by=actor.person_id, requested_at=now)
    session.add(repair)
    audit.record(session, actor, "feed.repair-requested", source, {"repair": str(repair.id), "dry_run": dry_run})
    await session.flush()
    return repair


async def run(database: Database, sibling: Sibling, replicas: Sequence[Replica], repair_id: UUID) -> None:
    """Do what is left of a repair. Its end is noted whatever it is; a database that is away leaves it to be resumed."""
    away = 0
    while True:
        try:
            if await _next_page(database, sibling, replicas, repair_id):
                return
            away = 0
        except SiblingAway as fault:
            away += 1
            if away > AWAY_ATTEMPTS:
                await _fail(database, repair_id, fault.detail)
                return
            await asyncio.sleep(AWAY_SECONDS)
        except SiblingRefused as refusal:
            await _fail(database, repair_id, refusal.detail)
            return
        except feed_repairs.Overtaken:
            return
        except feed_repairs.PASSING:
            raise
        except Exception as fault:  # whatever a room may fail with: a repair that cannot go on says so
            log.error("feed_repair_failed", repair=str(repair_id), exc_info=fault)
            await _fail(database, repair_id, type(fault).__name__)
            return


async def _fail(database: Database, repair_id: UUID, sentence: str) -> None:
    log.error("feed_repair_failed", repair=str(repair_id), why=sentence)
    async with database.write() as session:
        await feed_repairs.fail(session, repair_id, sentence, now=clock.now())


async def _next_page(database: Database, sibling: Sibling, replicas: Sequence[Replica], repair_id: UUID) -> bool:
    """One page further; True when there is nothing more to do."""
    async with database.write() as session:
        repair = await feed_repairs.begin(session, repair_id)
    if repair is None or repair.status not in (RepairStatus.QUEUED, RepairStatus.RUNNING):
        return True
    if repair.step >= len(replicas):
        await _finish(database, repair)
        return True
    replica = replicas[repair.step]
    page = await _read(sibling, replica.types, repair.cursor)
    if replica.things.kind not in page.kinds:
        # Nothing told is not nothing there: a scope is missing, or the publisher is of an earlier version.
        await _fail(database, repair_id, f"The publisher tells this service nothing of {replica.things.kind}.")
        return True
    if repair.epoch is not None and page.epoch != repair.epoch:
        await _fail(database, repair_id, "The publisher began another history meanwhile. Begin again with a dry run.")
        return True
    if repair.epoch is None:
        repair.epoch, repair.as_of, repair.as_of_key = page.epoch, page.as_of.position, page.as_of.eventkey
    await _take_over(database, repair, replica, page)
    return False


async def _read(sibling: Sibling, types: Sequence[str], cursor: str | None) -> SnapshotRead:
    wanted: dict[str, Any] = {"types": ",".join(types), "limit": THINGS_AT_ONCE}
    if cursor is not None:
        wanted["cursor"] = cursor
    answer = await sibling.ask("GET", "/v1/feed/snapshot", params=wanted, timeout=ASK_SECONDS)
    body = answer.body
    key = UUID(body["as_of_key"]) if body["as_of_key"] else None
    at = Cursor(int(body["as_of"]), key)
    events = _events.validate_python(body["items"])
    return SnapshotRead(UUID(body["epoch"]), at, events, body["next_cursor"], body["kinds"])


async def _take_over(database: Database, repair: FeedRepair, replica: Replica, page: SnapshotRead) -> None:
    """Compare and change one range of keys, and note how far that is, in one transaction."""
    now = clock.now()
    keys = [replica.key_of(event) for event in page.events]
    things = replica.kept_by(repair.source)
    until = (keys[-1] if keys else repair.after) if page.cursor is not None else None
    async with database.write() as session:
        await feed_repairs.wait_for_turn(session, repair)
        async with session.begin_nested() as attempt:
            found = await _compare(session, repair, replica, things, page.events, until, now)
            if repair.dry_run:
                await attempt.rollback()
        await feed_repairs.advance(session, repair, cursor=page.cursor, until=until, found=found.counts)
        if not repair.dry_run:
            await feed_repairs.note_lost(session, repair, replica.things.kind, found.unknown, found.kept, now=now)


class _Found(NamedTuple):
    counts: Counts
    unknown: list[str]
    kept: set[str]


async def _compare(
    session: AsyncSession,
    repair: FeedRepair,
    replica: Replica,
    things: Things,
    events: Sequence[Event],
    until: str | None,
    now: datetime,
) -> _Found:
    told = {replica.key_of(event) for event in events}
    await feed_repairs.forget_lost(session, repair.source, replica.things.kind, sorted(told))
    before = await feed_state.held(session, things, after=repair.after, until=until, now=now)
    unknown = sorted(before.keys() - told)
    if events:
        await replica.restate(session, events)
    after = await feed_state.held(session, things, after=repair.after, until=until, now=now)
    missing = sorted(key for key in told & after.keys() if key not in before)
    changed = sorted(key for key in told & before.keys() if after.get(key) != before[key])
    if unknown:
        await replica.retire(session, unknown)
    kept = await replica.records(session, unknown, changed) if replica.records and (unknown or changed) else set()
    if replica.follow_up and (touched := sorted({*missing, *changed, *unknown})):
        await replica.follow_up(session, touched)
    await session.flush()
    counts = Counts(
        kind=replica.things.kind,
        same=len(told & before.keys()) - len(changed),
        changed=len(changed),
        missing_here=len(missing),
        unknown_there=len(unknown),
        kept=len(kept),
    )
    return _Found(counts, unknown, kept)


async def _finish(database: Database, repair: FeedRepair) -> None:
    """Everything is as the publisher says: follow on from where its snapshot was taken."""
    now = clock.now()
    async with database.write() as session:
        await feed_repairs.wait_for_turn(session, repair)
        if not repair.dry_run and repair.epoch is not None:
            at = Cursor(repair.as_of or 0, repair.as_of_key)
            await feed_cursors.follow_on(session, repair.source, at=at, epoch=repair.epoch)
        await feed_repairs.succeed(session, repair.id, now=now)
        details = {"repair": str(repair.id), "dry_run": repair.dry_run, "result": repair.result}
        audit.record(session, audit.SystemActor("feed-repair"), "feed.repaired", repair.source, details)
    log.info("feed_repaired", source=repair.source, dry_run=repair.dry_run, repair=str(repair.id))


async def decide(
    session: AsyncSession, actor: Actor, source: str, replica: Replica, decision: str, *, now: datetime
) -> int:
    """What becomes of the records that lost events left here: all of a kind are kept, or taken back. How many."""
    kind = replica.things.kind
    if decision == "reverse" and replica.reverse is None:
        raise NotReversible(f"What was made from a lost {kind} can only be kept.")
    keys = await feed_repairs.undecided(session, source, kind)
    if not keys:
        raise NothingToDecide("Nothing that was made from lost events waits for a decision here.")
    if decision == "reverse" and replica.reverse is not None:
        for first in range(0, len(keys), THINGS_AT_ONCE):
            await replica.reverse(session, actor, keys[first : first + THINGS_AT_ONCE])
    await feed_repairs.note_decision(session, source, kind, decision, actor.id, now=now)
    details = {"kind": kind, "decision": decision, "things": len(keys)}
    audit.record(session, actor, "feed.losses-decided", source, details)
    return len(keys)
