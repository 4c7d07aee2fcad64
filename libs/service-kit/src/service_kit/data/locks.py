"""Locks by name, in one order per service; a transaction that takes them in another order is refused.

A service declares in its `locks.py` what its transactions lock, in the order in which they do. `lock` and `share` take
an advisory lock by its declaration; a lock on rows is taken by a statement of a room's `queries.py` (`with_for_update`)
and has the name of the table. Every statement that an engine sends is looked at: what it locks is read from its text
once and remembered, so that a statement costs a look into a table. An update takes locks too; it is not looked at.

Two transactions that take two locks in opposite orders wait for each other for good. They rarely meet in a test, so
the order itself is watched: in tests a lock out of its order, or one that no order knows, is `LockOrderBroken`;
elsewhere it is an error in the log, and the transaction goes on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Connection, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from service_kit.data.database import AsyncSession
from service_kit.data.lock_texts import Taken, taken_by
from service_kit.data.statements import Bound, Statement, run, watchers

log = structlog.get_logger(__name__)
HELD = "locks_held"
strict = False
"""Whether a broken order is an exception: the testing plugin sets it."""


class LockOrderBroken(Exception):
    """A transaction takes a lock after one that comes later in the order of its service."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One kind of lock: its name, what it guards, who takes it. `rows` are those of the table of that name.

    `each` is a lock per value (a number, a name, a person); `shared` one that many may hold at once.
    """

    name: str
    guards: str
    taken_by: str
    rows: bool = False
    each: bool = False
    shared: bool = False


def rows(table: str, guards: str, taken_by: str, *, shared: bool = False) -> Lock:
    """The rows of a table, locked by a statement of a room's queries."""
    return Lock(table, guards, taken_by, rows=True, each=True, shared=shared)


async def lock(session: AsyncSession, one: Lock, value: str = "") -> None:
    """Take an advisory lock alone until the transaction ends; of one per value, that of this value in any case."""
    await run(session, locking(one, value))


async def share(session: AsyncSession, one: Lock) -> None:
    """Take an advisory lock together with others who share it; who takes it alone waits for all of them."""
    await run(session, sharing(one))


def locking(one: Lock, value: str = "") -> Bound[int]:
    """To take an advisory lock alone, for a pipeline: what comes after it there sees what the lock waited for."""
    return alone(one).count(**({"value": value} if one.each else {}))


def sharing(one: Lock) -> Bound[int]:
    """To share an advisory lock, for a pipeline."""
    return together(one).count()


@cache
def alone(one: Lock) -> Statement:
    """The statement that takes an advisory lock alone; of a lock per value with the parameter `value`."""
    return Statement(text(f"SELECT pg_advisory_xact_lock(hashtextextended({_key(one)}, 0))"))


@cache
def together(one: Lock) -> Statement:
    """The statement that shares an advisory lock."""
    return Statement(text(f"SELECT pg_advisory_xact_lock_shared(hashtextextended({_key(one)}, 0))"))


def _key(one: Lock) -> str:
    return f"concat('{one.name}.', lower(CAST(:value AS text)))" if one.each else f"'{one.name}'"


KIT_LOCKS = (
    rows("feed_cursors", "where the reading of a feed stands, while it is repaired", "repairs of feeds"),
    rows("feed_repairs", "the place of a repair: a worker that was thought dead may have gone further", "repairs"),
    rows("feed_losses", "what was lost and waits for a decision: two admins may decide at once", "repairs of feeds"),
)
"""They come before those of every service: a repair takes them, and then tells the rooms."""
WITNESSING = Lock("service_kit.audit-witness", "one witness of a sibling's head a night", "the job that witnesses")
SEALING = Lock("service_kit.audit", "one sealer of the audit record at a time", "the job that seals")
LAST_LOCKS = (WITNESSING, SEALING)
"""Each alone in its transaction."""


class _Held(NamedTuple):
    transaction: object
    names: dict[str, bool]
    """Each lock with whether it is only shared."""
    highest: int


class LockOrder:
    """The order of one service, and the watch that holds its transactions to it."""

    def __init__(self, own: Sequence[Lock]) -> None:
        locks = (*KIT_LOCKS, *own, *LAST_LOCKS)
        self.locks: Mapping[str, Lock] = {one.name: one for one in locks}
        self._place = {one.name: place for place, one in enumerate(locks)}
        if len(self._place) != len(locks):
            raise ValueError("two locks have one name")

    def watch(self, engine: AsyncEngine) -> None:
        """Look at every statement of this engine."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._look)
        watchers[engine.sync_engine] = self._note

    def _look(self, connection: Connection, _cursor: Any, statement: str, *_others: Any) -> None:
        self._note(connection, taken_by(statement))

    def _note(self, connection: Connection, locked: Iterable[Taken]) -> None:
        for taken in locked:
            self.note(connection.info, connection.get_nested_transaction() or connection.get_transaction(), taken)

    def note(self, kept: dict[Any, Any], transaction: object, taken: Taken) -> None:
        """A lock is about to be taken in this transaction; `kept` outlives it and remembers what it holds."""
        held: _Held | None = kept.get(HELD)
        if held is None or held.transaction is not transaction:
            held = _Held(transaction, {}, -1)
        place = self._place.get(taken.name)
        if fault := self._fault(held, taken, place):
            if strict:
                raise LockOrderBroken(fault)
            log.error("lock_order_broken", why=fault)
        if place is not None:
            held.names[taken.name] = taken.shared and held.names.get(taken.name, True)
            kept[HELD] = held._replace(highest=max(held.highest, place))

    def _fault(self, held: _Held, taken: Taken, place: int | None) -> str:
        if place is None:
            return f"{taken.name} stands in no order; declare it in locks.py of the service"
        if taken.name in held.names:  # what is held already is not waited for, unless it was only shared
            raised = held.names[taken.name] and not taken.shared and not self.locks[taken.name].rows
            return f"{taken.name} was shared and is now wanted alone" if raised else ""
        if place < held.highest:
            later = [name for name in held.names if self._place[name] > place]
            return f"{taken.name} comes before {', '.join(later)} in the order of locks"
        return ""


def watch_locks(own: Sequence[Lock], engine: AsyncEngine) -> None:
    """Hold the transactions of a service to its order; a service that declares no locks is left alone."""
    if own:
        LockOrder(own).watch(engine)
