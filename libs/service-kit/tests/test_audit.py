"""What was done stays written, and tampering shows."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from service_kit.data.database import Database, plain_url
from service_kit.data.statements import Statement, run
from service_kit.record import audit
from service_kit.record.audit import Broken, SystemActor, record, seal, verify
from sqlalchemy import func, select, text

ACTOR = SystemActor("test")


async def write(database: Database, *subjects: str) -> None:
    async with database.write() as session:
        for subject in subjects:
            record(session, ACTOR, action="note.written", subject=subject, details={"n": 1.50, "é": ["x", None]})


async def seal_all(database: Database) -> int:
    async with database.write() as session:
        return await seal(session)


async def check(database: Database) -> Broken | None:
    async with database.read() as session:
        return (await verify(session)).broken


async def tamper(database: Database, *statements: str) -> None:
    """As an intruder who owns the database: the triggers are switched off first."""
    async with await psycopg.AsyncConnection.connect(plain_url(database.url), autocommit=True) as connection:
        await connection.execute("SET session_replication_role = replica")
        for statement in statements:
            await connection.execute(statement.encode())


async def test_entries_are_sealed_in_a_chain_that_holds(live_database: Database) -> None:
    assert await check(live_database) is None
    await write(live_database, "a", "b")
    assert await check(live_database) is None
    assert await seal_all(live_database) == 2
    await write(live_database, "c")
    assert await seal_all(live_database) == 1
    assert await seal_all(live_database) == 0
    assert await check(live_database) is None


async def test_an_entry_whose_transaction_commits_late_is_sealed_later(live_database: Database) -> None:
    async with live_database.write() as early:
        record(early, ACTOR, action="x", subject="early")
        await early.flush()
        await write(live_database, "late")
        assert await seal_all(live_database) == 1
    assert await seal_all(live_database) == 1
    assert await check(live_database) is None


NUMBERS = select(func.generate_series(1, 3).label("n")).cte("numbers")
RESTED = Statement(
    audit.record_each(
        NUMBERS, action="note.rested", subject=NUMBERS.c.n, details={"number": NUMBERS.c.n, "twice": NUMBERS.c.n * 2}
    )
)


async def test_a_statement_records_what_it_changes_and_the_chain_covers_it(live_database: Database) -> None:
    async with live_database.write() as session:
        assert await run(session, RESTED.count(actor=ACTOR.id, now=datetime(2026, 11, 29, tzinfo=UTC))) == 3
    async with live_database.read() as session:
        found = await session.execute(text("SELECT at, actor, action, subject, details FROM audit_entries ORDER BY id"))
        entries = [tuple(row) for row in found]
    assert entries == [
        (datetime(2026, 11, 29, tzinfo=UTC), ACTOR.id, "note.rested", str(n), {"number": n, "twice": 2 * n})
        for n in (1, 2, 3)
    ]
    assert await seal_all(live_database) == 3
    assert await check(live_database) is None


async def test_a_rolled_back_change_leaves_no_entry(live_database: Database) -> None:
    async def fail() -> None:
        async with live_database.write() as session:
            record(session, ACTOR, action="x", subject="y")
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await seal_all(live_database) == 0


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entries SET actor = 'someone else' WHERE subject = 'c'", (2, "changed")),
        ("UPDATE audit_entries SET details = '{}' WHERE subject = 'a'", (1, "changed")),
        ("DELETE FROM audit_entries WHERE subject = 'b'", (1, "missing")),
        ("UPDATE audit_seals SET hash = repeat('0', 64) WHERE number = 1", (1, "changed")),
        ("UPDATE audit_seals SET entry_ids = '{2,1}' WHERE number = 1", (1, "changed")),
        ("DELETE FROM audit_seals WHERE number = 1", (1, "out of order")),
        ("DELETE FROM audit_seals WHERE number = 2", (None, "taken away")),
        (
            "INSERT INTO audit_entries (at, actor, action, subject, details) VALUES (now(), 'x', 'x', 'x', '{}')",
            (None, "slipped in"),
        ),
    ],
)
async def test_tampering_shows(live_database: Database, statement: str, broken: tuple[int | None, str]) -> None:
    await write(live_database, "a", "b")
    await seal_all(live_database)
    await write(live_database, "c")
    await seal_all(live_database)
    await tamper(live_database, statement)
    found = await check(live_database)
    assert found is not None
    assert found.seal == broken[0]
    assert broken[1] in found.reason


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET hash = hash"])
async def test_nothing_can_be_rewritten(live_database: Database, table: str, statement: str) -> None:
    changed = statement.format(table).replace("hash = hash", "actor = actor") if "entries" in table else statement
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url)) as connection:
        with pytest.raises(psycopg.errors.RestrictViolation, match=f"{table} is append-only"):
            await connection.execute(changed.format(table).encode())


async def test_the_sealing_job_seals_whatever_waits(live_database: Database) -> None:
    await write(live_database, *[str(number) for number in range(audit.SEAL_AT_ONCE + 5)])
    await audit.seal_entries(live_database)
    async with live_database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM audit_pending"))).scalar_one() == 0
        assert (await session.execute(text("SELECT max(number) FROM audit_seals"))).scalar_one() == 2
    assert await check(live_database) is None


async def test_who_may_reads_the_record_and_checks_it(http: Any, session: Any) -> None:
    legal = await http.as_("legal")
    for subject in ("a", "b", "c"):
        record(session, ACTOR, action="note.written", subject=subject)
    await session.commit()
    first = (await legal.get("/v1/audit", params={"limit": 2})).json()
    assert [entry["subject"] for entry in first["items"]] == ["c", "b"]
    rest = (await legal.get("/v1/audit", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert ([entry["subject"] for entry in rest["items"]], rest["next_cursor"]) == (["a"], None)
    assert [e["subject"] for e in (await legal.get("/v1/audit", params={"subject": "b"})).json()["items"]] == ["b"]
    verified = (await legal.get("/v1/audit/verification")).json()
    told = {name: verified[name] for name in ("intact", "broken_seal", "reason", "broken_night", "entries")}
    assert told == {"intact": True, "broken_seal": None, "reason": None, "broken_night": None, "entries": 0}
    assert {one["state"] for one in verified["witnesses"]} == {"away"}
    assert (await (await http.as_("writer")).get("/v1/audit")).status_code == 403
