"""The files of services in a backup set: every byte of them with its hash, and back to where a service keeps its own.

Files never change and are named by their ids, so they are copied after the dumps. A file uploaded meanwhile is copied
and no row names it; a file removed meanwhile may still have a row, but nothing used it for a day, and the job
`forget_unattached` removes that row. `files.list` has a line for each, as `sha256sum` writes and checks them.
"""

import asyncio
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from obstore.exceptions import BaseError, NotFoundError

from service_kit.commands import CommandRefused, say
from service_kit.data import backup_set
from service_kit.data.backup_set import FilesPart
from service_kit.domain.file_store import open_place

LIST = "files.list"
FOLDER = "files"
AT_ONCE = 8
PAGE = 1000


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a set: its path below the set, `files/<service>/<id>/<size>`, and the SHA-256 of its bytes."""

    path: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.sha256}  {self.path}\n"

    @property
    def service(self) -> str:
        """Whose it is."""
        return self.path.split("/")[1]

    @property
    def key(self) -> str:
        """Where the service keeps it, in its own place."""
        return self.path.removeprefix(f"{FOLDER}/")


def place_of(url: str) -> Any:
    """The place at this address; refuses one that cannot be opened."""
    try:
        return open_place(url)
    except (BaseError, OSError, ValueError) as fault:
        raise CommandRefused(f"A place for files cannot be opened: {type(fault).__name__}.") from fault


async def copy_files(places: Mapping[str, Any], folder: Path) -> FilesPart:
    """Copy what the services keep into a set; answers what its manifest says of it. A place by each service's name."""
    kept: list[KeptFile] = []
    try:
        for service, place in sorted(places.items()):
            async for listed in place.list(prefix=service, chunk_size=PAGE):
                keys = [one["path"] for one in listed if _is_of(service, one["path"])]
                for first in range(0, len(keys), AT_ONCE):
                    copied = [_copy(place, key, folder) for key in keys[first : first + AT_ONCE]]
                    kept += [one for one in await asyncio.gather(*copied) if one is not None]
    except BaseError as fault:
        raise CommandRefused(f"Files cannot be copied: {type(fault).__name__}. Is FILES_URL there?") from fault
    if not kept:
        return FilesPart()
    text = "".join(str(one) for one in sorted(kept, key=lambda one: one.path))
    backup_set.write_private(folder / LIST, text)
    say(f"  {'files':<12} {sum((folder / one.path).stat().st_size for one in kept) / 1e6:9.1f} MB, {len(kept)} files")
    return FilesPart(count=len(kept), sha256=hashlib.sha256(text.encode()).hexdigest())


def _is_of(service: str, key: str) -> bool:
    """Whether this is a file: whatever else lies in a place is none of ours."""
    parts = key.split("/")
    if len(parts) != 3 or parts[0] != service:
        return False
    try:
        return str(UUID(parts[1])) == parts[1]
    except ValueError:
        return False


async def _copy(place: Any, key: str, folder: Path) -> KeptFile | None:
    path, digest = folder / FOLDER / key, hashlib.sha256()
    try:
        found = await place.get_async(key)
    except (NotFoundError, FileNotFoundError):
        return None  # removed since it was listed: nothing used it any more
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for block in found.stream(min_chunk_size=backup_set.BLOCK):
            digest.update(block)
            await asyncio.to_thread(file.write, block)
        await asyncio.to_thread(_to_disk, file)
    return KeptFile(f"{FOLDER}/{key}", digest.hexdigest())


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def read_files(folder: Path, part: FilesPart, services: Sequence[str]) -> list[KeptFile]:
    """The files of these services in a set, each with its hash checked; refuses one that is missing or altered."""
    if part == FilesPart():
        return []
    path = folder / LIST
    if not path.is_file():
        raise CommandRefused(f"{path} is missing from the set. Use another set.")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise CommandRefused(f"{path} was altered: its hash differs. Use another set.")
    lines = [line.partition("  ") for line in content.decode().splitlines()]
    kept = [KeptFile(name, sha256) for sha256, _, name in lines]
    for one in kept:  # a path that leads elsewhere is none that we wrote
        first, _, key = one.path.partition("/")
        if first != FOLDER or not _is_of(key.split("/")[0], key) or (folder / one.path).is_symlink():
            raise CommandRefused(f"{path} names {one.path!r}, which is no file of a set. Use another set.")
    if len(kept) != part.count:
        raise CommandRefused(f"{path} was altered: it names {len(kept)} files, not {part.count}. Use another set.")
    own = [one for one in kept if one.service in services]
    for one in own:
        if not (folder / one.path).is_file():
            raise CommandRefused(f"{folder / one.path} is missing from the set. Use another set.")
        if backup_set.hash_of(folder / one.path) != one.sha256:
            raise CommandRefused(f"{folder / one.path} was altered: its hash differs. Use another set.")
    return own


async def put_files(folder: Path, kept: Sequence[KeptFile], places: Mapping[str, Any]) -> None:
    """Bring files back to where their service keeps them, before its rows name them. Safe to repeat."""
    homeless = sorted({one.service for one in kept} - places.keys())
    if homeless:
        raise CommandRefused(
            f"The set holds files of {' and '.join(homeless)}, and no place for them is named. Set FILES_URL and"
            " FILES_SECRET."
        )
    try:
        for first in range(0, len(kept), AT_ONCE):
            some = kept[first : first + AT_ONCE]
            await asyncio.gather(*(places[one.service].put_async(one.key, folder / one.path) for one in some))
    except (BaseError, OSError) as fault:
        raise CommandRefused(f"Files cannot be brought back: {type(fault).__name__}. Is FILES_URL there?") from fault
    if kept:
        say(f"  {'files':<12} {len(kept)} brought back")
