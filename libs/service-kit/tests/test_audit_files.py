"""The record is searched, taken along as a file, and verified from the file alone."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from service_kit.data.database import AsyncSession, Database, plain_url
from service_kit.data.statements import run
from service_kit.domain.collections import Selection
from service_kit.identity.auth import Actor
from service_kit.record import audit
from service_kit.record.audit import SystemActor, record, seal
from service_kit.record.audit_file_check import FileBroken, verify_lines
from service_kit.record.audit_lists import seals_of
from service_kit.testing.doubles import plan_of
from service_kit.testing.plugin import People, Statements

ACTOR = SystemActor("test")


@pytest.fixture
async def kept(session: AsyncSession) -> AsyncSession:
    """Two seals over three entries, and one entry that waits."""
    for subject, action in (("a", "note.written"), ("b", "note.rested")):
        record(session, ACTOR, action=action, subject=subject, details={"n": 1.50, "é": ["x", None]})
    await session.commit()
    await seal(session)
    record(session, SystemActor("other"), action="page.written", subject="c", details={"code": "Depot"})
    await session.commit()
    await seal(session)
    record(session, ACTOR, action="note.written", subject="d", texts={"reason": "Burnout."})
    await session.commit()
    return session


def verified(file: Path) -> subprocess.CompletedProcess[str]:
    """The command on a file."""
    command = [sys.executable, "-m", "service_kit", "verify-audit", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def subjects(client: Any, **params: str) -> list[str]:
    answer = await client.get("/v1/audit", params=params)
    assert answer.status_code == 200, answer.text
    return [entry["subject"] for entry in answer.json()["items"]]


async def test_the_record_is_filtered_and_searched(kept: AsyncSession, http: People, statements: Statements) -> None:
    admin = await http.as_("admin")
    assert await subjects(admin) == ["d", "c", "b", "a"]
    assert await subjects(admin, sort="at") == ["a", "b", "c", "d"]
    assert await subjects(admin, action="note.written") == ["d", "a"]
    assert await subjects(admin, action="note.*") == ["d", "b", "a"]
    assert await subjects(admin, actor="system:other") == ["c"]
    assert await subjects(admin, q="depot") == ["c"]
    assert await subjects(admin, q="burnout") == []
    now = datetime.now(UTC)
    before, after = ((now + timedelta(hours=hours)).isoformat() for hours in (-1, 1))
    statements.seen.clear()
    assert await subjects(admin, **{"from": before, "until": after, "subject": "b"}) == ["b"]
    assert len(statements.seen) == 1
    assert await subjects(admin, **{"from": after}) == []
    refused = await admin.get("/v1/audit", params={"from_": after})
    assert (refused.status_code, refused.json()["code"]) == (422, "UnknownParameter")
    assert "from" in refused.json()["known"]


@pytest.mark.parametrize(
    "path", ["audit", "audit/head", "audit/verification", "audit?format=jsonl", "audit?format=csv"]
)
async def test_only_admins_and_legal_read_it(kept: AsyncSession, http: People, path: str) -> None:
    for role in ("admin", "legal"):
        assert (await (await http.as_(role)).get(f"/v1/{path}")).status_code == 200
    for role in ("hr", "analyst", "executive", "writer", "manager"):
        assert (await (await http.as_(role)).get(f"/v1/{path}")).status_code == 403


async def test_the_head_is_the_last_seal(http: People, session: AsyncSession) -> None:
    admin = await http.as_("admin")
    assert (await admin.get("/v1/audit/head")).status_code == 404
    record(session, ACTOR, action="note.written", subject="a")
    await session.commit()
    await seal(session)
    head = (await admin.get("/v1/audit/head")).json()
    assert (head["number"], head["entries"]) == (1, 1)
    assert len(head["hash"]) == 64


async def test_a_table_of_the_record_holds_no_words_and_is_itself_on_record(kept: AsyncSession, http: People) -> None:
    admin = await http.as_("admin")
    table = await admin.get("/v1/audit", params={"format": "csv", "action": "note.*"})
    assert table.text.splitlines()[0] == "id,at,actor,action,subject,details"
    assert len(table.text.splitlines()) == 4
    assert "Burnout" not in table.text
    assert await subjects(admin, action="audit.exported") == ["audit"]


async def test_a_file_with_seals_verifies_by_itself(kept: AsyncSession, http: People, tmp_path: Path) -> None:
    answer = await (await http.as_("admin")).get("/v1/audit", params={"format": "jsonl"})
    assert answer.headers["content-type"].startswith("application/jsonl")
    found = verify_lines(iter(answer.content.splitlines(keepends=True)))
    assert (found.seals, found.entries, found.gaps, found.withheld) == (2, 3, 0, 0)
    assert found.waiting >= 1
    assert "Burnout" not in answer.text
    file = tmp_path / "audit.jsonl"
    file.write_bytes(answer.content)
    told = await asyncio.to_thread(verified, file)
    assert (told.returncode, told.stdout[:1]) == (0, "✓"), told.stderr
    file.write_bytes(answer.content.replace(b'"subject":"b"', b'"subject":"x"'))
    told = await asyncio.to_thread(verified, file)
    assert (told.returncode, "seal 1: an entry or the seal was changed" in told.stderr) == (1, True)


async def test_what_is_selected_comes_with_its_whole_seals(kept: AsyncSession, http: People) -> None:
    admin = await http.as_("admin")
    answer = await admin.get("/v1/audit", params={"format": "jsonl", "action": "page.*"})
    found = verify_lines(iter(answer.content.splitlines(keepends=True)))
    assert (found.seals, found.entries, found.gaps, found.waiting) == (1, 1, 1, 0)
    answer = await admin.get("/v1/audit", params={"format": "jsonl", "action": "note.rested"})
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["subject"] for line in lines if "subject" in line] == ["a", "b"]


MANY_SEALS = """
INSERT INTO audit_entries (at, actor, action, subject, details)
SELECT now(), 'system:test', 'note.written', 'subject-' || n % 5000, '{}' FROM generate_series(1, 20000) AS n;
INSERT INTO audit_seals (number, entry_ids, previous_hash, hash)
SELECT n, ARRAY[n * 4 - 3, n * 4 - 2, n * 4 - 1, n * 4], '', n::text FROM generate_series(1, 5000) AS n;
ANALYZE audit_entries, audit_seals
"""


async def test_the_seals_of_a_selection_cost_what_is_selected(live_database: Database) -> None:
    reader = Actor("person", "x", None, frozenset(), frozenset(), frozenset())
    async with await psycopg.AsyncConnection.connect(plain_url(live_database.url), autocommit=True) as connection:
        await connection.execute(MANY_SEALS)
        wanted = Selection({"subject": "subject-7"}, None)
        asked = seals_of(reader, wanted, now=datetime.now(UTC))  # type: ignore[arg-type]  # a page is not asked for
        assert [seal.number for seal in await run(connection, asked)] == [2, 1252, 2502, 3752]
        plan = await plan_of(connection, asked)
    assert "ix_audit_seals_span" in plan
    assert "Seq Scan" not in plan


async def test_every_changed_byte_and_every_missing_line_is_found(kept: AsyncSession, http: People) -> None:
    whole = (await (await http.as_("admin")).get("/v1/audit", params={"format": "jsonl"})).content
    lines = whole.splitlines(keepends=True)
    for place in range(len(lines)):
        with pytest.raises(FileBroken):
            verify_lines(iter([*lines[:place], *lines[place + 1 :]]))
    sealed = [place for place, line in enumerate(lines) if b'"action"' in line][:3]
    for place in sealed:
        for at in (0, len(lines[place]) // 2, len(lines[place]) - 3):
            changed = bytearray(lines[place])
            changed[at] ^= 1
            with pytest.raises(FileBroken):
                verify_lines(iter([*lines[:place], bytes(changed), *lines[place + 1 :]]))
    with pytest.raises(FileBroken):
        verify_lines(iter([*lines, lines[-1]]))
    with pytest.raises(FileBroken):
        verify_lines(iter([]))


async def test_earlier_words_are_held_back_from_who_may_not_read_them(session: AsyncSession, http: People) -> None:
    record(session, ACTOR, action="note.rested", subject="a", details={"reason": "Typed before."})
    await session.commit()
    await seal(session)
    admin = (await (await http.as_("admin")).get("/v1/audit", params={"format": "jsonl"})).content
    found = verify_lines(iter(admin.splitlines(keepends=True)))
    assert (found.withheld, b"Typed before" in admin) == (1, False)
    legal = (await (await http.as_("legal")).get("/v1/audit", params={"format": "jsonl"})).content
    found = verify_lines(iter(legal.splitlines(keepends=True)))
    assert (found.withheld, b"Typed before" in legal) == (0, True)
    assert found.head != audit.GENESIS
