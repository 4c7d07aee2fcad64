"""What people typed stands beside the record: unaltered while it is there, and forgotten without a trace of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from service_kit.data.database import Database, plain_url
from service_kit.record import audit, audit_texts
from service_kit.record.audit import Broken, SystemActor, record, seal, verify
from sqlalchemy import text

ACTOR = SystemActor("test")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WORDS = "Off for a while: burnout."


async def written(database: Database) -> int:
    """An entry with a text, sealed; answers its id."""
    async with database.write() as session:
        record(session, ACTOR, "right.suspended", "a", {"until": None}, texts={"reason": WORDS, "note": None})
    async with database.write() as session:
        await seal(session)
        return int((await session.execute(text("SELECT max(id) FROM audit_entries"))).scalar_one())


async def check(database: Database) -> Broken | None:
    async with database.read() as session:
        return (await verify(session)).broken


async def forget(database: Database, *entry_ids: int) -> int:
    async with database.write() as session:
        return await audit.forget(session, ACTOR, entry_ids, now=NOW)


async def rewrite(database: Database, statement: str) -> None:
    """As an intruder who owns the database: the triggers are switched off first."""
    async with await psycopg.AsyncConnection.connect(plain_url(database.url), autocommit=True) as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(statement.encode())


async def everything_kept(database: Database) -> str:
    """Each row of the record and beside it, as text."""
    async with database.read() as session:
        tables = ("audit_entries", "audit_texts", "audit_seals", "audit_pending")
        parts = [(await session.execute(text(f"SELECT t::text FROM {name} t"))).scalars() for name in tables]
        return "\n".join(line for part in parts for line in part)


async def test_the_entry_holds_a_hash_and_no_word(live_database: Database) -> None:
    await written(live_database)
    async with live_database.read() as session:
        details = (await session.execute(text("SELECT details FROM audit_entries"))).scalar_one()
    assert (details["until"], details["note"]) == (None, None)
    assert details["reason"].keys() == {"text_id", "sha256"}
    assert "burnout" not in str(details)
    assert await check(live_database) is None


async def test_the_same_words_have_another_hash_each_time(live_database: Database) -> None:
    for _ in range(2):
        await written(live_database)
    async with live_database.read() as session:
        hashes = await session.execute(text("SELECT details -> 'reason' ->> 'sha256' FROM audit_entries"))
        assert len(set(hashes.scalars())) == 2


async def test_a_forgotten_text_leaves_nothing_and_the_chain_holds(live_database: Database) -> None:
    entry_id, other = await written(live_database), await written(live_database)
    assert await forget(live_database, entry_id, 999) == 1
    assert await check(live_database) is None
    assert await forget(live_database, entry_id) == 0
    async with live_database.write() as session:
        await seal(session)
    assert await check(live_database) is None
    kept = await everything_kept(live_database)
    assert kept.count("burnout") == 1
    assert kept.count(audit_texts.FORGOTTEN) == 1
    assert await forget(live_database, other) == 1
    assert "burnout" not in await everything_kept(live_database)
    async with live_database.read() as session:
        left = await session.execute(text("SELECT count(salt), count(text), count(*) FROM audit_texts"))
        assert tuple(left.one()) == (0, 0, 2)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE audit_texts SET text = 'On holiday.'", "a text was changed"),
        ("UPDATE audit_texts SET salt = decode('00', 'hex')", "a text was changed"),
        ("DELETE FROM audit_texts", "a text was taken away"),
        (
            "UPDATE audit_texts SET text = NULL, salt = NULL, forgotten_at = now()",
            "a text was emptied, and no entry says so",
        ),
        (
            "UPDATE audit_entries SET details = jsonb_set(details, '{reason,sha256}', '\"00\"')",
            "an entry or the seal was changed",
        ),
    ],
)
async def test_tampering_with_a_text_shows(live_database: Database, statement: str, reason: str) -> None:
    await written(live_database)
    await rewrite(live_database, statement)
    assert await check(live_database) == Broken(1, reason)


@pytest.mark.parametrize("emptied", ["text = NULL, salt = NULL", "text = NULL", "salt = NULL", "forgotten_at = now()"])
async def test_a_text_goes_only_with_its_salt(live_database: Database, emptied: str) -> None:
    await written(live_database)
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url)) as connection:
        with pytest.raises((psycopg.errors.RestrictViolation, psycopg.errors.CheckViolation)):
            await connection.execute(f"UPDATE audit_texts SET {emptied}".encode())


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_texts", "TRUNCATE audit_texts", "UPDATE audit_texts SET text = 'x'"]
)
async def test_a_text_is_neither_rewritten_nor_taken_away(live_database: Database, statement: str) -> None:
    await written(live_database)
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url)) as connection:
        with pytest.raises(psycopg.errors.RestrictViolation):
            await connection.execute(statement.encode())


async def test_a_text_that_was_forgotten_does_not_come_back(live_database: Database) -> None:
    await forget(live_database, await written(live_database))
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url)) as connection:
        with pytest.raises(psycopg.errors.RestrictViolation):
            await connection.execute(b"UPDATE audit_texts SET text = 'x', salt = 'y', forgotten_at = NULL")


def test_a_fault_is_told_for_each_way_a_text_can_be() -> None:
    class Kept:
        """A row beside the record."""

        def __init__(self, salt: bytes | None, words: str | None) -> None:
            self.salt, self.text = salt, words

    key = UUID(int=1)
    sealed = audit_texts.Sealed(key, audit_texts.salted_hash(b"salt", WORDS))
    table: list[tuple[Any, set[str], bool]] = [
        (Kept(b"salt", WORDS), set(), True),
        (Kept(b"salt", "Other."), set(), False),
        (Kept(None, None), {str(key)}, True),
        (Kept(None, None), set(), False),
        (Kept(b"salt", None), {str(key)}, False),
        (None, {str(key)}, False),
    ]
    for kept, forgotten, holds in table:
        assert (audit_texts.fault_in(sealed, kept, forgotten) is None) is holds


async def test_only_who_may_sees_what_was_typed(http: Any, session: Any) -> None:
    record(session, ACTOR, "right.suspended", "a", {"until": None}, texts={"reason": WORDS})
    record(session, ACTOR, "right.suspended", "earlier", {"reason": WORDS})
    await session.flush()
    legal, admin = await http.as_("legal"), await http.as_("admin")

    async def texts_of(client: Any, subject: str) -> Any:
        answer = await client.get("/v1/audit", params={"subject": subject})
        return answer.json()["items"][0]["texts"], answer.text

    for subject in ("a", "earlier"):
        assert (await texts_of(legal, subject))[0] == {"reason": {"state": "shown", "text": WORDS}}
        shown, whole = await texts_of(admin, subject)
        assert shown == {"reason": {"state": "hidden", "text": None}}
        assert "burnout" not in whole
    for client in (legal, admin):  # a search finds no sentence either, so that nobody guesses it word by word
        assert (await client.get("/v1/audit", params={"q": "burnout"})).json()["items"] == []
    system = http.system("partner", ["audit.read"])
    assert "burnout" not in (await texts_of(system, "a"))[1]
    entry_id = (await session.execute(text("SELECT id FROM audit_entries WHERE subject = 'a'"))).scalar_one()
    await audit.forget(session, ACTOR, [entry_id], now=NOW)
    await session.flush()
    assert (await texts_of(legal, "a"))[0] == {"reason": {"state": "forgotten", "text": None}}
