"""Locks by name, in one order per service; a transaction that takes them in another order is refused.

A service declares in its `locks.py` what its transactions lock, in the order in which they do. `lock` and `share` take
an advisory lock by its declaration; a lock on rows is taken by a statement of a room's `queries.py` (`with_for_update`)
and has the name of the table. Every statement that an engine sends is looked at: what it locks is read from its text
once and remembered, so that a statement costs a look into a table. An update takes locks too; it is not looked at.

Two transactions that take two locks in opposite orders wait for each other for good. They rarely meet in a test, so
the order itself is watched: in tests a lock out of its order, or one that no order knows, is `LockOrderBroken`;
elsewhere it is an error in the log, and the transaction goes on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import structlog
from sqlalchemy import Connection, Executable, event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from service_kit.data.database import AsyncSession

log = structlog.get_logger(__name__)
HELD = "locks_held"
UNNAMED = "a lock without a name"
ADVISORY = re.compile(
    r"pg_advisory_xact_lock(_shared)?\s*\(\s*hashtextextended\s*\(\s*(?:concat\s*\(\s*)?(?:'([\w.-]+?)\.?')?"
)
ROW_LOCK = re.compile(r"\bFOR (?:UPDATE|NO KEY UPDATE|SHARE|KEY SHARE)\b(?:\s+OF\s+(\w+))?")
TABLES = re.compile(r"\b(?:FROM|JOIN)\s+(?:ONLY\s+)?\"?(\w+)\"?")
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


class Taken(NamedTuple):
    """A lock that a statement takes."""

    name: str
    shared: bool


async def lock(session: AsyncSession, one: Lock, value: str = "") -> None:
    """Take an advisory lock alone until the transaction ends; of one per value, that of this value in any case."""
    await session.execute(alone(one), {"value": value} if one.each else {})


async def share(session: AsyncSession, one: Lock) -> None:
    """Take an advisory lock together with others who share it; who takes it alone waits for all of them."""
    await session.execute(together(one))


@cache
def alone(one: Lock) -> Executable:
    """The statement that takes an advisory lock alone; of a lock per value with the parameter `value`."""
    return text(f"SELECT pg_advisory_xact_lock(hashtextextended({_key(one)}, 0))")


@cache
def together(one: Lock) -> Executable:
    """The statement that shares an advisory lock."""
    return text(f"SELECT pg_advisory_xact_lock_shared(hashtextextended({_key(one)}, 0))")


def _key(one: Lock) -> str:
    return f"concat('{one.name}.', lower(CAST(:value AS text)))" if one.each else f"'{one.name}'"


@lru_cache(4096)
def taken_by(statement: str) -> tuple[Taken, ...]:
    """What a statement locks, in the order in which it stands there; empty for nearly all."""
    found = [
        (match.start(), Taken(match[2] or UNNAMED, match[1] is not None)) for match in ADVISORY.finditer(statement)
    ]
    if not found and "pg_advisory_xact_lock" in statement:
        found = [(0, Taken(UNNAMED, shared=False))]
    for match in ROW_LOCK.finditer(statement):
        tables = _tables(statement[: match.start()], match[1])
        found += [(match.start(), Taken(table, "SHARE" in match[0])) for table in tables]
    return tuple(taken for _place, taken in sorted(found, key=itemgetter(0)))


def _tables(before: str, alias: str | None) -> list[str]:
    """The tables whose rows the lock at the end of this text is about: those of its own query, or the one named."""
    query = _own_query(before)
    if alias is not None:
        named = re.search(rf"\b(\w+)\s+(?:AS\s+)?{alias}\b", query[query.find("FROM") :])
        known = named is not None and named[1].upper() not in {"FROM", "JOIN", "ON", "AND", "OR", "BY", "WHERE"}
        return [str(named[1]) if named is not None and known else alias]
    return TABLES.findall(query)


def _own_query(text_before: str) -> str:
    """The query that ends here, without those in parentheses within it."""
    kept: list[str] = []
    depth = 0
    for character in reversed(text_before):
        if character == ")":
            depth += 1
        elif character == "(":
            if depth == 0:
                break
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(reversed(kept))


KIT_LOCKS = (
    rows("feed_cursors", "where the reading of a feed stands, while it is repaired", "repairs of feeds"),
    rows("feed_repairs", "the place of a repair: a worker that was thought dead may have gone further", "repairs"),
    rows("feed_losses", "what was lost and waits for a decision: two admins may decide at once", "repairs of feeds"),
)
"""They come before those of every service: a repair takes them, and then tells the rooms."""
SEALING = Lock("service_kit.audit", "one sealer of the audit record at a time", "the job that seals")
"""Alone in its transaction."""


class _Held(NamedTuple):
    transaction: object
    names: dict[str, bool]
    """Each lock with whether it is only shared."""
    highest: int


class LockOrder:
    """The order of one service, and the watch that holds its transactions to it."""

    def __init__(self, own: Sequence[Lock]) -> None:
        locks = (*KIT_LOCKS, *own, SEALING)
        self.locks: Mapping[str, Lock] = {one.name: one for one in locks}
        self._place = {one.name: place for place, one in enumerate(locks)}
        if len(self._place) != len(locks):
            raise ValueError("two locks have one name")

    def watch(self, engine: AsyncEngine) -> None:
        """Look at every statement of this engine."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._look)

    def _look(self, connection: Connection, _cursor: Any, statement: str, *_others: Any) -> None:
        for taken in taken_by(statement):
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
