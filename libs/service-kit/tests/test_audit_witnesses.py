"""What the siblings have witnessed of a chain shows that it was rewritten whole."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from service_kit.data.database import AsyncSession, Database
from service_kit.data.statements import run
from service_kit.events.feed_history import begin_epoch
from service_kit.events.siblings import Siblings
from service_kit.record import audit, audit_keys, audit_verifications, audit_witnesses
from service_kit.record.audit import SystemActor, record, seal
from service_kit.record.audit_file_check import FileBroken, seals_seen_in, verify_files, verify_lines
from service_kit.record.audit_witnesses import Chain, Evidence, Witness, WitnessState, compare, witness_heads
from service_kit.service import Service
from service_kit.testing.doubles import plan_of
from service_kit.testing.plugin import Issuer, People, SiblingAnswers, settings_for
from sqlalchemy import text

ACTOR = SystemActor("test")
NIGHT = datetime(2026, 11, 30, 2, 5, tzinfo=UTC)
HEAD = {"number": 7, "hash": "a" * 64, "sealed_at": "2026-11-30T02:00:00Z", "entries": 40, "signature": "x..y"}


@pytest.fixture
async def asked(service: Service, issuer: Issuer, siblings: SiblingAnswers) -> AsyncIterator[Siblings]:
    """The siblings as a worker asks them."""
    there = Siblings(settings_for(service, "postgresql://unused@localhost/unused"))
    there.client = httpx.AsyncClient(transport=siblings.transport())
    for sibling in there.values():
        sibling.client = there.client
    yield there
    await there.close()


async def write(database: Database, *subjects: str) -> None:
    async with database.write() as session:
        for subject in subjects:
            record(session, ACTOR, action="note.written", subject=subject, details={"n": 1})
    await audit.seal_entries(database)


async def witnessed(database: Database) -> list[tuple[str, str, int]]:
    """Whose heads were written down, of which night, in which place."""
    async with database.read() as session:
        found = await session.execute(
            text("SELECT subject, details FROM audit_entries WHERE action = 'audit.head-witnessed' ORDER BY id")
        )
        return [(row.subject, row.details["night"], row.details["number"]) for row in found]


def all_answer(siblings: SiblingAnswers) -> None:
    for name in ("training", "advocacy", "governance"):
        siblings.answer(name, "/v1/audit/head", HEAD)


async def test_each_night_the_heads_of_the_siblings_are_written_down_once(
    live_database: Database, asked: Siblings, siblings: SiblingAnswers
) -> None:
    all_answer(siblings)
    assert await witness_heads(live_database, asked, "training", now=NIGHT) == ["advocacy", "governance"]
    assert await witness_heads(live_database, asked, "training", now=NIGHT + timedelta(minutes=5)) == []
    later = NIGHT + timedelta(days=1)
    assert await witness_heads(live_database, asked, "training", now=later) == ["advocacy", "governance"]
    assert await witnessed(live_database) == [
        (name, night, 7) for night in ("2026-11-30", "2026-12-01") for name in ("advocacy", "governance")
    ]
    await audit.seal_entries(live_database)
    async with live_database.read() as session:
        assert (await audit.verify(session)).broken is None


async def test_who_is_away_or_has_sealed_nothing_is_asked_again(
    live_database: Database, asked: Siblings, siblings: SiblingAnswers
) -> None:
    siblings.answer("advocacy", "/v1/audit/head", {"code": "Missing"}, status=404)
    siblings.answer("training", "/v1/audit/head", {**HEAD, "number": "none"})
    assert await witness_heads(live_database, asked, "sample", now=NIGHT) == []
    all_answer(siblings)
    names = ["advocacy", "governance", "training"]
    assert await witness_heads(live_database, asked, "sample", now=NIGHT + timedelta(hours=1)) == names
    assert await witness_heads(live_database, asked, "sample", now=NIGHT + timedelta(hours=2)) == []


async def test_two_workers_in_one_night_write_one_witness(
    live_database: Database, asked: Siblings, siblings: SiblingAnswers
) -> None:
    all_answer(siblings)
    each = [witness_heads(live_database, asked, "sample", now=NIGHT) for _ in range(4)]
    written = await asyncio.gather(*each)
    assert sorted(name for names in written for name in names) == ["advocacy", "governance", "training"]
    assert len(await witnessed(live_database)) == 3


async def test_killed_in_the_middle_the_rest_is_done_by_the_next_run(
    live_database: Database, asked: Siblings, siblings: SiblingAnswers
) -> None:
    all_answer(siblings)

    def die(_request: httpx.Request) -> Any:
        raise asyncio.CancelledError

    siblings.answer("governance", "/v1/audit/head", die)
    with pytest.raises(asyncio.CancelledError):
        await witness_heads(live_database, asked, "sample", now=NIGHT)
    assert await witnessed(live_database) == [("advocacy", "2026-11-30", 7)]
    all_answer(siblings)
    assert await witness_heads(live_database, asked, "sample", now=NIGHT) == ["governance", "training"]
    assert len(await witnessed(live_database)) == 3


def a_witness(number: int, of: str, day: int = 1, **others: Any) -> Witness:
    at = datetime(2026, 11, day, 2, tzinfo=UTC)
    return Witness(**{"night": at.date(), "number": number, "hash": of, "sealed_at": at, "witnessed_at": at, **others})


def test_what_was_witnessed_is_held_against_the_chain() -> None:
    chain = Chain({1: "one", 2: "two"})
    fits = compare(Evidence("a", [a_witness(1, "one"), a_witness(2, "two", 2)]), chain)
    assert (fits.state, fits.nights, fits.last_night, fits.broken) == (WitnessState.FITS, 2, date(2026, 11, 2), None)
    differs = compare(Evidence("a", [a_witness(1, "one"), a_witness(2, "other", 2), a_witness(9, "cut", 3)]), chain)
    assert (differs.state, differs.nights) == (WitnessState.DIFFERS, 1)
    assert differs.broken is not None
    assert differs.broken.night == date(2026, 11, 2)
    assert compare(Evidence("a", None), chain).state is WitnessState.AWAY
    assert compare(Evidence("a", []), chain).state is WitnessState.NONE


def test_nights_that_a_restore_took_away_are_told_apart() -> None:
    restored_to, began = datetime(2026, 11, 4, 12, tzinfo=UTC), datetime(2026, 11, 6, 12, tzinfo=UTC)
    chain = Chain({1: "one"}, [(restored_to, began)])
    told = [a_witness(1, "one", 3), a_witness(5, "lost", 5), a_witness(6, "lost too", 6)]
    found = compare(Evidence("a", told), chain)
    assert (found.state, found.nights, found.set_back, found.broken) == (WitnessState.FITS, 1, 2, None)
    # Neither what was sealed before, nor what was seen after, is explained by the restore.
    before = compare(Evidence("a", [*told, a_witness(2, "old", 6, sealed_at=restored_to - timedelta(days=1))]), chain)
    after = compare(Evidence("a", [*told, a_witness(2, "new", 7)]), chain)
    assert (before.state, after.state) == (WitnessState.DIFFERS, WitnessState.DIFFERS)


def as_answered(*witnesses: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(witnesses), "next_cursor": None}


async def heads_of(client: httpx.AsyncClient) -> dict[str, Any]:
    """The head as a sibling would tell it later."""
    head = (await client.get("/v1/audit/head")).json()
    return {**head, "night": "2026-11-29", "witnessed_at": "2026-11-29T02:05:00Z", "id": 1, "of": "sample"}


async def rewrite(database: Database) -> None:
    """As whoever owns the database: another actor in the first entry, and every seal computed anew."""
    async with database.engine.connect() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        await connection.execute(text("UPDATE audit_entries SET actor = 'system:other' WHERE subject = 'a'"))
        numbers = (await connection.execute(text("SELECT number, entry_ids FROM audit_seals ORDER BY number"))).all()
        before = audit.GENESIS
        for number, ids in numbers:
            rows = (await connection.execute(text("SELECT * FROM audit_entries WHERE id = ANY(:ids) ORDER BY id"),
                                             {"ids": ids})).all()  # fmt: skip
            linked = audit.link(before, rows)
            await connection.execute(
                text("UPDATE audit_seals SET hash = :hash, previous_hash = :before WHERE number = :number"),
                {"hash": linked, "before": before, "number": number},
            )
            before = linked
        await connection.execute(text("SET session_replication_role = origin"))
        await connection.commit()


async def test_a_chain_rewritten_whole_is_found_with_its_night(
    live_database: Database, live_http: People, siblings: SiblingAnswers
) -> None:
    await write(live_database, "a", "b")
    await write(live_database, "c")
    admin = await live_http.as_("admin")
    siblings.answer("advocacy", "/v1/audit/witnesses", as_answered(await heads_of(admin)))
    siblings.answer("training", "/v1/audit/witnesses", as_answered())
    good = (await admin.get("/v1/audit/verification")).json()
    assert (good["intact"], good["broken_night"], good["entries"]) == (True, None, 3)
    states = {one["sibling"]: (one["state"], one["nights"], one["last_night"]) for one in good["witnesses"]}
    assert states == {
        "advocacy": ("fits", 1, "2026-11-29"),
        "governance": ("away", 0, None),
        "training": ("none", 0, None),
    }
    await rewrite(live_database)
    async with live_database.read() as session:
        assert (await audit.verify(session)).broken is None  # by itself it holds
    found = (await admin.get("/v1/audit/verification")).json()
    assert (found["intact"], found["broken_seal"], found["broken_night"]) == (False, 2, "2026-11-29")
    assert found["reason"] == "the chain is not the one that advocacy witnessed in the night of 2026-11-29"
    file = (await admin.get("/v1/audit", params={"format": "jsonl"})).content
    with pytest.raises(FileBroken, match="seal 2 is not the one that advocacy witnessed in the night of 2026-11-29"):
        verify_lines(iter(file.splitlines(keepends=True)))


async def test_a_service_that_was_restored_says_so_and_its_chain_is_intact(
    live_database: Database, live_http: People, siblings: SiblingAnswers
) -> None:
    await write(live_database, "a")
    admin = await live_http.as_("admin")
    now = datetime.now(UTC)
    lost = {**await heads_of(admin), "number": 9, "hash": "f" * 64, "sealed_at": (now - timedelta(hours=1)).isoformat()}
    siblings.answer(
        "advocacy", "/v1/audit/witnesses", as_answered({**lost, "witnessed_at": (now - timedelta(hours=1)).isoformat()})
    )
    assert (await admin.get("/v1/audit/verification")).json()["broken_seal"] == 9
    async with live_database.primary() as connection, connection.transaction():
        await begin_epoch(connection, "sample", restored_to=now - timedelta(hours=2))
    found = (await admin.get("/v1/audit/verification")).json()
    [advocacy] = [one for one in found["witnesses"] if one["sibling"] == "advocacy"]
    assert (found["intact"], advocacy["state"], advocacy["set_back"]) == (True, "none", 1)
    file = (await admin.get("/v1/audit", params={"format": "jsonl"})).content
    checked = verify_lines(iter(file.splitlines(keepends=True)))
    assert (checked.set_back, checked.witnessed, checked.away) == (1, 0, ["training", "governance"])


async def test_every_page_of_a_siblings_witnesses_is_read(asked: Siblings, siblings: SiblingAnswers) -> None:
    pages = {None: ([a_witness(1, "one")], "next"), "next": ([a_witness(2, "two", 2)], None)}

    def page(request: httpx.Request) -> Any:
        assert request.url.params["of"] == "sample"
        found, following = pages[request.url.params.get("cursor")]
        return {"items": [one.model_dump(mode="json") for one in found], "next_cursor": following}

    siblings.answer("advocacy", "/v1/audit/witnesses", page)
    siblings.answer("training", "/v1/audit/witnesses", {"items": [{"night": "x"}]})
    told = {one.sibling: one.witnesses for one in await audit_witnesses.evidence_given(asked, "sample")}
    assert [one.number for one in told["advocacy"] or ()] == [1, 2]
    assert (told["training"], told["governance"]) == (None, None)


async def test_a_head_is_signed_and_a_kept_one_is_checked_with_its_keys(
    live_database: Database, live_http: People, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await write(live_database, "a")
    admin = await live_http.as_("admin")
    head, keys = (await admin.get("/v1/audit/head")).json(), (await admin.get("/v1/audit/keys")).json()
    assert set(head) == {"number", "hash", "sealed_at", "entries", "signature"}
    assert head["signature"].count(".") == 2
    assert audit_keys.check_signature(head, keys) == keys["keys"][0]["kid"]
    assert "d" not in keys["keys"][0]
    for wrong in ({**head, "number": 2}, {**head, "signature": None}, {**head, "entries": 0}):
        with pytest.raises(audit_keys.SignatureBroken):
            audit_keys.check_signature(wrong, keys)
    with pytest.raises(audit_keys.SignatureBroken):
        audit_keys.check_signature(head, {"keys": []})
    paths = [tmp_path / name for name in ("audit.jsonl", "head.json", "keys.json")]
    paths[1].write_text(json.dumps(head))
    paths[2].write_text(json.dumps(keys))
    await write(live_database, "b")
    paths[0].write_bytes((await admin.get("/v1/audit", params={"format": "jsonl"})).content)
    command = [str(paths[0]), "--head", str(paths[1]), "--keys", str(paths[2])]
    verify_files(command)
    assert "1 times as witnessed" in capsys.readouterr().out
    whole = paths[0].read_bytes()
    selected = (await admin.get("/v1/audit", params={"format": "jsonl", "subject": "b"})).content
    paths[0].write_bytes(selected)  # a selection without the seal that was signed
    with pytest.raises(SystemExit, match="seal 1 is not the one"):
        verify_files(command)
    paths[0].write_bytes(whole)
    await rewrite(live_database)
    paths[0].write_bytes((await admin.get("/v1/audit", params={"format": "jsonl"})).content)
    with pytest.raises(SystemExit, match=f"seal 1 is not the one that the key {keys['keys'][0]['kid']} has signed"):
        verify_files(command)
    paths[1].write_text(json.dumps({**head, "hash": "0" * 64}))
    with pytest.raises(SystemExit, match="the signature does not fit the head"):
        verify_files(command)


async def test_files_of_two_services_are_held_against_each_other(
    live_database: Database, live_http: People, asked: Siblings, siblings: SiblingAnswers, tmp_path: Path
) -> None:
    await write(live_database, "a")
    admin = await live_http.as_("admin")
    own = (await admin.get("/v1/audit", params={"format": "jsonl"})).content
    siblings.answer("advocacy", "/v1/audit/head", (await admin.get("/v1/audit/head")).json())
    await witness_heads(live_database, asked, "sample", now=NIGHT)
    await audit.seal_entries(live_database)
    other = (await admin.get("/v1/audit", params={"format": "jsonl"})).content
    seen = seals_seen_in(other.splitlines(keepends=True))
    assert [one.told for one in seen["advocacy"][1]] == ["sample witnessed in the night of 2026-11-30"]
    # The first file taken for advocacy's: its first seal is what the second one's entries have witnessed.
    files = [tmp_path / "advocacy.jsonl", tmp_path / "sample.jsonl"]
    files[0].write_bytes(own.replace(b'"service":"sample"', b'"service":"advocacy"', 1))
    files[1].write_bytes(other)
    verify_files([str(file) for file in files])
    await rewrite(live_database)
    rewritten = (await admin.get("/v1/audit", params={"format": "jsonl"})).content
    files[0].write_bytes(rewritten.replace(b'"service":"sample"', b'"service":"advocacy"', 1))
    with pytest.raises(SystemExit, match=r"seal 1 is not the one that \w+ witnessed in the night of 2026-11-30"):
        verify_files([str(file) for file in files])


@pytest.mark.parametrize("path", ["head", "keys", "witnesses"])
async def test_heads_are_for_who_reads_the_record_and_for_the_services(
    session: AsyncSession, http: People, path: str
) -> None:
    record(session, ACTOR, action="note.written", subject="a")
    await session.commit()
    await seal(session)
    for client in (await http.as_("admin"), await http.as_("legal"), http.system("advocacy-api", ["audit.read-heads"])):
        assert (await client.get(f"/v1/audit/{path}")).status_code == 200
    for client in (await http.as_("hr"), await http.as_("writer"), http.system("partner", ["feed.read"])):
        assert (await client.get(f"/v1/audit/{path}")).status_code == 403
    sibling = http.system("advocacy-api", ["audit.read-heads"])
    for hidden in ("", "/verification", "/verifications/7d4f6f7e-5d3c-4b8e-9d1f-0e6a1a2b3c4d"):
        assert (await sibling.get(f"/v1/audit{hidden}")).status_code == 403


async def test_witnesses_are_a_list_that_reads_an_index(
    live_database: Database, live_http: People, asked: Siblings, siblings: SiblingAnswers
) -> None:
    all_answer(siblings)
    for day in range(3):
        await witness_heads(live_database, asked, "sample", now=NIGHT + timedelta(days=day))
    admin = await live_http.as_("admin")
    page = (await admin.get("/v1/audit/witnesses", params={"of": "training", "limit": 2})).json()
    assert [(one["of"], one["night"], one["number"]) for one in page["items"]] == [
        ("training", "2026-12-02", 7),
        ("training", "2026-12-01", 7),
    ]
    assert page["items"][0]["signature"] == "x..y"
    assert page["next_cursor"] is not None
    table = await admin.get("/v1/audit/witnesses", params={"format": "csv"})
    assert len(table.text.splitlines()) == 10
    async with live_database.engine.connect() as connection:
        await connection.execute(text("SET enable_seqscan = off"))
        looked = audit_witnesses._SEEN.values(siblings=["training"], night="2026-11-30")
        assert "ix_audit_entries_witnessed" in await plan_of(await _raw(connection), looked)


async def _raw(connection: Any) -> Any:
    return (await connection.get_raw_connection()).driver_connection


async def test_a_large_record_is_verified_in_steps_by_one_job(
    live_database: Database, live_http: People, asked: Siblings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_verifications, "AT_ONCE", 5)
    monkeypatch.setattr(audit_verifications, "SEALS_A_STEP", 2)
    for number in range(6):
        await write(live_database, "a", str(number))
    admin = await live_http.as_("admin")
    answers = await asyncio.gather(*(admin.get("/v1/audit/verification") for _ in range(4)))
    assert [answer.status_code for answer in answers] == [202] * 4
    [place] = {answer.headers["location"] for answer in answers}
    begun = answers[0].json()
    assert place == f"/v1/audit/verifications/{begun['id']}"
    assert (begun["state"], begun["entries"], begun["total"], begun["result"]) == ("running", 0, 12, None)
    async with live_database.read() as session:
        jobs = await session.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'audit:verify'"))
        assert jobs.scalar_one() == 1
    # Two workers have it, as when one was thought dead: neither counts a seal twice.
    job = (live_database, asked, "sample", (await _running(live_database)).id)
    await asyncio.gather(audit_verifications.verify_in_steps(*job), audit_verifications.verify_in_steps(*job))
    await audit_verifications.verify_in_steps(*job)
    done = (await admin.get(place)).json()
    assert (done["state"], done["entries"], done["result"]["intact"], done["result"]["entries"]) == (
        "done",
        12,
        True,
        12,
    )
    assert done["finished_at"] is not None
    again = await admin.get("/v1/audit/verification")
    assert again.headers["location"] != place


async def test_a_verification_that_was_killed_goes_on_where_it_was(
    live_database: Database, live_http: People, asked: Siblings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_verifications, "AT_ONCE", 5)
    monkeypatch.setattr(audit_verifications, "SEALS_A_STEP", 2)
    for number in range(6):
        await write(live_database, "a", str(number))
    admin = await live_http.as_("admin")
    place = (await admin.get("/v1/audit/verification")).headers["location"]
    steps, step = 0, audit.verify_step

    async def dies(*arguments: Any, **options: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps == 3:
            raise asyncio.CancelledError
        return await step(*arguments, **options)

    monkeypatch.setattr(audit, "verify_step", dies)
    job = (live_database, asked, "sample", (await _running(live_database)).id)
    with pytest.raises(asyncio.CancelledError):
        await audit_verifications.verify_in_steps(*job)
    assert (await admin.get(place)).json()["entries"] == 8
    await audit_verifications.verify_in_steps(*job)
    assert steps == 5
    assert (await admin.get(place)).json()["result"]["intact"] is True


async def test_a_verification_whose_job_was_lost_gets_another(
    live_database: Database, live_http: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_verifications, "AT_ONCE", 1)
    await write(live_database, "a", "b")
    admin = await live_http.as_("admin")
    first = await admin.get("/v1/audit/verification")
    async with live_database.write() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
        await session.execute(text("UPDATE audit_verifications SET moved_at = now() - interval '1 hour'"))
    for _ in range(2):
        again = await admin.get("/v1/audit/verification")
        assert again.headers["location"] == first.headers["location"]
    async with live_database.read() as session:
        jobs = await session.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'audit:verify'"))
        assert jobs.scalar_one() == 1


async def test_a_fault_in_a_large_record_is_told_at_the_end(
    live_database: Database, live_http: People, asked: Siblings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_verifications, "AT_ONCE", 1)
    await write(live_database, "a")
    await write(live_database, "b")
    admin = await live_http.as_("admin")
    place = (await admin.get("/v1/audit/verification")).headers["location"]
    async with live_database.engine.connect() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        await connection.execute(text("UPDATE audit_entries SET actor = 'x' WHERE subject = 'b'"))
        await connection.execute(text("SET session_replication_role = origin"))
        await connection.commit()
    running = await _running(live_database)
    await audit_verifications.verify_in_steps(live_database, asked, "sample", running.id)
    result = (await admin.get(place)).json()["result"]
    assert (result["intact"], result["broken_seal"]) == (False, 2)
    assert result["reason"] == "an entry or the seal was changed"
    assert (await (await live_http.as_("hr")).get(place)).status_code == 403
    nothing = f"{place.rsplit('/', 1)[0]}/{'0' * 8}-0000-4000-8000-{'0' * 12}"
    assert (await admin.get(nothing)).status_code == 404


async def _running(database: Database) -> Any:
    async with database.read() as session:
        return await run(session, audit_verifications._RUNNING.first())
