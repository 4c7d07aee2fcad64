"""Locks have one order: what a statement takes is read from it, and a transaction that turns the order is refused."""

from typing import Any

import pytest
from service_kit.data import locks
from service_kit.data.database import AsyncSession, Database
from service_kit.data.lock_texts import UNNAMED, Taken, taken_by
from service_kit.data.locks import Lock, LockOrder, LockOrderBroken, lock, rows, share, watch_locks
from sqlalchemy import text

FIRST = Lock("test.first", "the first thing", "this test", shared=True)
NUMBERED = Lock("test.number", "one number", "this test", each=True)
LAST = Lock("test.last", "the last thing", "this test")
ORDER = (FIRST, NUMBERED, rows("people", "a person", "this test", shared=True), LAST)
PEOPLE = text("SELECT id FROM people WHERE active ORDER BY id FOR NO KEY UPDATE")


@pytest.mark.parametrize(
    ("statement", "taken"),
    [
        ("SELECT 1 FROM people WHERE name = 'FOR NOBODY'", []),
        ("SELECT id FROM people FOR UPDATE", [("people", False)]),
        ("SELECT people.id \nFROM people \nWHERE people.id = %(id)s FOR UPDATE OF people", [("people", False)]),
        ("SELECT a.id FROM boxes a JOIN lids b ON b.id = a.id FOR NO KEY UPDATE OF a", [("boxes", False)]),
        ("SELECT m.id FROM modules m JOIN tracks t ON t.id = m.t FOR SHARE", [("modules", True), ("tracks", True)]),
        ("SELECT 1 FROM lines WHERE id IN (SELECT id FROM others) ORDER BY id FOR UPDATE", [("lines", False)]),
        (
            "WITH held AS (SELECT id FROM people WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE) "
            "SELECT count(*), pg_advisory_xact_lock_shared(hashtextextended('test.first', 0)) FROM held",
            [("people", False), ("test.first", True)],
        ),
        ("SELECT pg_advisory_xact_lock(hashtextextended(concat('test.number.', lower(%(v)s)), 0))",
         [("test.number", False)]),
        ("SELECT pg_advisory_xact_lock(42)", [(UNNAMED, False)]),
        ("SELECT pg_try_advisory_xact_lock(42)", []),
    ],
)  # fmt: skip
def test_what_a_statement_locks_is_read_from_it(statement: str, taken: list[tuple[str, bool]]) -> None:
    assert taken_by(statement) == tuple(Taken(*one) for one in taken)


@pytest.fixture
def watched(live_database: Database) -> Database:
    """A database whose transactions are held to the order above."""
    watch_locks(ORDER, live_database.engine)
    return live_database


async def test_two_locks_in_the_wrong_order_are_refused(watched: Database) -> None:
    async with watched.write() as session:
        await share(session, FIRST)
        await lock(session, NUMBERED, "E1")
        await session.execute(PEOPLE)
        await lock(session, LAST)
    async with watched.write() as session:
        await session.execute(PEOPLE)
        with pytest.raises(LockOrderBroken, match=r"test\.first comes before people"):
            await lock(session, FIRST)


async def test_rows_are_refused_as_any_other_lock(watched: Database) -> None:
    async with watched.write() as session:
        await lock(session, LAST)
        with pytest.raises(LockOrderBroken, match=r"people comes before test\.last"):
            await session.execute(PEOPLE)


async def test_what_is_held_may_be_taken_again_but_not_raised(watched: Database) -> None:
    async with watched.write() as session:
        await share(session, FIRST)
        await lock(session, LAST)
        await share(session, FIRST)
        with pytest.raises(LockOrderBroken, match="shared and is now wanted alone"):
            await lock(session, FIRST)


async def test_a_lock_that_no_order_knows_is_refused(watched: Database) -> None:
    async with watched.write() as session:
        with pytest.raises(LockOrderBroken, match="stands in no order"):
            await lock(session, Lock("test.unknown", "", ""))


async def test_every_transaction_begins_anew(watched: Database) -> None:
    for _ in range(3):
        async with watched.write() as session:
            await lock(session, LAST)
        async with watched.write() as session:
            await lock(session, FIRST)


async def test_outside_of_tests_it_is_an_error_in_the_log(watched: Database, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(locks, "strict", False)
    async with watched.write() as session:
        await lock(session, LAST)
        await lock(session, FIRST)
    assert "lock_order_broken" in capsys.readouterr().out


async def test_a_lock_per_value_makes_only_the_same_value_wait(live_database: Database) -> None:
    async with live_database.write() as one, live_database.write() as other:
        await lock(one, NUMBERED, "E1")
        await lock(other, NUMBERED, "E2")
        assert await _waits(other, "e1")


async def _waits(session: AsyncSession, value: str) -> bool:
    key = "hashtextextended(concat('test.number.', lower(:value)), 0)"
    got = await session.execute(text(f"SELECT pg_try_advisory_xact_lock({key})"), {"value": value})
    return not got.scalar_one()


def test_two_locks_of_one_name_are_found_at_once() -> None:
    with pytest.raises(ValueError, match="one name"):
        LockOrder([FIRST, FIRST])
